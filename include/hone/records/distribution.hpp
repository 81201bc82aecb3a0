// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// A real number in [low, high]. With `log`: uniform in its logarithm. With `step`: one of low, low
/// + step, ...
struct FloatDistribution {
  double low = 0;
  double high = 0;
  bool log = false;
  std::optional<double> step = std::nullopt;

  friend bool operator==(const FloatDistribution& a, const FloatDistribution& b) {
    return a.low == b.low && a.high == b.high && a.log == b.log && a.step == b.step;
  }
};

/// An integer: one of low, low + step, ... up to high. With `log`: uniform in its logarithm.
struct IntDistribution {
  int64_t low = 0;
  int64_t high = 0;
  bool log = false;
  int64_t step = 1;

  friend bool operator==(const IntDistribution& a, const IntDistribution& b) {
    return a.low == b.low && a.high == b.high && a.log == b.log && a.step == b.step;
  }
};

/// One of a fixed list of choices. The order matters: records store the index.
struct CategoricalDistribution {
  std::vector<Value> choices;

  friend bool operator==(const CategoricalDistribution& a, const CategoricalDistribution& b) {
    return a.choices == b.choices;
  }
};

/// The range of a parameter. (Optuna: BaseDistribution.)
///
/// Records and samplers represent a value by its *internal* number: the float or integer itself, or
/// the index of a choice.
using Distribution = std::variant<FloatDistribution, IntDistribution, CategoricalDistribution>;

namespace detail {

inline std::string text_of(double number) { return Value(number).to_string(); }

}  // namespace detail

/// Validates the distribution of parameter `name`, and lowers `high` to the grid of `step`. Throws
/// ArgumentError for an empty, reversed or infinite range, for log with low at or below zero, for
/// step with log, and for an empty list of choices.
Distribution checked(const std::string& name, Distribution distribution);

/// Whether only one value is possible. Such a parameter is never sampled.
bool is_single(const Distribution& distribution);

/// Whether the distribution can yield this internal number.
bool contains(const Distribution& distribution, double internal);

/// Whether different trials may use these two distributions for the same parameter: same kind, same
/// `log`, same choices. Ranges and steps may differ. (Optuna: check_distribution_compatibility.)
bool is_compatible(const Distribution& a, const Distribution& b);

/// Converts an internal number to the user's value.
Value to_external(const Distribution& distribution, double internal);

/// Converts a user's value to its internal number. The value may lie outside the range. Returns
/// nullopt if it is of another kind, not among the choices, NaN, not above 0 on a log scale, or,
/// for an integer parameter, not an integer within 2^53.
std::optional<double> to_internal(const Distribution& distribution, const Value& value);

/// For messages, such as "float in [0.1, 0.5], step 0.1".
std::string to_string(const Distribution& distribution);

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/impl/distribution.hpp>
#endif
