// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/importance.hpp>
#include <hone/records/detail/constraints.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/step_values.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/text/json.hpp>
#include <hone/records/time_point.hpp>
#include <hone/records/value.hpp>
#include <hone/report/detail/report_data.hpp>
#include <hone/study.hpp>

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE ReportData::ReportData(const Study& study, const std::vector<std::string>& value_names)
    : study_(study) {
  const std::vector<FrozenTrial> trials = study.trials();
  text_ = R"({"version":)";
  append_json(text_, std::string_view(HONE_VERSION_STRING));
  append_json(text_ += R"(,"written":)", milliseconds(std::chrono::system_clock::now()));
  list(R"(,"directions":)", study.directions(),
       [&](Direction direction) { append_json(text_, std::string_view(name_of(direction))); });
  list(R"(,"value_names":)", value_names,
       [&](const std::string& name) { append_json(text_, std::string_view(name)); });
  append_json(text_ += R"(,"user_attrs":)", plain(study.user_attrs()));
  list(R"(,"best":)", best(), [&](int64_t number) { append_json(text_, number); });
  add_importances(trials);
  add_trials(trials);
  add_params(trials);
  add_attributes(trials);
  text_ += '}';
}

HONE_INLINE std::string ReportData::take() {
  std::string safe;
  safe.reserve(text_.size());
  for (const char c : text_) c == '<' ? safe += "\\u003c" : safe += c;
  return safe;
}

HONE_INLINE Value ReportData::plain(const Value& value) {
  if (const auto* number = std::get_if<double>(&value.variant()))
    return std::isfinite(*number) ? value : Value(value.to_string());
  const auto* json = std::get_if<Json>(&value.variant());
  const bool is_odd = json && (json->text.find("NaN") != std::string::npos ||
                               json->text.find("Infinity") != std::string::npos);
  return is_odd ? Value(json->text) : value;
}

HONE_INLINE Attributes ReportData::plain(Attributes attributes) {
  for (auto& entry : attributes) entry.second = plain(entry.second);
  return attributes;
}

HONE_INLINE std::vector<int64_t> ReportData::best() const {
  std::vector<int64_t> numbers;
  for (const FrozenTrial& trial : study_.best_trials()) numbers.push_back(trial.number);
  // With one direction, ties: the lowest trial number. A Pareto front keeps all.
  if (study_.directions().size() == 1 && numbers.size() > 1) numbers.resize(1);
  return numbers;
}

HONE_INLINE void ReportData::append(double number) {
  if (!std::isfinite(number)) {
    append_json(text_, std::string_view(std::isnan(number) ? "NaN"
                                        : number > 0       ? "Infinity"
                                                           : "-Infinity"));
  } else if (number == std::floor(number) && std::abs(number) < 1e15) {
    append_json(text_, static_cast<int64_t>(number));
  } else {
    append_json(text_, number);
  }
}

HONE_INLINE void ReportData::add_importances(const std::vector<FrozenTrial>& trials) {
  bool any = false;
  for (const FrozenTrial& trial : trials)
    any = any || (trial.state == TrialState::complete && !trial.params.empty());
  std::vector<std::vector<Importance>> all;
  for (size_t i = 0; any && i < study_.directions().size(); ++i) {
    const double sign = study_.directions()[i] == Direction::maximize ? -1 : 1;
    all.push_back(
        param_importances(study_, ImportanceOptions().target([i, sign](const FrozenTrial& trial) {
          return i < trial.values.size() ? sign * trial.values[i]
                                         : std::numeric_limits<double>::quiet_NaN();
        })));
  }
  list(R"(,"importances":)", all, [&](const std::vector<Importance>& importances) {
    list("", importances, [&](const Importance& importance) {
      text_ += '[';
      append_json(text_, std::string_view(importance.param));
      text_ += ',';
      append(importance.value);
      text_ += ']';
    });
  });
}

HONE_INLINE void ReportData::add_trials(const std::vector<FrozenTrial>& trials) {
  text_ += R"(,"states":")";
  for (const FrozenTrial& trial : trials) text_ += "RCPFW"[static_cast<size_t>(trial.state)];
  text_ += '"';
  std::vector<size_t> objectives(study_.directions().size());
  for (size_t i = 0; i < objectives.size(); ++i) objectives[i] = i;
  list(R"(,"values":)", objectives, [&](size_t i) {
    list("", trials, [&](const FrozenTrial& trial) {
      i < trial.values.size() ? append(trial.values[i]) : void(text_ += "null");
    });
  });
  const auto time = [&](const std::optional<TimePoint>& at) {
    at ? append_json(text_, milliseconds(*at)) : void(text_ += "null");
  };
  list(R"(,"start":)", trials, [&](const FrozenTrial& trial) { time(trial.datetime_start); });
  list(R"(,"end":)", trials, [&](const FrozenTrial& trial) { time(trial.datetime_complete); });
  list(R"(,"infeasible":)", trials,
       [&](const FrozenTrial& trial) { text_ += is_feasible(trial) ? '0' : '1'; });
  list(R"(,"reports":)", trials, [&](const FrozenTrial& trial) { add_reports(trial); });
}

HONE_INLINE void ReportData::add_reports(const FrozenTrial& trial) {
  constexpr size_t kMost = 200;
  const size_t count = trial.intermediate_values.size();
  if (count == 0) return void(text_ += '0');
  std::vector<std::pair<int64_t, double>> kept;
  size_t place = 0;
  for (const auto& report : trial.intermediate_values) {
    if (place * kMost / count != (place + 1) * kMost / count || place + 1 == count)
      kept.push_back(report);
    ++place;
  }
  text_ += '[';
  list("", kept, [&](const auto& report) { append_json(text_, report.first); });
  list(",", kept, [&](const auto& report) { append(report.second); });
  text_ += ']';
}

HONE_INLINE void ReportData::add_params(const std::vector<FrozenTrial>& trials) {
  // In the order of first use in the study.
  std::vector<std::pair<std::string, std::vector<const Param*>>> columns;
  std::map<std::string_view, size_t> places;
  for (const FrozenTrial& trial : trials)
    for (const Param& param : trial.params) {
      const auto [place, is_new] = places.try_emplace(param.name, columns.size());
      if (is_new) columns.push_back({param.name, std::vector<const Param*>(trials.size())});
      columns[place->second].second[static_cast<size_t>(trial.number)] = &param;
    }
  list(R"(,"params":)", columns, [&](const auto& column) {
    const Param* first = nullptr;
    for (const Param* param : column.second)
      if (!first) first = param;
    append_json(text_ += R"({"name":)", std::string_view(column.first));
    const Distribution& distribution = *first->distribution;
    if (const auto* choice = std::get_if<CategoricalDistribution>(&distribution))
      list(R"(,"choices":)", choice->choices,
           [&](const Value& value) { append_json(text_, plain(value)); });
    const auto* real = std::get_if<FloatDistribution>(&distribution);
    const auto* whole = std::get_if<IntDistribution>(&distribution);
    text_ += (real && real->log) || (whole && whole->log) ? R"(,"log":true)" : R"(,"log":false)";
    list(R"(,"values":)", column.second,
         [&](const Param* param) { param ? append(param->internal) : void(text_ += "null"); });
    text_ += '}';
  });
}

HONE_INLINE void ReportData::add_attributes(const std::vector<FrozenTrial>& trials) {
  std::map<std::string_view, std::vector<std::pair<int64_t, const Value*>>> columns;
  for (const FrozenTrial& trial : trials)
    for (const auto& [key, value] : trial.user_attrs)
      columns[key].push_back({trial.number, &value});
  list(R"(,"attributes":)", columns, [&](const auto& column) {
    append_json(text_ += R"({"name":)", column.first);
    list(R"(,"values":)", column.second, [&](const auto& entry) {
      text_ += '[';
      append_json(text_, entry.first);
      text_ += ',';
      append_json(text_, plain(*entry.second));
      text_ += ']';
    });
    text_ += '}';
  });
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
