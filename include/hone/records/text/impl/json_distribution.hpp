// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/detail/last_of_grid.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/text/json.hpp>
#include <hone/records/text/json_distribution.hpp>
#include <hone/records/value.hpp>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::string distribution_to_json(const Distribution& distribution) {
  std::string out;
  if (const auto* d = std::get_if<FloatDistribution>(&distribution)) {
    out = R"({"name":"FloatDistribution","attributes":{"step":)";
    d->step ? append_json(out, *d->step) : void(out += "null");
    append_json(out += R"(,"low":)", d->low);
    append_json(out += R"(,"high":)", d->high);
    out += d->log ? R"(,"log":true}})" : R"(,"log":false}})";
  } else if (const auto* i = std::get_if<IntDistribution>(&distribution)) {
    out = R"({"name":"IntDistribution","attributes":{"log":)";
    out += i->log ? "true" : "false";
    append_json(out += R"(,"step":)", i->step);
    append_json(out += R"(,"low":)", i->low);
    append_json(out += R"(,"high":)", i->high);
    out += "}}";
  } else {
    out = R"({"name":"CategoricalDistribution","attributes":{"choices":)";
    char before = '[';
    for (const Value& choice : std::get<CategoricalDistribution>(distribution).choices) {
      out += before;
      append_json(out, choice);
      before = ',';
    }
    out += before == '[' ? "[]}}" : "]}}";
  }
  return out;
}

HONE_INLINE void DistributionMembers::refuse(const std::string& why) {
  throw ArgumentError("hone: not a distribution: " + why);
}

HONE_INLINE const JsonValue* DistributionMembers::find(const char* name) const {
  const auto found = object.FindMember(name);
  return found != object.MemberEnd() && !found->value.IsNull() ? &found->value : nullptr;
}

HONE_INLINE double DistributionMembers::number(const char* name) const {
  const JsonValue* value = find(name);
  if (!value || !value->IsNumber() || std::isnan(value->GetDouble()))
    refuse(std::string("\"") + name + "\" is no number");
  return value->GetDouble();
}

HONE_INLINE int64_t DistributionMembers::integer(const char* name) const {
  const JsonValue* value = find(name);
  if (value && value->IsInt64()) return value->GetInt64();
  const double number = this->number(name);
  if (!(std::abs(number) <= 9007199254740992.0) || number != std::floor(number))
    refuse(std::string("\"") + name + "\" is no integer within 2^53");
  return static_cast<int64_t>(number);
}

HONE_INLINE bool DistributionMembers::flag(const char* name, bool otherwise) const {
  const JsonValue* value = find(name);
  if (value && !value->IsBool()) refuse(std::string("\"") + name + "\" is no bool");
  return value ? value->GetBool() : otherwise;
}

HONE_INLINE FloatDistribution DistributionMembers::real(bool log, const char* step) const {
  FloatDistribution d{number("low"), number("high"), flag("log", log), std::nullopt};
  if (find(step)) d.step = number(step);
  if (d.low > d.high) refuse("low is above high");
  if (d.log && d.low <= 0) refuse("log needs low above 0");
  if (d.step && (d.log || !(*d.step > 0))) refuse("such a step");
  if (d.step) d.high = last_of_grid(d.low, d.high, *d.step);
  return d;
}

HONE_INLINE IntDistribution DistributionMembers::whole(bool log) const {
  IntDistribution d{integer("low"), integer("high"), flag("log", log),
                    find("step") ? integer("step") : 1};
  if (d.low > d.high) refuse("low is above high");
  if (d.step < 1 || (d.log && d.low < 1)) refuse("such a step, or log of no positive number");
  const uint64_t width = static_cast<uint64_t>(d.high) - static_cast<uint64_t>(d.low);
  d.high =
      static_cast<int64_t>(static_cast<uint64_t>(d.high) - width % static_cast<uint64_t>(d.step));
  return d;
}

HONE_INLINE CategoricalDistribution DistributionMembers::categorical() const {
  const JsonValue* choices = find("choices");
  if (!choices || !choices->IsArray() || choices->Empty()) refuse("it has no choices");
  CategoricalDistribution d;
  for (const JsonValue& choice : choices->GetArray()) d.choices.push_back(value_from_json(choice));
  return d;
}

HONE_INLINE Distribution distribution_from_json(const JsonValue& value) {
  if (!value.IsObject()) DistributionMembers::refuse("it is no object");
  const DistributionMembers outer{value};
  const JsonValue* name = outer.find("name");
  if (!name) name = outer.find("type");
  if (!name || !name->IsString()) DistributionMembers::refuse("it has no name");
  const std::string kind = text_from_json(*name);
  if (kind == "float") return outer.real(false, "step");
  if (kind == "int") return outer.whole(false);
  if (kind == "categorical") return outer.categorical();
  const JsonValue* attributes = outer.find("attributes");
  if (!attributes || !attributes->IsObject()) DistributionMembers::refuse("it has no attributes");
  const DistributionMembers inner{*attributes};
  if (kind == "FloatDistribution") return inner.real(false, "step");
  if (kind == "UniformDistribution") return inner.real(false, "step");
  if (kind == "LogUniformDistribution") return inner.real(true, "step");
  if (kind == "DiscreteUniformDistribution") return inner.real(false, "q");
  if (kind == "IntDistribution" || kind == "IntUniformDistribution") return inner.whole(false);
  if (kind == "IntLogUniformDistribution") return inner.whole(true);
  if (kind == "CategoricalDistribution") return inner.categorical();
  DistributionMembers::refuse("the class \"" + kind + "\" is unknown");
}

HONE_INLINE Distribution distribution_from_json(std::string_view text) {
  JsonReader reader;
  const JsonValue* value = reader.parse(text);
  if (!value) DistributionMembers::refuse(reader.error());
  return distribution_from_json(*value);
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
