// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/detail/distribution_pool.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/step_values.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/text/json.hpp>
#include <hone/records/text/timestamp.hpp>
#include <hone/records/time_point.hpp>
#include <hone/storages/detail/journal_record.hpp>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE Param checked_param(Param param) {
  const bool is_float = std::holds_alternative<FloatDistribution>(*param.distribution);
  if (!is_float && !(std::abs(param.internal) < 9223372036854775808.0))
    throw BadRecord{"parameter \"" + param.name + "\" is no integer"};
  if (std::holds_alternative<CategoricalDistribution>(*param.distribution)) {
    param.internal = std::trunc(param.internal) + 0.0;  // turns -0 into 0
    if (!contains(*param.distribution, param.internal))
      throw BadRecord{"parameter \"" + param.name + "\" names a choice that is not there"};
  }
  return param;
}

HONE_INLINE JournalRecord JournalDecoder::decode(const JsonValue& line) {
  line_ = &line;
  const int64_t op = integer("op_code");
  if (op < 0 || op > static_cast<int64_t>(JournalOp::discard_trials))
    throw BadRecord{"its op_code " + std::to_string(op) +
                    " is unknown to this hone (" HONE_VERSION_STRING
                    "); a newer program wrote it: open the journal with that, or with a newer "
                    "hone"};
  JournalRecord record;
  record.op = static_cast<JournalOp>(op);
  if (record.op >= JournalOp::delete_study && record.op <= JournalOp::create_trial)
    record.study = integer("study_id");
  if (record.op > JournalOp::create_trial && record.op < JournalOp::discard_trials)
    record.trial = integer("trial_id");
  switch (record.op) {
    case JournalOp::create_study:
      record.name = text("study_name");
      record.directions = directions();
      break;
    case JournalOp::delete_study:
    case JournalOp::discard_trials:
      break;
    case JournalOp::set_study_user_attr:
      record.change = attr<SetStudyUserAttr>("user_attr");
      break;
    case JournalOp::set_study_system_attr:
      record.change = attr<SetStudySystemAttr>("system_attr");
      break;
    case JournalOp::create_trial:
      record.change = create_trial();
      break;
    case JournalOp::set_trial_param:
      record.change = set_param();
      break;
    case JournalOp::set_trial_state_values:
      record.change = set_state();
      break;
    case JournalOp::set_trial_intermediate_value:
      record.change =
          SetIntermediateValue{0, integer("step"), number(member("intermediate_value"))};
      break;
    case JournalOp::set_trial_user_attr:
      record.change = attr<SetTrialUserAttr>("user_attr");
      break;
    case JournalOp::set_trial_system_attr:
      record.change = attr<SetTrialSystemAttr>("system_attr");
      break;
  }
  return record;
}

HONE_INLINE void JournalDecoder::refuse(const std::string& why) { throw BadRecord{why}; }

HONE_INLINE const JsonValue* JournalDecoder::find(const char* name) const {
  const auto found = line_->FindMember(name);
  return found != line_->MemberEnd() && !found->value.IsNull() ? &found->value : nullptr;
}

HONE_INLINE const JsonValue& JournalDecoder::member(const char* name) const {
  const auto found = line_->FindMember(name);
  if (found == line_->MemberEnd()) refuse(std::string("it has no \"") + name + '"');
  return found->value;
}

HONE_INLINE int64_t JournalDecoder::integer(const JsonValue& value, const char* name) {
  if (!value.IsInt64()) refuse(std::string("its \"") + name + "\" is no integer");
  return value.GetInt64();
}

HONE_INLINE double JournalDecoder::number(const JsonValue& value) {
  if (value.IsNull()) return std::nan("");
  if (!value.IsNumber()) refuse("it has something else where a number should be");
  return value.GetDouble();
}

HONE_INLINE std::string JournalDecoder::text(const char* name) const {
  const JsonValue& value = member(name);
  if (!value.IsString()) refuse(std::string("its \"") + name + "\" is no text");
  return text_from_json(value);
}

HONE_INLINE TimePoint JournalDecoder::time(const char* name) const {
  const std::optional<TimePoint> time = from_timestamp(text(name));
  if (!time) refuse(std::string("its \"") + name + "\" is no time");
  return *time;
}

HONE_INLINE TrialState JournalDecoder::state() const {
  const int64_t state = integer("state");
  if (state < 0 || state > 4) refuse("its state " + std::to_string(state) + " is unknown");
  return static_cast<TrialState>(state);
}

HONE_INLINE std::vector<double> JournalDecoder::values() const {
  std::vector<double> numbers;
  const JsonValue* values = find("values");
  if (values && !values->IsArray()) refuse("its \"values\" are no list");
  if (values)
    for (const JsonValue& value : values->GetArray()) numbers.push_back(number(value));
  return numbers;
}

HONE_INLINE const JsonValue* JournalDecoder::object(const char* name) const {
  const JsonValue* value = find(name);
  if (value && !value->IsObject()) refuse(std::string("its \"") + name + "\" is no object");
  return value;
}

HONE_INLINE std::vector<Direction> JournalDecoder::directions() const {
  std::vector<Direction> directions;
  const JsonValue& list = member("directions");
  if (!list.IsArray()) refuse("its \"directions\" are no list");
  for (const JsonValue& value : list.GetArray()) {
    const int64_t direction = integer(value, "directions");
    if (direction < 0 || direction > 2)
      refuse("its direction " + std::to_string(direction) + " is unknown");
    directions.push_back(static_cast<Direction>(direction));
  }
  return directions;
}

HONE_INLINE Param JournalDecoder::param(std::string name, const JsonValue& distribution,
                                        const JsonValue& internal) {
  if (!distribution.IsString()) refuse("its distribution is no text");
  Param param{std::move(name), nullptr, number(internal)};
  try {
    param.distribution = pool_.get({distribution.GetString(), distribution.GetStringLength()});
  } catch (const ArgumentError& error) {
    refuse("parameter \"" + param.name + "\": " + error.what());
  }
  return checked_param(std::move(param));
}

HONE_INLINE SetState JournalDecoder::set_state() const {
  SetState set{0, state(), values(), {}, {}};
  if (set.state == TrialState::running) {
    set.time = time("datetime_start");
    set.worker = worker();
  } else if (is_finished(set.state)) {
    set.time = time("datetime_complete");
  }
  return set;
}

HONE_INLINE CreateTrial JournalDecoder::create_trial() {
  CreateTrial create;
  FrozenTrial& trial = create.trial;
  trial.state = find("state") ? state() : TrialState::running;
  if (trial.state == TrialState::running) trial.worker = worker();
  trial.values = values();
  if (trial.values.empty() && find("value")) trial.values = {number(member("value"))};
  if (find("datetime_start")) trial.datetime_start = time("datetime_start");
  if (find("datetime_complete")) trial.datetime_complete = time("datetime_complete");
  if (const JsonValue* params = object("params")) {
    const JsonValue* distributions = object("distributions");
    for (const auto& member : params->GetObject()) {
      const JsonValue* distribution = nullptr;
      if (distributions) {
        const auto found = distributions->FindMember(member.name);
        if (found != distributions->MemberEnd()) distribution = &found->value;
      }
      if (!distribution) refuse("it has a parameter without a distribution");
      trial.params.push_back(param(text_from_json(member.name), *distribution, member.value));
    }
  }
  if (const JsonValue* steps = object("intermediate_values"))
    for (const auto& member : steps->GetObject()) {
      const std::string step = text_from_json(member.name);
      int64_t at = 0;
      const auto read = std::from_chars(step.data(), step.data() + step.size(), at);
      if (read.ec != std::errc() || read.ptr != step.data() + step.size())
        refuse("its step \"" + step + "\" is no integer");
      trial.intermediate_values[at] = number(member.value);
    }
  if (const JsonValue* attrs = object("user_attrs"))
    trial.user_attrs = attributes_from_json(*attrs);
  if (const JsonValue* attrs = object("system_attrs"))
    trial.system_attrs = attributes_from_json(*attrs);
  return create;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
