// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/pruners/pruner.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/step_values.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/value.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Asynchronous successive halving among the added trials: which of them reached each rung, and
/// with what value.
///
///   rungs.add(finished_trial);  // once each, in any order
///   return rungs.judge(study, trial, rules, [](int64_t) { return true; });
///
/// Rung r is at step min_resource * reduction_factor^(min_early_stopping_rate + r). The trial's
/// value there is stored in its system attribute "completed_rung_<r>", so Optuna's workers see
/// hone's trials, and vice versa. The cost of a call does not grow with the number of finished
/// trials.
class Rungs {
 public:
  struct Rules {
    int64_t min_resource;
    int64_t reduction_factor;
    int64_t min_early_stopping_rate;
    int64_t bootstrap_count;
  };

  void add(const FrozenTrial& trial);

  /// Decides whether the trial continues from the rungs that it has newly reached. It competes with
  /// the added trials, and with those of the study's unfinished trials for which `competes(number)`
  /// is true.
  template <class Competes>
  Verdict judge(const StudyRecord& study, const FrozenTrial& trial, const Rules& rules,
                const Competes& competes) const {
    Verdict verdict;
    if (trial.intermediate_values.empty()) return verdict;
    const auto [step, value] = *trial.intermediate_values.rbegin();
    int64_t rung = 0;
    while (trial.system_attrs.count(key(rung))) ++rung;
    for (; reaches(step, rules, rung); ++rung) {
      if (std::isnan(value)) {
        verdict.prune = true;
        return verdict;
      }
      verdict.system_attrs[key(rung)] = value;
      const Place place = place_of(study, trial.number, key(rung), value, competes);
      const int64_t promoted = std::max<int64_t>(place.among / rules.reduction_factor, 1);
      verdict.prune = place.among <= rules.bootstrap_count || place.better >= promoted;
      if (verdict.prune) return verdict;
    }
    return verdict;
  }

 private:
  struct Place {
    int64_t among = 1;  // including the trial itself
    int64_t better = 0;
  };

  static std::string key(int64_t rung) { return "completed_rung_" + std::to_string(rung); }

  // Avoids the overflow of computing the power.
  static bool reaches(int64_t step, const Rules& rules, int64_t rung);

  template <class Competes>
  Place place_of(const StudyRecord& study, int64_t number, const std::string& rung, double value,
                 const Competes& competes) const {
    const bool maximize = study.direction() == Direction::maximize;
    Place place;
    const auto known = finished_.find(rung);
    if (known != finished_.end()) {
      const std::vector<double>& sorted = known->second;
      place.among += static_cast<int64_t>(sorted.size());
      place.better += maximize
                          ? sorted.end() - std::upper_bound(sorted.begin(), sorted.end(), value)
                          : std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin();
    }
    for (const int64_t other : study.unfinished) {
      if (other == number || !competes(other)) continue;
      const Attributes& attrs = study.find_trial(other)->system_attrs;
      const auto found = attrs.find(rung);
      if (found == attrs.end()) continue;
      ++place.among;
      if (is_better(found->second.as<double>(), value, study.direction())) ++place.better;
    }
    return place;
  }

  std::map<std::string, std::vector<double>> finished_;  // by attribute name
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/pruners/detail/impl/rungs.hpp>
#endif
