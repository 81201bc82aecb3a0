// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/json.hpp>
#include <hone/frozen_trial.hpp>

#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <variant>

namespace hone {
inline namespace v0 {
namespace detail {

/// Constraints stand in a trial's system attributes "constraints:<name>" (Optuna 5), or in one list
/// "constraints" that older Optuna wrote. Above 0 is a violation.
inline constexpr const char* kConstraints = "constraints";

// What is not a number is not known to be kept.
template <class = void>
inline double constraint_from(const Value& value) {
  const auto* integer = std::get_if<int64_t>(&value.variant());
  const auto* number = std::get_if<double>(&value.variant());
  if (integer) return static_cast<double>(*integer);
  return number && !std::isnan(*number) ? *number : std::numeric_limits<double>::infinity();
}

/// By how much a trial violates its constraints in all; 0 where it keeps them, or has none.
template <class = void>
inline double violation_of(const FrozenTrial& trial) {
  double sum = 0;
  for (const auto& constraint : trial.constraints())
    if (constraint.second > 0) sum += constraint.second;
  return sum;
}

/// Whether the trial keeps all its constraints.
template <class = void>
inline bool is_feasible(const FrozenTrial& trial) {
  return !(violation_of(trial) > 0);
}

}  // namespace detail

template <class>
inline std::map<std::string, double> FrozenTrial::constraints() const {
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

}  // namespace v0
}  // namespace hone
