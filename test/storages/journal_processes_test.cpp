// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// Several processes that share the file of a JournalStorage; some are killed.
#include <hone/files/worker.hpp>
#include <hone/storages/journal.hpp>

#include <boost/filesystem.hpp>
#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <unistd.h>

#include "test/child.hpp"
#include "test/temporary_directory.hpp"
#include "test/storages/describe.hpp"
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(journal_processes)

namespace fs = boost::filesystem;
using hone::Changes;
using hone::Durability;
using hone::JournalStorage;
using hone::StudyRecord;
using hone_test::Child;
using hone_test::describe;

namespace {

/// Creates a trial that names its creator, in one update of four lines.
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

/// Checks that each trial is complete and was created once.
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

struct Tally {
  int64_t acknowledged = 0, more = 0;
  int locked = 0, torn = 0;
};

/// A process that creates trials and acknowledges each one, until it is killed.
struct Writer {
  static constexpr int kWord = 64;
  int64_t id;
  int said;
  Child child;

  static Writer make(const std::string& path, int64_t id) {
    int ends[2];
    BOOST_TEST_REQUIRE(::pipe(ends) == 0);
    // A small pipe and long words keep it from running far ahead of the reader.
    ::fcntl(ends[1], F_SETPIPE_SZ, 4096);
    Child child([&] {
      JournalStorage storage(path);
      const std::string word(kWord, 'x');
      for (int64_t i = 0;; ++i) {
        add(storage, 0, id, i);
        if (::write(ends[1], word.data(), kWord) != kWord) return 1;
      }
    });
    ::close(ends[1]);
    return {id, ends[0], std::move(child)};
  }

  /// Kills it somewhere in one of the next updates. Returns how many it has acknowledged.
  int64_t kill(std::mt19937& random) {
    int64_t said_so = 0;
    char word[kWord];
    ::fcntl(said, F_SETFL, O_NONBLOCK);
    while (::read(said, word, kWord) == kWord) ++said_so;
    ::fcntl(said, F_SETFL, 0);
    for (int64_t until = said_so + static_cast<int64_t>(random() % 10);
         said_so <= until && ::read(said, word, kWord) == kWord;)
      ++said_so;
    const auto end = std::chrono::steady_clock::now() + std::chrono::nanoseconds(random() % 80000);
    while (std::chrono::steady_clock::now() < end) {
    }
    child.kill();
    BOOST_TEST_REQUIRE(child.wait() == 128 + SIGKILL);
    while (::read(said, word, kWord) == kWord) ++said_so;
    ::close(said);
    return said_so;
  }
};

/// Three processes write. Repeatedly kills the oldest and starts another one.
void kill_writers(int kills, std::mt19937& random, Tally& tally) {
  const hone_test::TemporaryDirectory directory;
  const std::string path = directory / "journal.log", lock = path + ".lock";
  JournalStorage storage(path);
  const int64_t study = storage.open_study("s", {});
  std::deque<Writer> writers;
  std::map<int64_t, int64_t> acknowledged;
  for (int64_t id = 0; id < kills; ++id) {
    writers.push_back(Writer::make(path, id));
    if (writers.size() < 3 && id + 1 < kills) continue;
    do {
      acknowledged[writers.front().id] = writers.front().kill(random);
      boost::system::error_code gone;
      const fs::path name = fs::read_symlink(directory.path() / fs::read_symlink(lock, gone), gone);
      if (!gone && hone::detail::liveness(name.string()) == hone::detail::Liveness::dead)
        ++tally.locked;
      writers.pop_front();
      // The lock of a dead process does not block this.
      add(storage, study, -1, id * 10 + static_cast<int64_t>(writers.size()));
    } while (id + 1 == kills && !writers.empty());
  }
  BOOST_TEST_REQUIRE((fs::symlink_status(lock).type() == fs::file_not_found));
  storage.read(study, [&](const StudyRecord& record) {
    check(record);
    std::map<int64_t, int64_t> there;
    for (const hone::FrozenTrial& trial : record.trials)
      ++there[trial.user_attr<int64_t>("worker")];
    for (const auto& [id, count] : acknowledged) {
      // The last one may have been written but not acknowledged.
      BOOST_TEST_REQUIRE((there[id] == count || there[id] == count + 1),
                         there[id] << " of " << count);
      tally.acknowledged += count;
      tally.more += there[id] - count;
    }
  });
  tally.torn += fs::exists(path + ".torn");
  JournalStorage again(path);
  BOOST_TEST_REQUIRE(describe(again, study) == describe(storage, study));
  // The files of dead workers are removed when another process first takes the lock.
  BOOST_TEST_REQUIRE(std::distance(fs::directory_iterator(directory.path() / "workers"), {}) <= 10);
}

}  // namespace

BOOST_AUTO_TEST_CASE(four_processes_lose_nothing_and_double_nothing) {
  const hone_test::TemporaryDirectory directory;
  const std::string path = directory / "journal.log";
  std::vector<Child> children;
  for (int worker = 0; worker < 4; ++worker)
    children.emplace_back([&] {
      JournalStorage storage(path);
      const int64_t study = storage.open_study("s", {});  // created by one of the four
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
  // HONE_KILLS=10000 takes a night.
  const char* asked = std::getenv("HONE_KILLS");
  const int kills = asked ? std::atoi(asked) : 60;
  std::mt19937 random(1);
  Tally tally;
  for (int done = 0; done < kills; done += 100)
    kill_writers(std::min(100, kills - done), random, tally);
  BOOST_TEST_MESSAGE(kills << " kills, " << tally.locked << " with the lock held by the dead, "
                           << tally.acknowledged << " acknowledged updates, all there, and "
                           << tally.more << " more; " << tally.torn << " torn ends");
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

// AddressSanitizer's allocator may stay locked forever in such a child, with or without hone.
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
      std::vector<std::thread> mine;  // all of them find the storage of another process
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
