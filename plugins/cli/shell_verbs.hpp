// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/text/json_distribution.hpp>

#include "named.hpp"
#include "table.hpp"
#include "verb.hpp"
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/// Trials for programs in any language: ask prints a trial's number and parameters; report,
/// should-prune and tell take the number. Between the calls no process holds the trial: it is
/// RUNNING and detached, and no worker resumes it. It ends with tell.
namespace hone_cli {

using SearchSpace = std::vector<std::pair<std::string, hone::Distribution>>;

/// Distributions as Optuna's distribution_to_json writes them, or in a short form:
///   {"lr": {"name": "FloatDistribution", "attributes": {"low": 1e-5, "high": 0.1, "log": true}}}
///   {"lr": {"type": "float", "low": ..., "high": ...}}
inline SearchSpace search_space(const std::string& json) {
  hone::detail::JsonReader reader;
  const hone::detail::JsonValue* value = json.empty() ? nullptr : reader.parse(json);
  if (!json.empty() && (!value || !value->IsObject()))
    throw hone::ArgumentError(
        "hone: --search-space is a JSON object such as {\"lr\": {\"name\": \"FloatDistribution\", "
        "\"attributes\": {\"low\": 1e-5, \"high\": 0.1, \"log\": true}}}, not " +
        json);
  SearchSpace space;
  if (value)
    for (const auto& member : value->GetObject()) {
      const std::string name = hone::detail::text_from_json(member.name);
      try {
        space.emplace_back(name, hone::detail::distribution_from_json(member.value));
      } catch (const hone::ArgumentError& error) {
        throw hone::ArgumentError(std::string(error.what()) + " (\"" + name +
                                  "\" of --search-space)");
      }
    }
  return space;
}

inline void suggest(hone::Trial& trial, const std::string& name, const hone::Distribution& range) {
  const auto scale = [](bool log) { return log ? hone::Scale::log : hone::Scale::linear; };
  if (const auto* d = std::get_if<hone::FloatDistribution>(&range)) {
    d->step ? trial.suggest_float(name, d->low, d->high, hone::Step(*d->step))
            : trial.suggest_float(name, d->low, d->high, scale(d->log));
  } else if (const auto* i = std::get_if<hone::IntDistribution>(&range)) {
    i->log ? trial.suggest_int(name, i->low, i->high, hone::Scale::log)
           : trial.suggest_int(name, i->low, i->high, i->step);
  } else {
    trial.suggest_categorical(name, std::get<hone::CategoricalDistribution>(range).choices);
  }
}

/// Adds the options that name a trial.
inline std::shared_ptr<int64_t> add_trial_number(Verb& verb) {
  const auto number = std::make_shared<int64_t>(-1);
  verb.add_study_name();
  verb.app.add_option("--trial-number", *number, "The trial, as ask printed it")->required();
  return number;
}

inline void add_ask(Verbs& verbs) {
  verbs.add(
      "ask", "Make a trial, and print its number and parameters", [](Verb& verb) -> Verbs::Action {
        const auto sampler = std::make_shared<std::string>(),
                   kwargs = std::make_shared<std::string>(),
                   space = std::make_shared<std::string>();
        verb.add_study_name();
        verb.app.add_option("--sampler", *sampler,
                            "The sampler, by Optuna's name; else TPESampler");
        verb.app.add_option("--sampler-kwargs", *kwargs, "Its arguments, as JSON")
            ->needs("--sampler");
        verb.app.add_option("--search-space", *space,
                            "The parameters, as JSON: name to distribution");
        verb.add_format("json");
        return [&verb, sampler, kwargs, space] {
          const SearchSpace parameters = search_space(*space);
          hone::StudyOptions options;
          if (!sampler->empty()) options.sampler(make_sampler(*sampler, *kwargs));
          hone::Study study = verb.place().open_study(verb.study_name, std::move(options));
          hone::Trial trial = study.ask();
          try {
            for (const auto& [name, range] : parameters) suggest(trial, name, range);
          } catch (const hone::ArgumentError&) {
            study.tell(trial, hone::TrialState::fail);  // else it would stay RUNNING
            throw;
          }
          std::vector<Column> columns = {{"number"}};
          Record record = {{columns[0], trial.number()}};
          for (const hone::Param& param : trial.frozen().params) {  // as they were suggested
            columns.push_back({"params", param.name, Column::Kind::part});
            record[columns.back()] = param.value();
          }
          if (columns.size() == 1 && !verb.flatten) {
            columns.push_back({"params"});
            record[columns.back()] = Json{"{}"};
          }
          trial.detach();
          std::cout << Table(columns, {record}, verb.flatten).print(verb.format, true) << '\n';
          return kDone;
        };
      });
}

inline void add_tell(Verbs& verbs) {
  verbs.add("tell", "End a trial", [](Verb& verb) -> Verbs::Action {
    const auto number = add_trial_number(verb);
    const auto values = std::make_shared<std::vector<double>>();
    const auto state = std::make_shared<std::string>();
    const auto skip = std::make_shared<bool>(false);
    verb.app.add_option("--values", *values, "What the objective is, a number for each");
    verb.app
        .add_option("--state", *state, "Else COMPLETE, or FAIL where a value is missing or NaN")
        ->check(CLI::IsMember({"complete", "pruned", "fail"}));
    verb.app.add_flag("--skip-if-finished", *skip, "No error where the trial is finished already");
    return [&verb, number, values, state, skip] {
      const bool ends_without = *state == "pruned" || *state == "fail";
      if (ends_without && !values->empty())
        throw hone::ArgumentError("hone: a trial that is told " + *state +
                                  " has no values; leave out --values, or --state");
      bool is_nan = values->empty();
      for (const double value : *values) is_nan = is_nan || std::isnan(value);
      if (*state == "complete" && is_nan)
        throw hone::ArgumentError(
            "hone: a trial that is told complete has a number for each objective; give --values");
      hone::Study study = verb.place().open_study(verb.study_name);
      try {
        hone::Trial trial = study.detached_trial(*number);
        if (*state == "pruned")
          study.tell(trial, hone::TrialState::pruned);
        else if (*state == "fail" || values->empty())
          study.tell(trial, hone::TrialState::fail);
        else
          study.tell(trial, *values);
      } catch (const hone::UpdateFinishedTrialError&) {
        if (!*skip) throw;
      }
      return kDone;
    };
  });
}

inline void add_report(Verbs& verbs) {
  verbs.add("report", "Put an intermediate value of a trial on record",
            [](Verb& verb) -> Verbs::Action {
              const auto number = add_trial_number(verb);
              const auto step = std::make_shared<int64_t>(0);
              const auto value = std::make_shared<double>(0);
              verb.app.add_option("--step", *step, "The epoch, fold or the like; counts from 0")
                  ->required();
              verb.app.add_option("--value", *value, "The value there")->required();
              return [&verb, number, step, value] {
                hone::Study study = verb.place().open_study(verb.study_name);
                study.detached_trial(*number).report(*value, *step);
                return kDone;
              };
            });
}

inline void add_should_prune(Verbs& verbs) {
  verbs.add("should-prune", "Exit with 0 where a trial had better end, with 3 where it goes on",
            [](Verb& verb) -> Verbs::Action {
              const auto number = add_trial_number(verb);
              const auto pruner = std::make_shared<std::string>("MedianPruner"),
                         kwargs = std::make_shared<std::string>();
              verb.app.add_option("--pruner", *pruner, "The pruner, by Optuna's name")
                  ->capture_default_str();
              verb.app.add_option("--pruner-kwargs", *kwargs, "Its arguments, as JSON");
              return [&verb, number, pruner, kwargs] {
                hone::Study study = verb.place().open_study(
                    verb.study_name,
                    std::move(hone::StudyOptions().pruner(make_pruner(*pruner, *kwargs))));
                return study.detached_trial(*number).should_prune() ? kDone : kNo;
              };
            });
}

inline void add_shell_verbs(Verbs& verbs) {
  add_ask(verbs);
  add_report(verbs);
  add_should_prune(verbs);
  add_tell(verbs);
}

}  // namespace hone_cli
