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

/// A real number in [low, high]; with `log`, uniform in its logarithm; with `step`, one of low, low
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

/// An integer among low, low + step, ... up to high; with `log`, uniform in its logarithm.
struct IntDistribution {
  int64_t low = 0;
  int64_t high = 0;
  bool log = false;
  int64_t step = 1;

  friend bool operator==(const IntDistribution& a, const IntDistribution& b) {
    return a.low == b.low && a.high == b.high && a.log == b.log && a.step == b.step;
  }
};

/// One of a fixed list of choices. Order is part of it: records hold the index.
struct CategoricalDistribution {
  std::vector<Value> choices;

  friend bool operator==(const CategoricalDistribution& a, const CategoricalDistribution& b) {
    return a.choices == b.choices;
  }
};

/// Where a parameter may lie. (Optuna: BaseDistribution.)
///
/// Records and samplers speak of a value by its *internal* number: the float or integer itself, or
/// a choice's index.
using Distribution = std::variant<FloatDistribution, IntDistribution, CategoricalDistribution>;

namespace detail {

inline std::string text_of(double number) { return Value(number).to_string(); }

}  // namespace detail

/// The distribution that parameter `name` will have: checked, and with `high` brought down onto the
/// grid of `step`. Throws ArgumentError for an empty, reversed or infinite range, log at or below
/// zero, step with log, and no choices.
Distribution checked(const std::string& name, Distribution distribution);

/// Whether only one value is possible: such a parameter is never sampled.
bool is_single(const Distribution& distribution);

/// Whether the internal number is one that the distribution can give.
bool contains(const Distribution& distribution, double internal);

/// Whether one parameter may have both, in different trials: the same kind, the same `log`, the
/// same choices. Ranges and steps may differ. (Optuna: check_distribution_compatibility.)
bool is_compatible(const Distribution& a, const Distribution& b);

/// The user's value for an internal number.
Value to_external(const Distribution& distribution, double internal);

/// The internal number for a user's value, which may lie outside of the range; nothing where it is
/// of another kind, not among the choices, NaN, not above 0 on a log scale, or no integer within
/// 2^53 for a parameter that is one.
std::optional<double> to_internal(const Distribution& distribution, const Value& value);

/// For messages: "float in [0.1, 0.5], step 0.1".
std::string to_string(const Distribution& distribution);

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/impl/distribution.hpp>
#endif
