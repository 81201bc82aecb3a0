// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/report.hpp>

#include <unistd.h>

#include "table.hpp"
#include "verb.hpp"
#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace hone_cli {

/// Optuna's name for a study without a name: no-name- and a random UUID.
inline std::string unnamed_study() {
  std::random_device random;
  char text[64];
  std::snprintf(text, sizeof text, "no-name-%08x-%04x-4%03x-%04x-%08x%04x", random(),
                random() & 0xffff, random() & 0xfff, (random() & 0x3fff) | 0x8000, random(),
                random() & 0xffff);
  return text;
}

inline std::vector<hone::Direction> to_directions(const std::vector<std::string>& names) {
  std::vector<hone::Direction> directions;
  for (const std::string& name : names)
    directions.push_back(name == "maximize" ? hone::Direction::maximize
                                            : hone::Direction::minimize);
  return directions;
}

/// Removes hone's own files from a study directory: a later study of this name must not find the
/// checkpoints of this one.
inline void remove_files(const std::string& directory) {
  for (const char* name : {"/best", "/best.json", "/best.pt"}) ::unlink((directory + name).c_str());
  const hone::detail::TrialFolders folders(directory);
  for (const int64_t number : folders.numbers()) folders.tidy(number, hone::TrialFiles::none);
}

inline std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

inline void add_study_verbs(Verbs& verbs) {
  const auto is_direction = CLI::IsMember({"minimize", "maximize"});
  verbs.add("create-study", "Make a study, and print its name", [&](Verb& verb) -> Verbs::Action {
    const auto directions = std::make_shared<std::vector<std::string>>();
    const auto skip = std::make_shared<bool>(false);
    verb.app.add_option("--study-name", verb.study_name,
                        "The study's name; a study directory is itself the name");
    auto* one = verb.app.add_option("--direction,--directions", *directions,
                                    "minimize (which is assumed) or maximize, one an objective");
    one->check(is_direction)->expected(1, 100);
    verb.app.add_flag("--skip-if-exists", *skip, "No error where there is such a study");
    return [&verb, directions, skip] {
      const Place place = Place::open(verb.storage, /*make=*/true);
      std::string name = verb.study_name;
      if (!place.directory.empty()) {
        const std::string own = boost::filesystem::path(place.directory).filename().string();
        if (!name.empty() && name != own)
          throw hone::ArgumentError("hone: the study in the directory " + place.directory +
                                    " is called \"" + own +
                                    "\"; leave --study-name out, or choose another directory");
        name = own;
      }
      if (name.empty()) name = unnamed_study();
      const std::vector<std::string> names = place.storage->study_names();
      const bool exists = std::find(names.begin(), names.end(), name) != names.end();
      if (exists && !*skip)
        throw hone::StorageError("hone: there is a study \"" + name +
                                 "\" already; choose another name, or give --skip-if-exists");
      hone::StudyOptions options;
      if (!exists) options.directions(to_directions(*directions));
      const hone::Study study(place.with(name, std::move(options)));
      std::cout << study.name() << '\n';
      return kDone;
    };
  });

  verbs.add("delete-study", "Forget a study, and remove what hone keeps of its checkpoints",
            [](Verb& verb) -> Verbs::Action {
              verb.add_study_name();
              return [&verb] {
                const Place place = verb.place();
                const std::string name = place.study(verb.study_name);
                if (boost::filesystem::path(place.directory).filename().string() == name)
                  remove_files(place.directory);
                place.storage->delete_study(name);
                return kDone;
              };
            });

  CLI::App& of_study = *verbs.app().add_subcommand("study", "Change a study");
  of_study.require_subcommand(1);
  verbs.add(of_study, "set-user-attr", "Set a user attribute of a study",
            [](Verb& verb) -> Verbs::Action {
              const auto key = std::make_shared<std::string>(),
                         value = std::make_shared<std::string>();
              verb.add_study_name();
              verb.app.add_option("-k,--key", *key, "The attribute's name")->required();
              verb.app.add_option("--value", *value, "Its value, as text")->required();
              return [&verb, key, value] {
                verb.place().open_study(verb.study_name).set_user_attr(*key, *value);
                return kDone;
              };
            });

  verbs.add("study-names", "List the names of the studies", [](Verb& verb) -> Verbs::Action {
    verb.add_format("value", /*with_flatten=*/false);
    return [&verb] {
      std::vector<Record> records;
      for (const std::string& name : verb.place().storage->study_names())
        records.push_back({{{"name"}, name}});
      std::cout << Table({{"name"}}, std::move(records), false).print(verb.format) << '\n';
      return kDone;
    };
  });

  verbs.add("studies", "List the studies", [](Verb& verb) -> Verbs::Action {
    verb.add_format("table");
    return [&verb] {
      const Place place = verb.place();
      std::vector<Column> columns = {
          {"name"}, {"direction", "", Column::Kind::tuple}, {"n_trials"}, {"datetime_start"}};
      std::vector<Record> records;
      bool any_attrs = false;
      for (const std::string& name : place.storage->study_names())
        place.read(name, [&](const hone::StudyRecord& study) {
          std::string directions;
          for (const hone::Direction direction : study.directions)
            directions += (directions.empty() ? "[\"" : ",\"") +
                          upper(hone::detail::name_of(direction)) + "\"";
          std::optional<hone::TimePoint> start;
          for (const hone::FrozenTrial& trial : study.trials)
            if (trial.datetime_start && (!start || *trial.datetime_start < *start))
              start = trial.datetime_start;
          records.push_back({{columns[0], name},
                             {columns[1], Json{directions + "]"}},
                             {columns[2], study.trials.size()},
                             {columns[3], start ? Value(python_text(*start)) : Value()},
                             {{"user_attrs"}, Json{hone::detail::to_json(study.user_attrs)}}});
          any_attrs = any_attrs || !study.user_attrs.empty();
        });
      if (any_attrs)
        columns.push_back({"user_attrs"});
      else
        for (Record& record : records) record.erase({"user_attrs"});
      std::cout << Table(columns, std::move(records), verb.flatten).print(verb.format) << '\n';
      return kDone;
    };
  });

  verbs.add("html", "Write a study's report, a page that opens without a network",
            [](Verb& verb) -> Verbs::Action {
              const auto file = std::make_shared<std::string>("report.html");
              const auto names = std::make_shared<std::vector<std::string>>();
              verb.add_study_name();
              verb.app.add_option("-o,--output", *file, "The file")->capture_default_str();
              verb.app.add_option("--value-names", *names, "What the objectives are called");
              return [&verb, file, names] {
                hone::write_report(verb.place().open_study(verb.study_name), *file,
                                   hone::ReportOptions().value_names(*names));
                return kDone;
              };
            });
}

}  // namespace hone_cli
