// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/rdb/detail/connection.hpp>
#include <hone/records/detail/function_ref.hpp>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE int64_t integer_of(const SqlValue& value) {
  if (const auto* integer = std::get_if<int64_t>(&value)) return *integer;
  const auto* text = std::get_if<std::string>(&value);
  return text ? std::stoll(*text) : 0;
}

HONE_INLINE const std::string& text_of(const SqlValue& value) {
  static const std::string none;
  const auto* text = std::get_if<std::string>(&value);
  return text ? *text : none;
}

HONE_INLINE std::string SqlDialect::upsert(const std::string& table, const std::string& columns,
                                           const std::string& key,
                                           const std::vector<std::string>& set) const {
  std::string text = "INSERT INTO " + table + " (" + columns + ") VALUES (?";
  for (const char c : columns)
    if (c == ',') text += ", ?";
  text += upserts_by_duplicate_key ? ") ON DUPLICATE KEY UPDATE "
                                   : ") ON CONFLICT (" + key + ") DO UPDATE SET ";
  std::string comma;
  for (const std::string& column : set) {
    text += comma + column + " = " +
            (upserts_by_duplicate_key ? "VALUES(" + column + ")" : "excluded." + column);
    comma = ", ";
  }
  return text;
}

HONE_INLINE Statement SqlDialect::heartbeat(int64_t study_id, int64_t trial_id) const {
  return {std::string("INSERT INTO trial_heartbeats (trial_id, heartbeat) SELECT trial_id, "
                      "CURRENT_TIMESTAMP FROM trials WHERE trial_id = ? AND study_id = ? ON ") +
              (upserts_by_duplicate_key ? "DUPLICATE KEY UPDATE"
                                        : "CONFLICT (trial_id) DO UPDATE SET") +
              " heartbeat = CURRENT_TIMESTAMP",
          {trial_id, study_id}};
}

HONE_INLINE int64_t Connection::count(const Statement& statement) {
  int64_t result = 0;
  run(statement, [&](const SqlRow& row) { result = integer_of(row.at(0)); });
  return result;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
