// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/storages/journal.hpp>
#include <hone/storages/memory.hpp>

#include <boost/filesystem.hpp>
#include <boost/filesystem/fstream.hpp>
#include <boost/test/unit_test.hpp>

#include "test/temporary_directory.hpp"
#include "test/storages/describe.hpp"
#include "test/storages/generator.hpp"
#include <chrono>
#include <cmath>
#include <memory>
#include <string>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(journal)

namespace fs = boost::filesystem;
using hone::Changes;
using hone::Durability;
using hone::JournalStorage;
using hone::StudyRecord;
using hone::TrialState;
using hone_test::at;
using hone_test::describe;
using hone_test::Generator;

namespace {

void update(hone::Storage& storage, int64_t study, const Changes& changes) {
  storage.update(
      study, [&](const StudyRecord&) { return changes; }, Durability::appended);
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_written_is_there_when_the_file_is_opened_again) {
  const hone_test::TemporaryDirectory directory;
  const std::string path = directory / "journal.log";
  std::string written;
  {
    JournalStorage storage(path);
    const int64_t study = storage.open_study("net", {hone::Direction::maximize});
    hone::CreateTrial create;
    create.trial.datetime_start = at(1795446777772875);
    update(storage, study, {create, hone::SetStudyUserAttr{"data", "mnist"}});
    const auto range =
        std::make_shared<const hone::Distribution>(hone::FloatDistribution{0, 1, false, {}});
    update(storage, study,
           {hone::SetParam{0, {"lr", range, 0.5}}, hone::SetIntermediateValue{0, 3, 0.1}});
    update(storage, study,
           {hone::SetState{0, TrialState::complete, {0.25}, at(1795446778000000), {}}});
    written = describe(storage, study);
    BOOST_TEST(written.find("lr=0.5") != std::string::npos, written);
    BOOST_TEST(written.find("worker " + hone::detail::worker_name()) != std::string::npos, written);
  }
  JournalStorage storage(path);
  BOOST_TEST((storage.study_names() == std::vector<std::string>{"net"}));
  BOOST_TEST(describe(storage, storage.open_study("net", {})) == written);
}

BOOST_AUTO_TEST_CASE(any_updates_give_the_record_that_they_give_in_memory) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    const hone_test::TemporaryDirectory directory;
    const std::string path = directory / "journal.log";
    hone::MemoryStorage memory;
    JournalStorage storage(path), watcher(path);
    const std::vector<hone::Direction> directions{hone::Direction::minimize,
                                                  hone::Direction::maximize};
    update(storage, storage.open_study("another", {}), {hone::CreateTrial{}, hone::CreateTrial{}});
    const int64_t expected = memory.open_study("s", directions),
                  study = storage.open_study("s", directions);
    Generator generator(seed);
    for (int i = 0; i < 50; ++i) {
      Changes changes;
      memory.update(
          expected, [&](const StudyRecord& record) { return changes = generator.changes(record); },
          Durability::appended);
      update(storage, study, changes);
      if (i % 10 == 0) BOOST_TEST_REQUIRE(describe(watcher, study) == describe(memory, expected));
    }
    BOOST_TEST_REQUIRE(describe(storage, study) == describe(memory, expected));
    BOOST_TEST_REQUIRE(describe(watcher, study) == describe(memory, expected));
    JournalStorage again(path);
    BOOST_TEST_REQUIRE(describe(again, study) == describe(memory, expected));
  }
}

BOOST_AUTO_TEST_CASE(the_lines_of_one_update_never_lie_across_pages) {
  const hone_test::TemporaryDirectory directory;
  JournalStorage storage(directory / "journal.log");
  const int64_t study = storage.open_study("s", {});
  int padded = 0;
  for (int i = 0; i < 300; ++i) {
    const uint64_t before = fs::file_size(storage.path());
    update(storage, study,
           {hone::CreateTrial{}, hone::SetTrialUserAttr{i, "a", i},
            hone::SetTrialUserAttr{i, "b", i}});
    std::string text(fs::file_size(storage.path()) - before, ' ');
    fs::ifstream file(storage.path());
    file.seekg(static_cast<std::streamoff>(before))
        .read(text.data(), static_cast<std::streamsize>(text.size()));
    const uint64_t first = before + text.find('{'), last = before + text.size() - 1;
    BOOST_TEST_REQUIRE(first / 4096 == last / 4096);
    padded += first != before;
  }
  BOOST_TEST(padded > 10);
  JournalStorage again(storage.path());
  BOOST_TEST(describe(again, study) == describe(storage, study));
}

BOOST_AUTO_TEST_CASE(a_study_is_made_once_and_keeps_its_directions) {
  const hone_test::TemporaryDirectory directory;
  JournalStorage storage(directory / "journal.log"), other(directory / "journal.log");
  const int64_t a = storage.open_study("a", {}),
                b = other.open_study("b", {hone::Direction::maximize});
  BOOST_TEST(a != b);
  BOOST_TEST(other.open_study("a", {hone::Direction::minimize}) == a);
  BOOST_TEST(storage.open_study("b", {}) == b);
  BOOST_CHECK_THROW(storage.open_study("b", {hone::Direction::minimize}), hone::StorageError);
  BOOST_TEST((storage.study_names() == std::vector<std::string>{"a", "b"}));
  BOOST_CHECK_THROW(describe(storage, 7), hone::ArgumentError);
}

BOOST_AUTO_TEST_CASE(studies_of_one_file_do_not_mix) {
  const hone_test::TemporaryDirectory directory;
  JournalStorage storage(directory / "journal.log");
  const int64_t a = storage.open_study("a", {}), b = storage.open_study("b", {});
  for (int i = 0; i < 5; ++i) {
    update(storage, a, {hone::CreateTrial{}, hone::SetTrialUserAttr{i, "study", "a"}});
    update(storage, b,
           {hone::CreateTrial{}, hone::CreateTrial{},
            hone::SetTrialUserAttr{2 * i + 1, "study", "b"}});
  }
  JournalStorage again(storage.path());
  BOOST_TEST(describe(again, a) == describe(storage, a));
  BOOST_TEST(describe(again, b) == describe(storage, b));
  storage.read(b, [](const StudyRecord& record) {
    BOOST_TEST(record.trials.size() == 10u);
    BOOST_TEST(record.trials[9].user_attr<std::string>("study") == "b");
  });
}

BOOST_AUTO_TEST_CASE(a_study_that_somebody_deleted_is_an_error) {
  const hone_test::TemporaryDirectory directory;
  JournalStorage storage(directory / "journal.log");
  const int64_t study = storage.open_study("net", {});
  fs::ofstream(storage.path(), std::ios::app) << R"({"op_code":1,"worker_id":"w","study_id":0})"
                                                 "\n";
  BOOST_CHECK_EXCEPTION(
      describe(storage, study), hone::StorageError, [](const hone::StorageError& error) {
        return std::string(error.what()).find("\"net\" was deleted") != std::string::npos;
      });
  BOOST_CHECK_THROW(update(storage, study, {hone::CreateTrial{}}), hone::StorageError);
  BOOST_TEST(storage.open_study("net", {}) == 1);
}

BOOST_AUTO_TEST_CASE(a_study_that_is_deleted_is_gone_for_all_and_its_name_is_free) {
  const hone_test::TemporaryDirectory directory;
  JournalStorage journal(directory / "journal.log");
  hone::MemoryStorage memory;
  for (hone::Storage* storage :
       {static_cast<hone::Storage*>(&journal), static_cast<hone::Storage*>(&memory)}) {
    const int64_t kept = storage->open_study("kept", {}), gone = storage->open_study("gone", {});
    update(*storage, kept, {hone::CreateTrial{}});
    update(*storage, gone, {hone::CreateTrial{}, hone::CreateTrial{}});
    storage->delete_study("gone");
    BOOST_TEST(storage->study_names() == std::vector<std::string>{"kept"},
               boost::test_tools::per_element());
    BOOST_CHECK_THROW(storage->read(gone, [](const StudyRecord&) {}), hone::StorageError);
    BOOST_CHECK_THROW(storage->delete_study("gone"), hone::StorageError);
    const int64_t again = storage->open_study("gone", {hone::Direction::maximize});
    BOOST_TEST(again != gone);
    storage->read(again, [](const StudyRecord& record) { BOOST_TEST(record.trials.empty()); });
    storage->read(kept, [](const StudyRecord& record) { BOOST_TEST(record.trials.size() == 1u); });
  }
  JournalStorage other(directory / "journal.log");
  BOOST_TEST(other.study_names().size() == 2u);
}

BOOST_AUTO_TEST_CASE(what_decide_throws_goes_through_and_nothing_is_changed) {
  const hone_test::TemporaryDirectory directory;
  JournalStorage storage(directory / "journal.log");
  const int64_t study = storage.open_study("s", {});
  const auto size = fs::file_size(storage.path());
  BOOST_CHECK_THROW(storage.update(
                        study, [](const StudyRecord&) -> Changes { throw 7; }, Durability::durable),
                    int);
  BOOST_TEST(fs::file_size(storage.path()) == size);
  storage.update(
      study, [](const StudyRecord&) { return Changes(); }, Durability::durable);
  BOOST_TEST(fs::file_size(storage.path()) == size);
  update(storage, study, {hone::SetTrialUserAttr{5, "a", 1}, hone::SetTrialUserAttr{-1, "a", 1}});
  BOOST_TEST(fs::file_size(storage.path()) == size);
  update(storage, study, {hone::CreateTrial{}});
}

BOOST_AUTO_TEST_CASE(what_a_journal_cannot_hold_is_refused_with_nothing_changed) {
  const hone_test::TemporaryDirectory directory;
  JournalStorage storage(directory / "journal.log");
  const int64_t study = storage.open_study("s", {});
  const std::string before = describe(storage, study);
  const auto choices =
      std::make_shared<const hone::Distribution>(hone::CategoricalDistribution{{"a"}});
  const auto whole =
      std::make_shared<const hone::Distribution>(hone::IntDistribution{0, 1, false, 1});
  for (const hone::Change& change :
       {hone::Change(hone::SetStudyUserAttr{"a", hone::Json{"{"}}),
        hone::Change(hone::SetParam{0, {"p", choices, 1}}),
        hone::Change(hone::SetParam{0, {"p", whole, NAN}}),
        hone::Change(hone::SetState{0, TrialState::complete, {}, hone::TimePoint::max(), {}})}) {
    BOOST_CHECK_THROW(update(storage, study, {hone::CreateTrial{}, change}), hone::ArgumentError);
    BOOST_TEST(describe(storage, study) == before);
  }
}

BOOST_AUTO_TEST_CASE(distributions_are_shared_by_the_trials_of_a_study) {
  const hone_test::TemporaryDirectory directory;
  JournalStorage storage(directory / "journal.log");
  const int64_t study = storage.open_study("s", {});
  for (int64_t i = 0; i < 3; ++i)
    update(storage, study,
           {hone::CreateTrial{}, hone::SetParam{i,
                                                {"lr",
                                                 std::make_shared<const hone::Distribution>(
                                                     hone::FloatDistribution{0, 1, false, {}}),
                                                 0.5}}});
  storage.read(study, [](const StudyRecord& record) {
    BOOST_TEST(
        (record.trials[0].params[0].distribution == record.trials[2].params[0].distribution));
  });
}

BOOST_AUTO_TEST_CASE(many_threads_lose_nothing) {
  const hone_test::TemporaryDirectory directory;
  JournalStorage storage(directory / "journal.log");
  const int64_t study = storage.open_study("s", {});
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread)
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 40; ++i) {
        storage.update(
            study,
            [&](const StudyRecord& record) {
              const int64_t number = static_cast<int64_t>(record.trials.size());
              return Changes{hone::CreateTrial{}, hone::SetTrialUserAttr{number, "number", number}};
            },
            i % 4 == 0 ? Durability::durable : Durability::appended);
        if (thread % 2) describe(storage, study);
      }
    });
  for (std::thread& thread : threads) thread.join();
  JournalStorage again(storage.path());
  BOOST_TEST(describe(again, study) == describe(storage, study));
  again.read(study, [](const StudyRecord& record) {
    BOOST_TEST(record.trials.size() == 320u);
    for (const hone::FrozenTrial& trial : record.trials)
      BOOST_TEST(trial.user_attr<int64_t>("number") == trial.number);
  });
}

BOOST_AUTO_TEST_CASE(the_golden_journals_are_opened_and_go_on) {
  for (const char* name : {"optuna-3.1.0.log", "optuna-4.9.0.log", "optuna-5.0.0.log",
                           "rustuna-0.2.log", "hone-0.1.log"}) {
    const hone_test::TemporaryDirectory directory;
    const std::string path = directory / "journal.log";
    fs::copy_file(std::string(HONE_TEST_FIXTURES "/journals/") + name, path);
    JournalStorage storage(path);
    const int64_t study = storage.open_study("demo", {hone::Direction::maximize});
    int64_t waiting = -1;
    storage.update(
        study,
        [&](const StudyRecord& record) {
          waiting = *record.unfinished.rbegin();
          return Changes{
              hone::SetState{waiting, TrialState::complete, {9.0}, at(1795446777772875), {}},
              hone::CreateTrial{}};
        },
        Durability::durable);
    JournalStorage again(path);
    BOOST_TEST(describe(again, study) == describe(storage, study));
    again.read(study, [&](const StudyRecord& record) {
      BOOST_TEST(record.find_trial(waiting)->value() == 9.0);
      BOOST_TEST(hone::detail::is_hone_worker(record.trials.back().worker));
    });
  }
}

BOOST_AUTO_TEST_CASE(a_path_may_be_relative_and_the_working_directory_change) {
  const hone_test::TemporaryDirectory directory;
  const fs::path before = fs::current_path();
  fs::current_path(directory.path());
  JournalStorage storage("journal.log");
  fs::current_path(before);
  update(storage, storage.open_study("s", {}), {hone::CreateTrial{}});
  BOOST_TEST(fs::exists(directory.path() / "journal.log"));
  BOOST_TEST(fs::is_symlink(
      fs::symlink_status(directory.path() / "workers" / hone::detail::worker_name())));
  BOOST_TEST(storage.path().front() == '/');
}

BOOST_AUTO_TEST_SUITE_END()
