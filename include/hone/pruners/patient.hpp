// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/at_least.hpp>
#include <hone/detail/shared_object.hpp>
#include <hone/pruners/pruner.hpp>

#include <cstdint>
#include <iterator>
#include <limits>
#include <memory>
#include <type_traits>
#include <utility>

namespace hone {
inline namespace v0 {

/// Holds another pruner back until a trial has not improved for some time: its last `patience` + 1
/// reports are all worse, by more than `min_delta`, than the best before them. (Optuna:
/// PatientPruner.)
///
///   hone::PatientPruner patient(hone::MedianPruner(), 3);
///   hone::PatientPruner alone(3);  // prunes then, whatever other trials do
///
/// NaN is no improvement; nothing but NaN on either side is not pruned. One thread to an object.
template <class>
class BasicPatientPruner final : public Pruner {
 public:
  explicit BasicPatientPruner(int64_t patience, double min_delta = 0)
      : patience_(detail::at_least(0, "patience", patience)), min_delta_(min_delta) {
    if (!(min_delta >= 0))
      throw ArgumentError("hone: min_delta of " + Value(min_delta).to_string() +
                          "; it is a number of at least 0");
  }

  /// `pruner`: any hone::Pruner, by value or shared.
  template <class P, class = std::enable_if_t<!std::is_arithmetic_v<std::decay_t<P>>>>
  BasicPatientPruner(P&& pruner, int64_t patience, double min_delta = 0)
      : BasicPatientPruner(patience, min_delta) {
    wrapped_ = detail::shared_object<Pruner>(std::forward<P>(pruner));
  }

  Verdict prune(const StudyRecord& study, const FrozenTrial& trial) override {
    Verdict verdict;
    verdict.prune = is_stuck(trial, study.direction());
    return verdict.prune && wrapped_ ? wrapped_->prune(study, trial) : verdict;
  }

 private:
  bool is_stuck(const FrozenTrial& trial, Direction direction) const {
    const auto& reports = trial.intermediate_values;
    const auto recent = patience_ + 1;
    if (static_cast<int64_t>(reports.size()) <= recent) return false;
    const auto split = std::prev(reports.end(), recent);
    const auto best = [&](auto begin, auto end) {
      double value = std::numeric_limits<double>::quiet_NaN();
      for (; begin != end; ++begin)
        if (is_better(begin->second, value, direction)) value = begin->second;
      return value;
    };
    const double before = best(reports.begin(), split), after = best(split, reports.end());
    return direction == Direction::maximize ? before - min_delta_ > after
                                            : before + min_delta_ < after;
  }

  std::shared_ptr<Pruner> wrapped_;  // null: nobody is asked
  int64_t patience_;
  double min_delta_;
};

}  // namespace v0
}  // namespace hone
