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

/// What importances are asked for. Names and defaults are Optuna's.
class ImportanceOptions {
 public:
  /// What is important is to be among the best of this part of the trials. Above 0 and below
  /// region_quantile. Default 0.1.
  ImportanceOptions& target_quantile(double part) {
    target_quantile_ = part;
    return *this;
  }
  /// Only the best of this part of the trials are looked at, at most 1. Default 1.
  ImportanceOptions& region_quantile(double part) {
    region_quantile_ = part;
    return *this;
  }
  /// Whether the best trials are held against the others, rather than against all of the search
  /// space. Default true.
  ImportanceOptions& evaluate_on_local(bool on) {
    evaluate_on_local_ = on;
    return *this;
  }
  /// Whether importances add up to 1. Default true.
  ImportanceOptions& normalize(bool on) {
    normalize_ = on;
    return *this;
  }
  /// The parameters to assess. Default: all that a COMPLETE trial has.
  ImportanceOptions& params(std::vector<std::string> names) {
    params_ = std::move(names);
    return *this;
  }
  /// What makes a trial good, less being better. Default: the objective's value by its direction;
  /// of several objectives, to be near the front.
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

/// How much each parameter had to do with how good the study's trials are, the most important
/// first. (Optuna: get_param_importances, with its default, PED-ANOVA.)
///
///   for (const hone::Importance& importance : hone::param_importances(study))
///     std::printf("%-12s %.2f\n", importance.param.c_str(), importance.value);
///
/// By the COMPLETE trials whose values are finite; parameters that only some of them have are
/// weighed by how many do. A few dozen trials are little to go by: at least five should be among
/// the best. With one trial or none all are equal. Throws ArgumentError where a named parameter is
/// in no COMPLETE trial, and where quantiles are not in order.
std::vector<Importance> param_importances(const StudyView& study,
                                          const ImportanceOptions& options = {});

std::vector<Importance> param_importances(const StudyView& study, const ImportanceOptions& options);

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/importances/impl/importance.hpp>
#endif
