// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/constraints.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/text/json.hpp>
#include <hone/records/value.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <variant>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

// NaN and values that are not numbers count as violations.
HONE_INLINE double constraint_from(const Value& value) {
  const auto* integer = std::get_if<int64_t>(&value.variant());
  const auto* number = std::get_if<double>(&value.variant());
  if (integer) return static_cast<double>(*integer);
  return number && !std::isnan(*number) ? *number : std::numeric_limits<double>::infinity();
}

HONE_INLINE double violation_of(const FrozenTrial& trial) {
  double sum = 0;
  for (const auto& constraint : trial.constraints())
    if (constraint.second > 0) sum += constraint.second;
  return sum;
}

}  // namespace detail

HONE_INLINE std::map<std::string, double> FrozenTrial::constraints() const {
  std::map<std::string, double> result;
  const std::string key = detail::kConstraints;
  for (auto entry = system_attrs.lower_bound(key);
       entry != system_attrs.end() && entry->first.compare(0, key.size(), key) == 0; ++entry) {
    if (entry->first == key) {
      detail::JsonReader reader;
      const auto* list = std::get_if<Json>(&entry->second.variant());
      const detail::JsonValue* parsed = list ? reader.parse(list->text) : nullptr;
      if (!parsed || !parsed->IsArray()) continue;
      size_t place = 0;
      for (const detail::JsonValue& element : parsed->GetArray())
        result[std::to_string(place++)] = detail::constraint_from(detail::value_from_json(element));
    } else if (entry->first[key.size()] == ':') {
      result[entry->first.substr(key.size() + 1)] = detail::constraint_from(entry->second);
    }
  }
  return result;
}

}  // namespace HONE_ABI
}  // namespace hone
