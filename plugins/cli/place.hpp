// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/storages/journal.hpp>
#include <hone/study.hpp>
#include <hone/study/detail/study_directory.hpp>
#ifdef HONE_CLI_RDB
#include <hone/rdb.hpp>
#endif

#include <boost/filesystem/operations.hpp>
#include <boost/filesystem/path.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hone_cli {

/// The storage that `--storage` names: a study directory, a journal file, or a database's URL.
struct Place {
  std::shared_ptr<hone::Storage> storage;
  std::string directory;  ///< of the study, absolute; empty if there is none

  /// The value of `--storage`, or of the environment variable.
  static std::string asked(const std::string& option) {
    if (!option.empty()) return option;
    for (const char* name : {"HONE_STORAGE", "OPTUNA_STORAGE"})
      if (const char* value = std::getenv(name))
        if (*value) return value;
    throw hone::ArgumentError(
        "hone: which storage? give --storage a study directory, a journal or a database's URL, or "
        "set HONE_STORAGE");
  }

  /// With `make`, creates what does not exist: a journal if the name ends in .log, else a
  /// directory.
  static Place open(const std::string& option, bool make = false) {
    namespace fs = boost::filesystem;
    const std::string text = asked(option);
    if (text.find("://") != std::string::npos) return {database(text), ""};
    boost::system::error_code error;
    const fs::path path = fs::absolute(text).lexically_normal();
    const fs::file_status status = fs::status(path, error);
    if (fs::is_directory(status)) {
      const fs::path journal = path / "journal.log";
      if (!make && !fs::exists(journal, error))
        throw hone::ArgumentError("hone: the directory " + text +
                                  " holds no study: it has no journal.log; check the path, or make "
                                  "one with create-study");
      return in_directory(text);
    }
    if (!fs::exists(status)) {
      if (!make)
        throw hone::ArgumentError("hone: there is no " + text +
                                  "; check the path, or make a study there with create-study");
      if (path.extension() != ".log") return in_directory(text);
    }
    return {std::make_shared<hone::JournalStorage>(path.string()), ""};
  }

  /// The study of this name. Without a name: the directory's study, or else the only one.
  std::string study(const std::string& name) const {
    const std::vector<std::string> names = storage->study_names();
    if (!name.empty()) {
      if (std::find(names.begin(), names.end(), name) != names.end()) return name;
      throw hone::ArgumentError("hone: there is no study \"" + name + "\" here" + list(names) +
                                "; check --study-name");
    }
    const std::string own = boost::filesystem::path(directory).filename().string();
    if (std::find(names.begin(), names.end(), own) != names.end()) return own;
    if (names.size() == 1) return names.front();
    throw hone::ArgumentError(names.empty()
                                  ? "hone: there is no study here; make one with create-study"
                                  : "hone: which study? give --study-name one of " + list(names));
  }

  /// Opens the study for writing. If it has a directory, its best pointer is updated.
  hone::Study open_study(const std::string& name, hone::StudyOptions options = {}) const {
    return hone::Study(with(study(name), std::move(options)));
  }

  hone::StudyOptions with(const std::string& name, hone::StudyOptions options) const {
    options.storage(storage).study_name(name);
    options.heartbeat_interval(std::chrono::seconds(0));  // detached trials have no worker
    if (boost::filesystem::path(directory).filename().string() == name)
      options.directory(directory);
    return options;
  }

  void read(const std::string& name,
            hone::detail::FunctionRef<void(const hone::StudyRecord&)> look) const {
    storage->read(storage->open_study(study(name), {}), look);
  }

 private:
  static Place in_directory(const std::string& text) {
    const hone::detail::StudyDirectory directory = hone::detail::StudyDirectory::make(text);
    return {std::make_shared<hone::JournalStorage>(directory.path + "/journal.log"),
            directory.path};
  }

  static std::shared_ptr<hone::Storage> database(const std::string& url) {
#ifdef HONE_CLI_RDB
    return hone::rdb(url);
#else
    throw hone::ArgumentError("hone: " + url.substr(0, url.find("://")) +
                              ":// is a database's, and this hone was built without databases; "
                              "build it with the plugin rdb");
#endif
  }

  static std::string list(const std::vector<std::string>& names) {
    std::string text;
    for (size_t i = 0; i < names.size() && i < 10; ++i)
      text += (i ? ", \"" : " \"") + names[i] + '"';
    return names.empty() ? "" : " (" + text.substr(1) + (names.size() > 10 ? ", ...)" : ")");
  }
};

}  // namespace hone_cli
