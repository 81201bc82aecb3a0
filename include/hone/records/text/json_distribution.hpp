// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/distribution.hpp>
#include <hone/records/text/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// As Optuna writes a distribution: {"name":"FloatDistribution","attributes":{...}}.
std::string distribution_to_json(const Distribution& distribution);

/// Reads a distribution's members by name. What is missing or of another kind is an ArgumentError.
struct DistributionMembers {
  const JsonValue& object;

  [[noreturn]] static void refuse(const std::string& why);
  const JsonValue* find(const char* name) const;
  double number(const char* name) const;
  int64_t integer(const char* name) const;
  bool flag(const char* name, bool otherwise) const;

  FloatDistribution real(bool log, const char* step) const;
  IntDistribution whole(bool log) const;
  CategoricalDistribution categorical() const;
};

/// Reads what any Optuna since 2 wrote: the classes of today, the five old ones, and the short form
/// {"type":"float","low":0,"high":1}. Throws ArgumentError where it is none of them.
Distribution distribution_from_json(const JsonValue& value);

Distribution distribution_from_json(std::string_view text);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/text/impl/json_distribution.hpp>
#endif
