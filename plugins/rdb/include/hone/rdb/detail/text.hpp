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

// How Optuna 5 writes things into the columns of its tables.

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Compact JSON as Python's json.dumps writes it: a blank after each comma and colon, and nothing
/// but ASCII.
std::string python_json(std::string_view compact);

std::string python_json_of(const Value& value);

/// 2026-11-23 15:12:57.772875, in UTC.
SqlValue sql_time(const std::optional<TimePoint>& time);
std::optional<TimePoint> time_from_sql(const SqlValue& value);

/// Columns of numbers hold finite ones; a second column says which the others are.
SqlValue sql_number(double number);
std::string number_type(double number);
/// A type as a number, in the same words for every database.
std::string number_type_case(const std::string& column);
double number_from_sql(const SqlValue& value, int64_t type);

double number_from_text(const std::string& text);

std::string state_name(TrialState state);
TrialState state_from_name(const std::string& name);
std::string direction_name(Direction direction);
Direction direction_from_name(const std::string& name);

/// A name for an indexed column. Throws ArgumentError where no database can hold it.
const std::string& sql_name(const char* what, const std::string& name);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/rdb/detail/impl/text.hpp>
#endif
