// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// Values by step, in the order of their steps: a std::map<int64_t, double> in a quarter of the
/// memory, since a study of many trials holds mostly these. Reads as one, and converts to one.
///
///   trial.intermediate_values[3] = 0.5;
///   for (const auto& [step, value] : trial.intermediate_values) ...
///   trial.intermediate_values.rbegin()->second;  // the latest
///
/// A value is changed by its step, never through an iterator. To add a step behind all others is
/// quick; before them it takes time by their number. A plain value: copy it, share const ones among
/// threads.
class StepValues {
 public:
  using value_type = std::pair<int64_t, double>;
  using const_iterator = std::vector<value_type>::const_iterator;
  using const_reverse_iterator = std::vector<value_type>::const_reverse_iterator;

  StepValues() = default;
  StepValues(std::initializer_list<std::pair<const int64_t, double>> values)
      : StepValues(std::map<int64_t, double>(values)) {}
  StepValues(const std::map<int64_t, double>& values) : values_(values.begin(), values.end()) {}
  operator std::map<int64_t, double>() const { return {begin(), end()}; }

  const_iterator begin() const { return values_.begin(); }
  const_iterator end() const { return values_.end(); }
  const_reverse_iterator rbegin() const { return values_.rbegin(); }
  const_reverse_iterator rend() const { return values_.rend(); }
  bool empty() const { return values_.empty(); }
  size_t size() const { return values_.size(); }

  /// The step's value; 0 is put there where there was none.
  double& operator[](int64_t step);
  /// Throws ArgumentError where the step has no value.
  double at(int64_t step) const;
  const_iterator find(int64_t step) const;
  size_t count(int64_t step) const { return find(step) == end() ? 0 : 1; }
  const_iterator lower_bound(int64_t step) const;

  void clear() { values_.clear(); }
  /// Room for so many steps.
  void reserve(size_t count) { values_.reserve(count); }
  /// Gives back the room that is not used.
  void shrink_to_fit() { values_.shrink_to_fit(); }

  friend bool operator==(const StepValues& a, const StepValues& b) {
    return a.values_ == b.values_;
  }
  friend bool operator!=(const StepValues& a, const StepValues& b) { return !(a == b); }

 private:
  std::vector<value_type> values_;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/impl/step_values.hpp>
#endif
