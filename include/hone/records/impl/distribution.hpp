// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/detail/last_of_grid.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/value.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE Distribution checked(const std::string& name, Distribution distribution) {
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

HONE_INLINE bool is_single(const Distribution& distribution) {
  if (const auto* d = std::get_if<FloatDistribution>(&distribution)) return d->low == d->high;
  if (const auto* i = std::get_if<IntDistribution>(&distribution)) return i->low == i->high;
  return std::get<CategoricalDistribution>(distribution).choices.size() == 1;
}

HONE_INLINE bool contains(const Distribution& distribution, double internal) {
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

HONE_INLINE bool is_compatible(const Distribution& a, const Distribution& b) {
  if (a.index() != b.index()) return false;
  if (const auto* d = std::get_if<FloatDistribution>(&a))
    return d->log == std::get<FloatDistribution>(b).log;
  if (const auto* i = std::get_if<IntDistribution>(&a))
    return i->log == std::get<IntDistribution>(b).log;
  return a == b;
}

HONE_INLINE Value to_external(const Distribution& distribution, double internal) {
  if (std::holds_alternative<FloatDistribution>(distribution)) return internal;
  if (std::holds_alternative<IntDistribution>(distribution)) return static_cast<int64_t>(internal);
  const auto& choices = std::get<CategoricalDistribution>(distribution).choices;
  if (!contains(distribution, internal))
    throw ArgumentError("hone: a record names choice " + detail::text_of(internal) +
                        " of a list of " + std::to_string(choices.size()));
  return choices[static_cast<size_t>(internal)];
}

HONE_INLINE std::optional<double> to_internal(const Distribution& distribution,
                                              const Value& value) {
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

HONE_INLINE std::string to_string(const Distribution& distribution) {
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

}  // namespace HONE_ABI
}  // namespace hone
