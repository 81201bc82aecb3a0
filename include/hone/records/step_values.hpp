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

/// Values by step, sorted by step. Can be used like a std::map<int64_t, double>, and converts to
/// and from one, but takes a quarter of its memory: in a study of many trials, these are most of
/// the data.
///
///   trial.intermediate_values[3] = 0.5;
///   for (const auto& [step, value] : trial.intermediate_values) ...
///   trial.intermediate_values.rbegin()->second;  // the latest
///
/// Values can be changed by step, not through iterators. Appending a step after all others is fast;
/// inserting one earlier takes linear time. A plain value: can be copied, and const objects can be
/// shared among threads.
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

  /// Returns the value of the step, inserting 0 if it has none.
  double& operator[](int64_t step);
  /// Returns the value of the step. Throws ArgumentError if it has none.
  double at(int64_t step) const;
  const_iterator find(int64_t step) const;
  size_t count(int64_t step) const { return find(step) == end() ? 0 : 1; }
  const_iterator lower_bound(int64_t step) const;

  void clear() { values_.clear(); }
  void reserve(size_t count) { values_.reserve(count); }
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
