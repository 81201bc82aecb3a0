// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/step_values.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE double& StepValues::operator[](int64_t step) {
  const size_t at = static_cast<size_t>(lower_bound(step) - begin());
  if (at == size() || values_[at].first != step)
    values_.insert(values_.begin() + static_cast<std::ptrdiff_t>(at), {step, 0.0});
  return values_[at].second;
}

HONE_INLINE double StepValues::at(int64_t step) const {
  const const_iterator found = find(step);
  if (found == end()) throw ArgumentError("hone: no value of step " + std::to_string(step));
  return found->second;
}

HONE_INLINE StepValues::const_iterator StepValues::find(int64_t step) const {
  const const_iterator found = lower_bound(step);
  return found != end() && found->first == step ? found : end();
}

HONE_INLINE StepValues::const_iterator StepValues::lower_bound(int64_t step) const {
  if (empty() || values_.back().first < step) return end();
  return std::lower_bound(begin(), end(), step,
                          [](const value_type& value, int64_t to) { return value.first < to; });
}

}  // namespace HONE_ABI
}  // namespace hone
