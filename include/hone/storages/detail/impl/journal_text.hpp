// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/direction.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/step_values.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/text/json.hpp>
#include <hone/records/text/json_distribution.hpp>
#include <hone/records/text/timestamp.hpp>
#include <hone/storages/detail/journal_record.hpp>
#include <hone/storages/detail/journal_text.hpp>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE JournalEncoder::JournalEncoder(std::string_view worker) {
  append_json(worker_, worker);
}

HONE_INLINE void JournalEncoder::create_study(const std::string& name,
                                              const std::vector<Direction>& directions) {
  begin(JournalOp::create_study);
  append_json(text_ += R"(,"study_name":)", std::string_view(name));
  text_ += R"(,"directions":)";
  list(directions, [this](Direction d) { append_json(text_, static_cast<int64_t>(d)); });
  end();
}

HONE_INLINE void JournalEncoder::delete_study(int64_t id) {
  begin(JournalOp::delete_study, "study_id", id);
  end();
}

HONE_INLINE void JournalEncoder::study(int64_t id, const SetStudyUserAttr& set) {
  begin(JournalOp::set_study_user_attr, "study_id", id);
  attr("user_attr", set.key, set.value);
}

HONE_INLINE void JournalEncoder::study(int64_t id, const SetStudySystemAttr& set) {
  begin(JournalOp::set_study_system_attr, "study_id", id);
  attr("system_attr", set.key, set.value);
}

HONE_INLINE void JournalEncoder::study(int64_t id, const CreateTrial& create) {
  const FrozenTrial& trial = create.trial;
  begin(JournalOp::create_trial, "study_id", id);
  time("datetime_start", trial.datetime_start);
  // RUNNING trials omit empty members; the others are written in full, as Optuna does.
  const bool brief = trial.state == TrialState::running;
  if (!brief) {
    append_json(text_ += R"(,"state":)", static_cast<int64_t>(trial.state));
    text_ += R"(,"value":)";
    trial.values.size() == 1 ? append_json(text_, trial.values[0]) : void(text_ += "null");
    text_ += R"(,"values":)";
    trial.values.size() > 1 ? numbers(trial.values) : void(text_ += "null");
  } else if (!trial.values.empty()) {
    text_ += R"(,"values":)";
    numbers(trial.values);
  }
  if (trial.datetime_complete) time("datetime_complete", trial.datetime_complete);
  if (!brief || !trial.params.empty()) {
    text_ += R"(,"distributions":)";
    object(trial.params, [this](const Param& param) {
      key(param.name);
      text_ += distribution(param);
    });
    text_ += R"(,"params":)";
    object(trial.params, [this](const Param& param) {
      key(param.name);
      internal(param);
    });
  }
  if (!brief || !trial.user_attrs.empty())
    append_json(text_ += R"(,"user_attrs":)", trial.user_attrs);
  if (!brief || !trial.system_attrs.empty())
    append_json(text_ += R"(,"system_attrs":)", trial.system_attrs);
  if (!brief || !trial.intermediate_values.empty()) {
    text_ += R"(,"intermediate_values":)";
    object(trial.intermediate_values, [this](const auto& report) {
      key(std::to_string(report.first));
      append_json(text_, report.second);
    });
  }
  end();
}

HONE_INLINE void JournalEncoder::trial(int64_t id, const SetParam& set) {
  begin(JournalOp::set_trial_param, "trial_id", id);
  append_json(text_ += R"(,"param_name":)", std::string_view(set.param.name));
  text_ += R"(,"param_value_internal":)";
  internal(set.param);
  (text_ += R"(,"distribution":)") += distribution(set.param);
  end();
}

HONE_INLINE void JournalEncoder::trial(int64_t id, const SetState& set) {
  begin(JournalOp::set_trial_state_values, "trial_id", id);
  append_json(text_ += R"(,"state":)", static_cast<int64_t>(set.state));
  text_ += R"(,"values":)";
  set.values.empty() ? void(text_ += "null") : numbers(set.values);
  if (set.state == TrialState::running) time("datetime_start", set.time);
  if (is_finished(set.state)) time("datetime_complete", set.time);
  end();
}

HONE_INLINE void JournalEncoder::trial(int64_t id, const SetIntermediateValue& set) {
  begin(JournalOp::set_trial_intermediate_value, "trial_id", id);
  append_json(text_ += R"(,"step":)", set.step);
  append_json(text_ += R"(,"intermediate_value":)", set.value);
  end();
}

HONE_INLINE void JournalEncoder::trial(int64_t id, const SetTrialUserAttr& set) {
  begin(JournalOp::set_trial_user_attr, "trial_id", id);
  attr("user_attr", set.key, set.value);
}

HONE_INLINE void JournalEncoder::trial(int64_t id, const SetTrialSystemAttr& set) {
  begin(JournalOp::set_trial_system_attr, "trial_id", id);
  attr("system_attr", set.key, set.value);
}

HONE_INLINE void JournalEncoder::begin(JournalOp op) {
  append_json(text_ += R"({"op_code":)", static_cast<int64_t>(op));
  (text_ += R"(,"worker_id":)") += worker_;
}

HONE_INLINE void JournalEncoder::begin(JournalOp op, const char* kind, int64_t id) {
  begin(op);
  ((text_ += ",\"") += kind) += "\":";
  append_json(text_, id);
}

HONE_INLINE void JournalEncoder::key(const std::string& name) {
  append_json(text_, std::string_view(name));
  text_ += ':';
}

HONE_INLINE void JournalEncoder::attr(const char* kind, const std::string& name,
                                      const Value& value) {
  ((text_ += ",\"") += kind) += "\":{";
  key(name);
  append_json(text_, value);
  text_ += '}';
  end();
}

HONE_INLINE void JournalEncoder::time(const char* name, const std::optional<TimePoint>& time) {
  ((text_ += ",\"") += name) += "\":";
  time ? append_json(text_, std::string_view(to_timestamp(*time))) : void(text_ += "null");
}

HONE_INLINE void JournalEncoder::internal(const Param& param) {
  if (std::holds_alternative<CategoricalDistribution>(*param.distribution) &&
      std::abs(param.internal) < 9007199254740992.0)
    append_json(text_, static_cast<int64_t>(param.internal));
  else
    append_json(text_, param.internal);
}

HONE_INLINE const std::string& JournalEncoder::distribution(const Param& param) {
  if (distributions_.size() >= 1000) distributions_.clear();
  std::string& text = distributions_[param.distribution];
  if (text.empty()) append_json(text, std::string_view(distribution_to_json(*param.distribution)));
  return text;
}

HONE_INLINE void JournalEncoder::numbers(const std::vector<double>& values) {
  list(values, [this](double value) { append_json(text_, value); });
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
