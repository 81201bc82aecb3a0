// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/atomic_file.hpp>
#include <hone/records/detail/pareto.hpp>
#include <hone/records/text/json_distribution.hpp>
#include <hone/records/text/timestamp.hpp>

#include "table.hpp"
#include "verb.hpp"
#include <chrono>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace hone_cli {

inline std::string state_name(hone::TrialState state) {
  switch (state) {
    case hone::TrialState::running:
      return "RUNNING";
    case hone::TrialState::complete:
      return "COMPLETE";
    case hone::TrialState::pruned:
      return "PRUNED";
    case hone::TrialState::fail:
      return "FAIL";
    default:
      return "WAITING";
  }
}

inline std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// Trials as Optuna's command line lists them: its columns, in its order.
class TrialTable {
 public:
  explicit TrialTable(const std::vector<hone::Direction>& directions)
      : objectives_(directions.size()) {}

  void add(const hone::FrozenTrial& trial) {
    using Kind = Column::Kind;
    Record record;
    record[{"number"}] = trial.number;
    if (objectives_ == 1) {
      record[{"value"}] = trial.values.empty() ? Value() : Value(trial.values[0]);
    } else {
      for (size_t i = 0; i < objectives_; ++i)
        record[{"values", std::to_string(i), Kind::place}] =
            i < trial.values.size() ? Value(trial.values[i]) : Value();
    }
    const auto time = [](const auto& at) { return at ? Value(python_text(*at)) : Value(); };
    record[{"datetime_start"}] = time(trial.datetime_start);
    record[{"datetime_complete"}] = time(trial.datetime_complete);
    record[{"duration"}] =
        trial.datetime_start && trial.datetime_complete
            ? Value(python_text(micros(*trial.datetime_complete) - micros(*trial.datetime_start)))
            : Value();
    for (const hone::Param& param : trial.params) {
      record[{"params", param.name, Kind::part}] = param.value();
      params_.insert({"params", param.name, Kind::part});
    }
    for (const auto& [key, value] : trial.user_attrs) {
      record[{"user_attrs", key, Kind::part}] = value;
      user_attrs_.insert({"user_attrs", key, Kind::part});
    }
    record[{"state"}] = state_name(trial.state);
    records_.push_back(std::move(record));
  }

  /// `only`: prints only these trials, with the columns of all.
  Table table(bool flatten, const std::set<int64_t>* only = nullptr) const {
    std::vector<Column> columns = {{"number"}};
    if (objectives_ == 1) columns.push_back({"value"});
    for (size_t i = 0; objectives_ > 1 && i < objectives_; ++i)
      columns.push_back({"values", std::to_string(i), Column::Kind::place});
    columns.insert(columns.end(), {{"datetime_start"}, {"datetime_complete"}, {"duration"}});
    columns.insert(columns.end(), params_.begin(), params_.end());
    columns.insert(columns.end(), user_attrs_.begin(), user_attrs_.end());
    columns.push_back({"state"});
    if (records_.empty()) columns.clear();
    std::vector<Record> records;
    for (const Record& record : records_)
      if (!only || only->count(record.at({"number"}).as<int64_t>())) records.push_back(record);
    return Table(columns, std::move(records), flatten);
  }

 private:
  static std::chrono::microseconds micros(hone::TimePoint time) {
    return std::chrono::floor<std::chrono::microseconds>(time.time_since_epoch());
  }

  size_t objectives_;
  std::vector<Record> records_;
  std::set<Column> params_, user_attrs_;
};

/// A trial with all its recorded data, for `export --format jsonl`.
inline std::string to_json_line(const hone::FrozenTrial& trial) {
  using hone::detail::append_json;
  std::string out = R"({"number":)";
  append_json(out, trial.number);
  append_json(out += R"(,"state":)", std::string_view(state_name(trial.state)));
  out += R"(,"values":[)";
  for (const double value : trial.values) {
    if (out.back() != '[') out += ',';
    append_json(out, value);
  }
  const auto time = [&](const char* key, const std::optional<hone::TimePoint>& at) {
    out += key;
    at ? append_json(out, std::string_view(hone::detail::to_timestamp(*at))) : void(out += "null");
  };
  time(R"(],"datetime_start":)", trial.datetime_start);
  time(R"(,"datetime_complete":)", trial.datetime_complete);
  hone::Params params;
  for (const hone::Param& param : trial.params) params[param.name] = param.value();
  append_json(out += R"(,"params":)", params);
  out += R"(,"distributions":{)";
  for (const hone::Param& param : trial.params) {
    if (out.back() != '{') out += ',';
    append_json(out, std::string_view(param.name));
    out += ':' + hone::detail::distribution_to_json(*param.distribution);
  }
  append_json(out += R"(},"user_attrs":)", trial.user_attrs);
  append_json(out += R"(,"system_attrs":)", trial.system_attrs);
  out += R"(,"intermediate_values":{)";
  for (const auto& [step, value] : trial.intermediate_values) {
    if (out.back() != '{') out += ',';
    out += '"' + std::to_string(step) + "\":";
    append_json(out, value);
  }
  return out + "}}";
}

/// A field of comma-separated values (RFC 4180).
inline std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) (out += c) += c == '"' ? "\"" : "";
  return out + '"';
}

inline std::string to_csv(const hone::StudyRecord& study) {
  std::set<std::string> params, attrs;
  for (const hone::FrozenTrial& trial : study.trials) {
    for (const hone::Param& param : trial.params) params.insert(param.name);
    for (const auto& attr : trial.user_attrs) attrs.insert(attr.first);
  }
  std::string out = "number,state";
  for (size_t i = 0; i < study.directions.size(); ++i)
    out += study.directions.size() == 1 ? ",value" : ",values_" + std::to_string(i);
  out += ",datetime_start,datetime_complete";
  for (const std::string& name : params) out += ',' + csv_field("params_" + name);
  for (const std::string& name : attrs) out += ',' + csv_field("user_attrs_" + name);
  out += "\r\n";
  const auto field = [&](const Value& value) {
    out += ',';
    const auto* text = std::get_if<std::string>(&value.variant());
    if (!std::holds_alternative<std::nullptr_t>(value.variant()))
      out += csv_field(text ? *text : hone::detail::to_json(value));
  };
  const auto time = [&](const std::optional<hone::TimePoint>& at) {
    field(at ? Value(hone::detail::to_timestamp(*at)) : Value());
  };
  for (const hone::FrozenTrial& trial : study.trials) {
    out += std::to_string(trial.number) + ',' + state_name(trial.state);
    for (size_t i = 0; i < study.directions.size(); ++i)
      field(i < trial.values.size() ? Value(trial.values[i]) : Value());
    time(trial.datetime_start);
    time(trial.datetime_complete);
    for (const std::string& name : params) {
      const hone::Param* param = trial.find_param(name);
      field(param ? param->value() : Value());
    }
    for (const std::string& name : attrs) {
      const auto found = trial.user_attrs.find(name);
      field(found == trial.user_attrs.end() ? Value() : found->second);
    }
    out += "\r\n";
  }
  return out;
}

inline void add_trial_verbs(Verbs& verbs) {
  const auto table_of = [](const Place& place, const std::string& name) {
    std::unique_ptr<TrialTable> table;
    place.read(name, [&](const hone::StudyRecord& study) {
      table = std::make_unique<TrialTable>(study.directions);
      for (const hone::FrozenTrial& trial : study.trials) table->add(trial);
    });
    return table;
  };
  verbs.add("trials", "List the trials of a study", [=](Verb& verb) -> Verbs::Action {
    verb.add_study_name();
    verb.add_format("table");
    return [&verb, table_of] {
      std::cout << table_of(verb.place(), verb.study_name)->table(verb.flatten).print(verb.format)
                << '\n';
      return kDone;
    };
  });
  for (const bool one : {true, false})
    verbs.add(one ? "best-trial" : "best-trials",
              one ? "Show the best trial" : "List the trials on the Pareto front",
              [=](Verb& verb) -> Verbs::Action {
                verb.add_study_name();
                verb.add_format("table");
                return [&verb, table_of, one] {
                  const Place place = verb.place();
                  std::set<int64_t> best;
                  place.read(verb.study_name, [&](const hone::StudyRecord& study) {
                    if (one && study.directions.size() > 1)
                      throw hone::ArgumentError("hone: study \"" + study.name +
                                                "\" has several objectives; ask for best-trials");
                    for (const int64_t number : hone::detail::pareto_front(study))
                      best.insert(number);
                    if (one && best.empty())
                      throw hone::Error("hone: no trial of study \"" + study.name +
                                        "\" is COMPLETE and within its constraints yet, so there "
                                        "is no best one");
                    if (one) best = {*best.begin()};
                  });
                  std::cout << table_of(place, verb.study_name)
                                   ->table(verb.flatten, &best)
                                   .print(verb.format, one)
                            << '\n';
                  return kDone;
                };
              });

  verbs.add("export", "Write all that is on record of a study's trials, for other programs",
            [](Verb& verb) -> Verbs::Action {
              const auto file = std::make_shared<std::string>();
              verb.add_study_name();
              verb.format = "csv";
              verb.app
                  .add_option("-f,--format", verb.format, "csv, or jsonl: JSON, a line a trial")
                  ->capture_default_str()
                  ->check(CLI::IsMember({"csv", "jsonl"}));
              verb.app.add_option("-o,--output", *file, "The file, else standard output");
              return [&verb, file] {
                std::string text;
                verb.place().read(verb.study_name, [&](const hone::StudyRecord& study) {
                  if (verb.format == "csv")
                    text = to_csv(study);
                  else
                    for (const hone::FrozenTrial& trial : study.trials)
                      text += to_json_line(trial) + '\n';
                });
                if (file->empty())
                  std::cout << text;
                else
                  hone::detail::replace_text(*file, text);
                return kDone;
              };
            });
}

}  // namespace hone_cli
