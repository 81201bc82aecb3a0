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

/// A distribution as Optuna writes it: {"name":"FloatDistribution","attributes":{...}}.
std::string distribution_to_json(const Distribution& distribution);

/// Reads a distribution's members by name. Throws ArgumentError if one is missing or of another
/// type.
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

/// Reads a distribution as written by any Optuna since version 2: the current classes, the five old
/// classes, and the short form {"type":"float","low":0,"high":1}. Throws ArgumentError for anything
/// else.
Distribution distribution_from_json(const JsonValue& value);

Distribution distribution_from_json(std::string_view text);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/text/impl/json_distribution.hpp>
#endif
