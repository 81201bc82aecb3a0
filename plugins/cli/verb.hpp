// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include "place.hpp"
#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hone_cli {

/// Exit statuses, for scripts.
enum Exit : int {
  kDone = 0,    ///< done; for should-prune: prune
  kFailed = 1,  ///< failed; a line on standard error says why
  kUsage = 2,   ///< the command line is wrong
  kNo = 3,      ///< for should-prune: continue; for checkpoint verify: a file is damaged
};

/// A verb of the command line: its options, which it owns, and its action. Options that Optuna has
/// keep their names.
struct Verb {
  Verb(CLI::App& parent, const std::string& name, const std::string& help, std::string& its_storage)
      : app(*parent.add_subcommand(name, help)), storage(its_storage) {
    app.add_option("--storage", storage,
                   "A study directory, a journal file, or a database's URL; else HONE_STORAGE or "
                   "OPTUNA_STORAGE");
    app.add_option("--storage-class", storage_class, "Taken for Optuna's sake: the storage tells")
        ->check(CLI::IsMember({"RDBStorage", "JournalFileBackend", "JournalFileStorage"}));
    app.add_flag("-q,--quiet,-v,--verbose,--debug")
        ->description("Taken for Optuna's sake: nothing is logged");
  }

  void add_study_name() {
    app.add_option("--study-name", study_name,
                   "The study; not needed for a study directory, or where there is only one");
  }
  void add_format(const std::string& standard, bool with_flatten = true) {
    format = standard;
    app.add_option("-f,--format", format, "Output format")
        ->capture_default_str()
        ->check(CLI::IsMember({"value", "json", "table", "yaml"}));
    if (with_flatten)
      app.add_flag("--flatten", flatten, "A column for each of what is nested, such as params");
  }

  Place place() const { return Place::open(storage); }

  CLI::App& app;
  std::string& storage;
  std::string storage_class, study_name, format;
  bool flatten = false;
};

/// Adds verbs. The argument `add` adds a verb's options and returns its action, which returns an
/// Exit.
class Verbs {
 public:
  explicit Verbs(CLI::App& app) : app_(app) {
    app.add_option("--storage", storage_, "As of each verb");
  }

  using Action = std::function<int()>;

  void add(const std::string& name, const std::string& help,
           const std::function<Action(Verb&)>& add) {
    this->add(app_, name, help, add);
  }
  void add(CLI::App& parent, const std::string& name, const std::string& help,
           const std::function<Action(Verb&)>& add) {
    const auto verb = std::make_shared<Verb>(parent, name, help, storage_);
    const Action action = add(*verb);
    verb->app.callback([this, verb, action] { action_ = action; });
  }

  CLI::App& app() { return app_; }
  /// Runs the action of the verb that the command line chose.
  int run() const { return action_(); }
  bool is_chosen() const { return static_cast<bool>(action_); }

 private:
  CLI::App& app_;
  std::string storage_;
  Action action_;
};

}  // namespace hone_cli
