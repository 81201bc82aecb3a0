// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <iterator>
#include <type_traits>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Whether an objective may return Result: a number, or a range of numbers such as std::vector or
/// std::array.
template <class Result, class = void>
struct IsValues : std::is_convertible<Result, double> {};
template <class Result>
struct IsValues<Result, std::void_t<decltype(std::begin(std::declval<const Result&>()))>>
    : std::is_convertible<decltype(*std::begin(std::declval<const Result&>())), double> {};

/// Converts an objective's result to one number per direction of the study.
template <class Result>
std::vector<double> to_values(const Result& result) {
  if constexpr (std::is_convertible_v<const Result&, double>)
    return {static_cast<double>(result)};
  else
    return {std::begin(result), std::end(result)};
}

/// Whether `function(Trial&)` can be called and returns values.
template <class Function, class = void>
struct IsObjective : std::false_type {};
template <class Function>
struct IsObjective<Function, std::void_t<std::invoke_result_t<Function, Trial&>>>
    : IsValues<std::decay_t<std::invoke_result_t<Function, Trial&>>> {};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
