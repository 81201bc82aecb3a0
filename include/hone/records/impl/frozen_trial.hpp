// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/step_values.hpp>
#include <hone/records/value.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE Param make_param(const std::string& name, Distribution distribution,
                             const Value& value) {
  distribution = checked(name, std::move(distribution));
  const std::optional<double> internal = to_internal(distribution, value);
  if (!internal || !contains(distribution, *internal))
    throw ArgumentError("hone: parameter \"" + name + "\" is " + to_string(distribution) +
                        ", and " + value.to_string() + " is not");
  return {name, std::make_shared<const Distribution>(std::move(distribution)), *internal};
}

HONE_INLINE double FrozenTrial::value() const {
  if (values.size() == 1) return values.front();
  throw ArgumentError("hone: trial " + std::to_string(number) + " has " +
                      std::to_string(values.size()) + " values; look at `state` and `values`");
}

HONE_INLINE const Param* FrozenTrial::find_param(const std::string& name) const {
  for (const Param& param : params)
    if (param.name == name) return &param;
  return nullptr;
}

HONE_INLINE std::optional<int64_t> FrozenTrial::last_step() const {
  if (intermediate_values.empty()) return std::nullopt;
  return intermediate_values.rbegin()->first;
}

}  // namespace HONE_ABI
}  // namespace hone
