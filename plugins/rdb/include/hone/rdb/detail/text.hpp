// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/rdb/detail/connection.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/time_point.hpp>
#include <hone/records/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// How Optuna 5 writes values into the columns of its tables.

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Compact JSON as Python's json.dumps writes it: with a space after each comma and colon, and in
/// ASCII only.
std::string python_json(std::string_view compact);

std::string python_json_of(const Value& value);

/// For example 2026-11-23 15:12:57.772875; in UTC.
SqlValue sql_time(const std::optional<TimePoint>& time);
std::optional<TimePoint> time_from_sql(const SqlValue& value);

/// Columns of numbers hold finite numbers; for others a second column has the type.
SqlValue sql_number(double number);
std::string number_type(double number);
/// SQL that maps the type to a number, with the same text for every database.
std::string number_type_case(const std::string& column);
double number_from_sql(const SqlValue& value, int64_t type);

double number_from_text(const std::string& text);

std::string state_name(TrialState state);
TrialState state_from_name(const std::string& name);
std::string direction_name(Direction direction);
Direction direction_from_name(const std::string& name);

/// Returns the name, for an indexed column. Throws ArgumentError if no database can hold it.
const std::string& sql_name(const char* what, const std::string& name);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/rdb/detail/impl/text.hpp>
#endif
