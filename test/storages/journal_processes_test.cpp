// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// Several processes on the file of a JournalStorage, some of them killed.
#include <hone/storages/journal.hpp>

#include <boost/filesystem.hpp>
#include <boost/test/unit_test.hpp>

#include <unistd.h>

#include "../child.hpp"
#include "../temporary_directory.hpp"
#include "describe.hpp"
#include <atomic>
#include <cstdlib>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace fs = boost::filesystem;
using hone::Changes;
using hone::Durability;
using hone::JournalStorage;
using hone::StudyRecord;
using hone_test::Child;
using hone_test::describe;

namespace {

/// Makes a trial that says who made it, in one update of four lines.
void add(JournalStorage& storage, int64_t study, int64_t worker, int64_t count) {
  storage.update(
      study,
      [&](const StudyRecord& record) -> Changes {
        const int64_t number = static_cast<int64_t>(record.trials.size());
        return {hone::CreateTrial{}, hone::SetTrialUserAttr{number, "worker", worker},
                hone::SetTrialUserAttr{number, "count", count},
                hone::SetTrialSystemAttr{number, "number", number}};
      },
      Durability::appended);
}

/// Whether each trial is whole, and made once.
void check(const StudyRecord& record) {
  std::set<std::pair<int64_t, int64_t>> made;
  for (const hone::FrozenTrial& trial : record.trials) {
    BOOST_TEST_REQUIRE(trial.system_attrs.count("number"), describe(trial));
    BOOST_TEST_REQUIRE(trial.system_attrs.at("number").as<int64_t>() == trial.number);
    BOOST_TEST_REQUIRE(
        made.emplace(trial.user_attr<int64_t>("worker"), trial.user_attr<int64_t>("count")).second,
        describe(trial));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(journal_processes)

BOOST_AUTO_TEST_CASE(four_processes_lose_nothing_and_double_nothing) {
  const hone_test::TemporaryDirectory directory;
  const std::string path = directory / "journal.log";
  std::vector<Child> children;
  for (int worker = 0; worker < 4; ++worker)
    children.emplace_back([&] {
      JournalStorage storage(path);
      const int64_t study = storage.open_study("s", {});  // made by one of the four
      for (int i = 0; i < 250; ++i) add(storage, study, worker, i);
      return 0;
    });
  for (Child& child : children) BOOST_TEST(child.wait() == 0);
  JournalStorage storage(path);
  BOOST_TEST(storage.study_names().size() == 1u);
  storage.read(0, [](const StudyRecord& record) {
    BOOST_TEST(record.trials.size() == 1000u);
    check(record);
  });
  BOOST_TEST(!fs::exists(path + ".torn"));
}

BOOST_AUTO_TEST_CASE(killed_writers_leave_whole_updates_and_no_lock) {
  // HONE_KILLS=10000 is for a night.
  const char* asked = std::getenv("HONE_KILLS");
  const int kills = asked ? std::atoi(asked) : 200;
  const hone_test::TemporaryDirectory directory;
  const std::string path = directory / "journal.log";
  JournalStorage storage(path);
  const int64_t study = storage.open_study("s", {});
  std::mt19937 random(1);
  int locked = 0, torn = 0;
  int64_t acknowledged = 0;
  for (int kill = 0; kill < kills; ++kill) {
    int ends[2];
    BOOST_TEST_REQUIRE(::pipe(ends) == 0);
    int64_t done = 0;
    {
      Child child([&] {
        JournalStorage mine(path);
        for (int i = 0;; ++i) {
          add(mine, study, kill, i);
          if (::write(ends[1], "x", 1) != 1) return 1;
        }
      });
      ::close(ends[1]);
      // At a moment of the update that follows some acknowledged ones.
      char byte;
      for (uint64_t until = random() % 10;
           done <= static_cast<int64_t>(until) && ::read(ends[0], &byte, 1) == 1; ++done) {
      }
      const auto end =
          std::chrono::steady_clock::now() + std::chrono::nanoseconds(random() % 80000);
      while (std::chrono::steady_clock::now() < end) {
      }
      child.kill();
      BOOST_TEST_REQUIRE(child.wait() == 128 + SIGKILL);
      while (::read(ends[0], &byte, 1) == 1) ++done;
      ::close(ends[0]);
    }
    acknowledged += done;
    locked += fs::symlink_status(path + ".lock").type() != fs::file_not_found;
    add(storage, study, -1, kill);  // has the lock at once: its patience is not tried here
    BOOST_TEST_REQUIRE((fs::symlink_status(path + ".lock").type() == fs::file_not_found));
    storage.read(study, [&](const StudyRecord& record) {
      int64_t there = 0;
      for (auto trial = record.trials.rbegin(); trial != record.trials.rend(); ++trial) {
        const int64_t worker = trial->user_attr<int64_t>("worker");
        if (worker == kill) ++there;
        if (worker >= 0 && worker < kill) break;
      }
      // The last one may have been written and not acknowledged.
      BOOST_TEST_REQUIRE((there == done || there == done + 1), there << " of " << done);
    });
  }
  if (fs::exists(path + ".torn")) torn = 1;
  storage.read(study, [](const StudyRecord& record) { check(record); });
  JournalStorage again(path);
  BOOST_TEST(describe(again, study) == describe(storage, study));
  int names = 0;
  for (fs::directory_iterator entry(directory.path() / "workers"), end; entry != end; ++entry)
    ++names;
  BOOST_TEST_MESSAGE(kills << " kills, " << locked << " with the lock held, " << acknowledged
                           << " acknowledged updates, all there; torn ends: " << torn << "; "
                           << names << " names left");
  // Names of the dead go when the next process first takes the lock.
  BOOST_TEST(names <= 4);
}

BOOST_AUTO_TEST_CASE(a_forked_child_works_as_a_worker_of_its_own_and_leaves_the_parent_alone) {
  const hone_test::TemporaryDirectory directory;
  auto storage = std::make_unique<JournalStorage>(directory / "journal.log");
  const int64_t study = storage->open_study("s", {});
  add(*storage, study, 0, 0);
  for (int i = 1; i < 4; ++i) {
    Child child([&] {
      add(*storage, study, i, 0);
      Child grandchild([&] {
        add(*storage, study, i, 1);
        storage.reset();
        return 0;
      });
      if (grandchild.wait() != 0) return 1;
      add(*storage, study, i, 2);
      storage.reset();
      return 0;
    });
    BOOST_TEST(child.wait() == 0);
    add(*storage, study, 0, i);
  }
  storage->read(study, [](const StudyRecord& record) {
    check(record);
    BOOST_TEST(record.trials.size() == 13u);
    std::set<std::string> workers;
    for (const hone::FrozenTrial& trial : record.trials) workers.insert(trial.worker);
    BOOST_TEST(workers.size() == 7u);
    BOOST_TEST(record.trials[0].worker == hone::detail::worker_name());
  });
}

// AddressSanitizer's allocator may be locked for ever in such a child, with or without hone.
#ifdef __SANITIZE_ADDRESS__
#define HONE_TEST_ADDRESS_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HONE_TEST_ADDRESS_SANITIZER
#endif
#endif
#ifndef HONE_TEST_ADDRESS_SANITIZER
BOOST_AUTO_TEST_CASE(a_child_forked_while_other_threads_are_inside_is_not_stuck) {
  const hone_test::TemporaryDirectory directory;
  JournalStorage storage(directory / "journal.log");
  const int64_t study = storage.open_study("s", {});
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 3; ++thread)
    threads.emplace_back([&, thread] {
      for (int i = 0; !stop; ++i) {
        add(storage, study, thread, i);
        describe(storage, study);
      }
    });
  int64_t made = 0;
  for (int i = 0; i < 20; ++i) {
    Child child([&] {
      std::vector<std::thread> mine;  // which all find the storage of another process
      for (int j = 0; j < 3; ++j) mine.emplace_back([&, j] { add(storage, study, 100 + i, j); });
      for (std::thread& thread : mine) thread.join();
      return 0;
    });
    BOOST_TEST(child.wait() == 0);
    made += 3;
  }
  stop = true;
  for (std::thread& thread : threads) thread.join();
  storage.read(study, [&](const StudyRecord& record) {
    check(record);
    for (const hone::FrozenTrial& trial : record.trials)
      made -= trial.user_attr<int64_t>("worker") >= 100;
  });
  BOOST_TEST(made == 0);
}
#endif

BOOST_AUTO_TEST_CASE(one_of_many_takes_a_waiting_trial_up) {
  const hone_test::TemporaryDirectory directory;
  const std::string path = directory / "journal.log";
  JournalStorage storage(path);
  const int64_t study = storage.open_study("s", {});
  storage.update(
      study,
      [](const StudyRecord&) {
        hone::CreateTrial create;
        create.trial.state = hone::TrialState::waiting;
        return Changes(40, create);
      },
      Durability::appended);
  std::vector<Child> children;
  for (int worker = 0; worker < 4; ++worker)
    children.emplace_back([&] {
      JournalStorage mine(path);
      for (bool found = true; found;)
        mine.update(
            study,
            [&](const StudyRecord& record) -> Changes {
              for (const hone::FrozenTrial& trial : record.trials)
                if (trial.state == hone::TrialState::waiting)
                  return {hone::SetState{trial.number,
                                         hone::TrialState::running,
                                         {},
                                         std::chrono::system_clock::now(),
                                         {}},
                          hone::SetTrialUserAttr{trial.number, "taken by " + std::to_string(worker),
                                                 true}};
              found = false;
              return {};
            },
            Durability::appended);
      return 0;
    });
  for (Child& child : children) BOOST_TEST(child.wait() == 0);
  storage.read(study, [](const StudyRecord& record) {
    for (const hone::FrozenTrial& trial : record.trials) BOOST_TEST(trial.user_attrs.size() == 1u);
  });
}

BOOST_AUTO_TEST_SUITE_END()
