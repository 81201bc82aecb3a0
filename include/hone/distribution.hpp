// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/last_of_grid.hpp>
#include <hone/value.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace hone {
inline namespace v0 {

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

  template <class = void>
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

template <class = void>
inline std::string text_of(double number) {
  return Value(number).to_string();
}

}  // namespace detail

/// The distribution that parameter `name` will have: checked, and with `high` brought down onto the
/// grid of `step`. Throws ArgumentError for an empty, reversed or infinite range, log at or below
/// zero, step with log, and no choices.
template <class = void>
inline Distribution checked(const std::string& name, Distribution distribution) {
  const auto refuse = [&](const std::string& why) {
    throw ArgumentError("hone: parameter \"" + name + "\": " + why);
  };
  if (auto* d = std::get_if<FloatDistribution>(&distribution)) {
    if (!std::isfinite(d->low) || !std::isfinite(d->high))
      refuse("the range [" + detail::text_of(d->low) + ", " + detail::text_of(d->high) +
             "] is not finite; give two finite bounds");
    if (d->low > d->high)
      refuse("low " + detail::text_of(d->low) + " is above high " + detail::text_of(d->high) +
             "; swap them");
    if (d->log && d->step) refuse("step and Scale::log exclude each other; drop one");
    if (d->log && d->low <= 0)
      refuse("Scale::log needs low above 0, and low is " + detail::text_of(d->low) +
             "; raise it, say to 1e-6");
    if (d->step && !(*d->step > 0 && std::isfinite(*d->step)))
      refuse("the step " + detail::text_of(*d->step) + " is not a positive number");
    if (d->step && !std::isfinite((d->high - d->low) / *d->step))
      refuse("the step " + detail::text_of(*d->step) + " is too small for so wide a range");
    if (d->step) d->high = detail::last_of_grid(d->low, d->high, *d->step);
  } else if (auto* i = std::get_if<IntDistribution>(&distribution)) {
    if (i->low > i->high)
      refuse("low " + std::to_string(i->low) + " is above high " + std::to_string(i->high) +
             "; swap them");
    if (i->step < 1) refuse("the step " + std::to_string(i->step) + " is not a positive integer");
    if (i->log && i->step != 1) refuse("step and Scale::log exclude each other; drop one");
    if (i->log && i->low < 1)
      refuse("Scale::log needs low of at least 1, and low is " + std::to_string(i->low));
    const uint64_t width = static_cast<uint64_t>(i->high) - static_cast<uint64_t>(i->low);
    if (width > (uint64_t{1} << 53) || i->low < -(int64_t{1} << 53) || i->high > (int64_t{1} << 53))
      refuse("integers beyond 2^53 cannot be told apart in a record; narrow the range");
    i->high -= static_cast<int64_t>(width % static_cast<uint64_t>(i->step));
  } else {
    const auto& choices = std::get<CategoricalDistribution>(distribution).choices;
    if (choices.empty()) refuse("there is no choice; give at least one");
    for (size_t a = 0; a < choices.size(); ++a) {
      if (std::holds_alternative<Json>(choices[a].variant()))
        refuse("a choice is null, a bool, a number or text, not " + choices[a].to_string());
      if (choices[a] != choices[a])
        refuse("the choice nan equals nothing, itself included; drop it");
      for (size_t b = 0; b < a; ++b)
        if (choices[a] == choices[b])
          refuse("the choice " + choices[a].to_string() + " is listed twice; drop one");
    }
  }
  return distribution;
}

/// Whether only one value is possible: such a parameter is never sampled.
template <class = void>
inline bool is_single(const Distribution& distribution) {
  if (const auto* d = std::get_if<FloatDistribution>(&distribution)) return d->low == d->high;
  if (const auto* i = std::get_if<IntDistribution>(&distribution)) return i->low == i->high;
  return std::get<CategoricalDistribution>(distribution).choices.size() == 1;
}

/// Whether the internal number is one that the distribution can give.
template <class = void>
inline bool contains(const Distribution& distribution, double internal) {
  const auto on_grid = [&](double low, double high, double step) {
    const double steps = (internal - low) / step;
    return low <= internal && internal <= high && std::abs(steps - std::round(steps)) < 1e-8;
  };
  if (const auto* d = std::get_if<FloatDistribution>(&distribution))
    return d->step ? on_grid(d->low, d->high, *d->step) : d->low <= internal && internal <= d->high;
  if (const auto* i = std::get_if<IntDistribution>(&distribution))
    return on_grid(static_cast<double>(i->low), static_cast<double>(i->high),
                   static_cast<double>(i->step));
  const auto& choices = std::get<CategoricalDistribution>(distribution).choices;
  return on_grid(0, static_cast<double>(choices.size()) - 1, 1);
}

/// Whether one parameter may have both, in different trials: the same kind, the same `log`, the
/// same choices. Ranges and steps may differ. (Optuna: check_distribution_compatibility.)
template <class = void>
bool is_compatible(const Distribution& a, const Distribution& b) {
  if (a.index() != b.index()) return false;
  if (const auto* d = std::get_if<FloatDistribution>(&a))
    return d->log == std::get<FloatDistribution>(b).log;
  if (const auto* i = std::get_if<IntDistribution>(&a))
    return i->log == std::get<IntDistribution>(b).log;
  return a == b;
}

/// The user's value for an internal number.
template <class = void>
inline Value to_external(const Distribution& distribution, double internal) {
  if (std::holds_alternative<FloatDistribution>(distribution)) return internal;
  if (std::holds_alternative<IntDistribution>(distribution)) return static_cast<int64_t>(internal);
  const auto& choices = std::get<CategoricalDistribution>(distribution).choices;
  if (!contains(distribution, internal))
    throw ArgumentError("hone: a record names choice " + detail::text_of(internal) +
                        " of a list of " + std::to_string(choices.size()));
  return choices[static_cast<size_t>(internal)];
}

/// The internal number for a user's value, which may lie outside of the range; nothing where it is
/// of another kind, not among the choices, NaN, not above 0 on a log scale, or no integer within
/// 2^53 for a parameter that is one.
template <class = void>
inline std::optional<double> to_internal(const Distribution& distribution, const Value& value) {
  if (const auto* c = std::get_if<CategoricalDistribution>(&distribution)) {
    const auto found = std::find(c->choices.begin(), c->choices.end(), value);
    if (found == c->choices.end()) return std::nullopt;
    return static_cast<double>(found - c->choices.begin());
  }
  double number = 0;
  if (const auto* integer = std::get_if<int64_t>(&value.variant()))
    number = static_cast<double>(*integer);
  else if (const auto* real = std::get_if<double>(&value.variant()))
    number = *real;
  else
    return std::nullopt;
  const auto* d = std::get_if<FloatDistribution>(&distribution);
  const auto* i = std::get_if<IntDistribution>(&distribution);
  if (std::isnan(number) || (number <= 0 && (d ? d->log : i->log))) return std::nullopt;
  if (i && (number != std::floor(number) || std::abs(number) > 9007199254740992.0))
    return std::nullopt;
  return number;
}

/// For messages: "float in [0.1, 0.5], step 0.1".
template <class = void>
inline std::string to_string(const Distribution& distribution) {
  if (const auto* d = std::get_if<FloatDistribution>(&distribution))
    return "float in [" + detail::text_of(d->low) + ", " + detail::text_of(d->high) + "]" +
           (d->log ? ", log" : "") + (d->step ? ", step " + detail::text_of(*d->step) : "");
  if (const auto* i = std::get_if<IntDistribution>(&distribution))
    return "int in [" + std::to_string(i->low) + ", " + std::to_string(i->high) + "]" +
           (i->log ? ", log" : "") + (i->step != 1 ? ", step " + std::to_string(i->step) : "");
  std::string text = "one of {";
  for (const auto& choice : std::get<CategoricalDistribution>(distribution).choices)
    text += (text.back() == '{' ? "" : ", ") + choice.to_string();
  return text + "}";
}

}  // namespace v0
}  // namespace hone
