// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/value.hpp>
#include <hone/tensorboard/detail/event_file.hpp>
#include <hone/tensorboard/detail/hparams.hpp>
#include <hone/tensorboard/detail/proto.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The summary value whose HParamsPluginData has this message in this field.
HONE_INLINE std::string hparams_value(const char* tag, int field, const std::string& message) {
  const std::string content = ProtoWriter().text(field, message).bytes();
  const std::string plugin = ProtoWriter().text(1, "hparams").text(2, content).bytes();
  // An empty float tensor, because a value is required: type, and a shape with a dimension of 0.
  const std::string shape = ProtoWriter().text(2, "").bytes();
  const std::string tensor = ProtoWriter().integer(1, 1).text(2, shape).bytes();
  return ProtoWriter()
      .text(1, tag)
      .text(8, tensor)
      .text(9, ProtoWriter().text(1, plugin).bytes())
      .bytes();
}

/// google.protobuf.Value: a number, text or a bool; anything else as text.
HONE_INLINE std::string proto_value(const Value& value) {
  ProtoWriter out;
  if (const auto* flag = std::get_if<bool>(&value.variant()))
    out.integer(4, *flag);
  else if (const auto* integer = std::get_if<int64_t>(&value.variant()))
    out.number(2, static_cast<double>(*integer));
  else if (const auto* number = std::get_if<double>(&value.variant()))
    out.number(2, *number);
  else if (const auto* text = std::get_if<std::string>(&value.variant()))
    out.text(3, *text);
  else
    out.text(3, value.to_string());
  return out.bytes();
}

HONE_INLINE HParam::HParam(const Distribution& distribution) {
  if (const auto* d = std::get_if<FloatDistribution>(&distribution)) {
    low = d->low, high = d->high;
  } else if (const auto* i = std::get_if<IntDistribution>(&distribution)) {
    low = static_cast<double>(i->low), high = static_cast<double>(i->high);
  } else {
    choices = std::get<CategoricalDistribution>(distribution).choices;
    const auto all = [&](auto is) { return std::all_of(choices.begin(), choices.end(), is); };
    const bool flags =
        all([](const Value& v) { return std::holds_alternative<bool>(v.variant()); });
    const bool numbers = all([](const Value& v) {
      return std::holds_alternative<int64_t>(v.variant()) ||
             std::holds_alternative<double>(v.variant());
    });
    type = flags ? flag : numbers ? number : text;
  }
}

HONE_INLINE std::string HParam::value(const Value& value) const {
  const bool is_text = std::holds_alternative<std::string>(value.variant());
  return proto_value(type == text && !is_text ? Value(value.to_string()) : value);
}

HONE_INLINE std::string HParam::info(const std::string& name) const {
  ProtoWriter out;
  out.text(1, name).integer(4, type);
  if (choices.empty())
    return out.text(6, ProtoWriter().number(1, low).number(2, high).bytes()).bytes();
  ProtoWriter list;
  for (const Value& choice : choices) list.text(1, value(choice));
  return out.text(5, list.bytes()).bytes();
}

HONE_INLINE std::string experiment_value(const std::string& name, double created,
                                         const std::map<std::string, HParam>& params,
                                         const std::vector<std::string>& metrics) {
  ProtoWriter out;
  out.number(3, created);
  for (const auto& [param, hparam] : params) out.text(4, hparam.info(param));
  for (const std::string& metric : metrics) {
    const std::string metric_name = ProtoWriter().text(2, metric).bytes();
    out.text(5, ProtoWriter().text(1, metric_name).text(3, metric).integer(5, 2).bytes());
  }
  return hparams_value(kExperimentTag, 2, out.text(6, name).bytes());
}

HONE_INLINE std::string session_start_value(const FrozenTrial& trial, const std::string& group,
                                            const std::string& checkpoint) {
  ProtoWriter out;
  for (const Param& param : trial.params)
    out.text(1, ProtoWriter()
                    .text(1, param.name)
                    .text(2, HParam(*param.distribution).value(param.value()))
                    .bytes());
  if (!checkpoint.empty()) out.text(2, checkpoint);
  out.text(4, group);
  if (trial.datetime_start) out.number(5, wall_time(*trial.datetime_start));
  return hparams_value(kSessionStartTag, 3, out.bytes());
}

HONE_INLINE std::string session_end_value(const FrozenTrial& trial) {
  enum { success = 1, failure = 2 };
  ProtoWriter out;
  out.integer(1, trial.state == TrialState::fail ? failure : success);
  if (trial.datetime_complete) out.number(2, wall_time(*trial.datetime_complete));
  return hparams_value(kSessionEndTag, 4, out.bytes());
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
