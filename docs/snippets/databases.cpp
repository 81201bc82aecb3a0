// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// What docs/databases.md and docs/many-workers.md quote of databases.
#include <hone/rdb.hpp>
#include <hone/study.hpp>

#include <chrono>
#include <cstdio>
#include <string>

namespace {

double train(hone::Trial& trial) { return trial.suggest_float("lr", 1e-5, 1e-1, hone::Scale::log); }

void join(const std::string& url) {
  hone::Study study(hone::StudyOptions()
                        .storage(hone::rdb(url))
                        .study_name("fashion")
                        .directory("runs/fashion"));  // for checkpoints and the best pointer
  study.optimize(train, hone::OptimizeOptions().total_trials(10));
}

hone::Study patient(const std::string& url) {
  const auto storage = hone::rdb(
      url, hone::RdbOptions().patience(std::chrono::hours(1)).on_wait([](const std::string& news) {
        std::fprintf(stderr, "%s\n", news.c_str());
      }));
  return hone::Study(hone::StudyOptions()
                         .storage(storage)
                         .study_name("fashion")
                         .heartbeat_interval(std::chrono::seconds(30))
                         .grace_period(std::chrono::minutes(2)));
}

}  // namespace

int main() {
  join("sqlite:///studies.db");
  return patient("sqlite:///studies.db").trials().size() == 10 ? 0 : 1;
}
