// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/pruners/pruner.hpp>

#include "test/optuna_numbers.hpp"
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

/// Studies with given reports, and the answers of pruners to them.
namespace hone_test {

inline const double kNan = std::numeric_limits<double>::quiet_NaN();
inline const double kInfinity = std::numeric_limits<double>::infinity();

using Reports = std::map<int64_t, double>;
using Decisions = std::vector<bool>;

inline hone::StudyRecord study_of(hone::Direction direction) {
  hone::StudyRecord study;
  study.name = "net";
  study.directions = {direction};
  return study;
}

inline int64_t begin(hone::StudyRecord& study) {
  hone::apply(study, hone::CreateTrial{});
  return static_cast<int64_t>(study.trials.size()) - 1;
}

inline void finish(hone::StudyRecord& study, int64_t trial, const Reports& reports,
                   hone::TrialState state = hone::TrialState::complete,
                   std::vector<double> values = {}) {
  for (const auto& [step, value] : reports)
    hone::apply(study, hone::SetIntermediateValue{trial, step, value});
  hone::apply(study, hone::SetState{trial, state, std::move(values), {}, ""});
}

inline void add(hone::StudyRecord& study, const Reports& reports,
                hone::TrialState state = hone::TrialState::complete,
                std::vector<double> values = {}) {
  finish(study, begin(study), reports, state, std::move(values));
}

/// Reports one by one. Asks after each, and stores what the pruner wants to be stored.
inline Decisions report(hone::Pruner& pruner, hone::StudyRecord& study, int64_t trial,
                        const Reports& reports) {
  Decisions pruned;
  for (const auto& [step, value] : reports) {
    hone::apply(study, hone::SetIntermediateValue{trial, step, value});
    const hone::Verdict verdict = pruner.prune(study, *study.find_trial(trial));
    for (const auto& [key, remembered] : verdict.system_attrs)
      hone::apply(study, hone::SetTrialSystemAttr{trial, key, remembered});
    pruned.push_back(verdict.prune);
  }
  return pruned;
}

/// The same with a new trial, in a copy of the study.
inline Decisions decisions(hone::Pruner& pruner, hone::StudyRecord study, const Reports& reports) {
  const int64_t trial = begin(study);
  return report(pruner, study, trial, reports);
}

inline bool decision(hone::Pruner& pruner, const hone::StudyRecord& study, const Reports& reports) {
  return decisions(pruner, study, reports).back();
}

/// Returns the error if the call is refused, otherwise an empty string.
inline std::string refusal(const std::function<void()>& act) {
  try {
    act();
  } catch (const hone::ArgumentError& error) {
    return error.what();
  }
  return "";
}

/// Asks after each report of Optuna's fixture; `name` is the pruner's name there. Calls `differs`
/// if the answers are not Optuna's. Returns how many trials were compared.
template <class Make, class Differs>
size_t compare_with_optuna(const std::string& name, const Make& make, const Differs& differs) {
  const auto& fixture = optuna_numbers()["pruners"];
  const auto reports_of = [](const rapidjson::Value& trial) {
    Reports reports;
    for (const auto& report : trial.GetObject())
      reports[std::stoll(report.name.GetString())] = number(report.value);
    return reports;
  };
  size_t compared = 0;
  for (const auto& [direction_name, direction] :
       {std::pair<const char*, hone::Direction>{"minimize", hone::Direction::minimize},
        {"maximize", hone::Direction::maximize}}) {
    hone::StudyRecord study = study_of(direction);
    for (const auto& trial : fixture["history"].GetArray()) add(study, reports_of(trial));
    auto pruner = make();
    for (const auto& expected : fixture[direction_name][name.c_str()].GetObject()) {
      Decisions pruned;
      for (const auto& answer : expected.value.GetArray()) pruned.push_back(answer.GetBool());
      const auto& reports = fixture["new"][expected.name.GetString()];
      if (decisions(pruner, study, reports_of(reports)) != pruned)
        differs(std::string(direction_name) + " " + name + " " + expected.name.GetString());
      ++compared;
    }
  }
  return compared;
}

}  // namespace hone_test
