// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/importances/detail/ped_anova.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/storages/study_view.hpp>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// Options of param_importances. Names and defaults are Optuna's.
class ImportanceOptions {
 public:
  /// Fraction of the trials that counts as best: importance is measured by membership in it. Above
  /// 0 and below region_quantile. Default: 0.1.
  ImportanceOptions& target_quantile(double part) {
    target_quantile_ = part;
    return *this;
  }
  /// Only this best fraction of the trials is considered. At most 1. Default: 1.
  ImportanceOptions& region_quantile(double part) {
    region_quantile_ = part;
    return *this;
  }
  /// If true, compares the best trials with the other trials; if false, with the complete search
  /// space. Default: true.
  ImportanceOptions& evaluate_on_local(bool on) {
    evaluate_on_local_ = on;
    return *this;
  }
  /// If true, importances add up to 1. Default: true.
  ImportanceOptions& normalize(bool on) {
    normalize_ = on;
    return *this;
  }
  /// The parameters to assess. Default: all parameters of COMPLETE trials.
  ImportanceOptions& params(std::vector<std::string> names) {
    params_ = std::move(names);
    return *this;
  }
  /// The loss of a trial; lower is better. Default: the objective value by its direction, or, with
  /// several objectives, closeness to the Pareto front.
  ImportanceOptions& target(std::function<double(const FrozenTrial&)> loss);

  double target_quantile() const { return target_quantile_; }
  double region_quantile() const { return region_quantile_; }
  bool evaluate_on_local() const { return evaluate_on_local_; }
  bool normalize() const { return normalize_; }
  const std::optional<std::vector<std::string>>& params() const { return params_; }
  const std::function<double(const FrozenTrial&)>& target() const;

 private:
  double target_quantile_ = 0.1;
  double region_quantile_ = 1;
  bool evaluate_on_local_ = true;
  bool normalize_ = true;
  std::optional<std::vector<std::string>> params_;
  std::function<double(const FrozenTrial&)> target_;
};

struct Importance {
  std::string param;
  double value = 0;
};

/// Returns how much each parameter influenced the quality of the study's trials, the most important
/// parameter first. (Optuna: get_param_importances with its default evaluator, PED-ANOVA.)
///
///   for (const hone::Importance& importance : hone::param_importances(study))
///     std::printf("%-12s %.2f\n", importance.param.c_str(), importance.value);
///
/// Uses the COMPLETE trials with finite values. Parameters that only some of them have are weighted
/// by how many do. Needs more than a few dozen trials to be reliable: at least five should be among
/// the best. With fewer than two trials, all parameters are equally important. Throws ArgumentError
/// if a named parameter is in no COMPLETE trial, or if not 0 < target_quantile < region_quantile <=
/// 1.
std::vector<Importance> param_importances(const StudyView& study,
                                          const ImportanceOptions& options = {});

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/importances/impl/importance.hpp>
#endif
