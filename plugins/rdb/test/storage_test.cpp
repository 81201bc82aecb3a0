// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/rdb/detail/with_owners.hpp>
#include <hone/storages/memory.hpp>
#include <hone/study.hpp>

#include <boost/test/unit_test.hpp>

#include "database.hpp"
#include "test/child.hpp"
#include "test/far_storage.hpp"
#include "test/storages/generator.hpp"
#include <cmath>
#include <csignal>
#include <limits>
#include <set>
#include <string>
#include <thread>
#include <vector>

using hone::Changes;
using hone::Durability;
using hone::StudyRecord;
using hone::TrialState;
using hone_test::at;
using hone_test::Database;
using hone_test::describe_sorted;
using hone_test::update;

// Runs on the database that HONE_RDB_URL names.
BOOST_AUTO_TEST_SUITE(rdb_storage)

namespace {

Changes one_trial() {
  hone::CreateTrial create;
  create.trial.datetime_start = at(1795446777000000);
  create.trial.worker = hone::detail::worker_name();
  return {create};
}

void check_numbers(const StudyRecord& record, size_t count) {
  BOOST_TEST(record.trials.size() == count);
  for (size_t i = 0; i < record.trials.size(); ++i)
    BOOST_TEST_REQUIRE(record.trials[i].number == static_cast<int64_t>(i));
}

hone::Study open_in(const std::shared_ptr<hone::Storage>& storage, const std::string& name) {
  return hone::Study(hone::StudyOptions()
                         .storage(storage)
                         .study_name(name)
                         .sampler(hone::RandomSampler(1))
                         .heartbeat_interval(std::chrono::seconds(0)));
}
void run(hone::Study& study, int trials) {
  study.optimize([](hone::Trial& trial) { return trial.suggest_float("x", 0, 1); }, trials);
}
/// Returns whether the call fails because the study was deleted.
template <class F>
bool finds_it_deleted(F f) {
  try {
    f();
  } catch (const hone::StorageError& error) {
    return std::string(error.what()).find("was deleted") != std::string::npos;
  }
  return false;
}
/// Returns the number of trials that another connection sees.
size_t trials_in(const Database& database, const std::string& name) {
  size_t count = 0;
  const auto storage = database.open();
  storage->read(storage->open_study(name, {}), [&](const StudyRecord& record) {
    count = record.trials.size();
    check_numbers(record, count);
  });
  return count;
}
int64_t rows(const Database& database, const std::string& of) {
  return hone::detail::connector(hone::detail::DatabaseUrl::parse(database.url()), {})
      .open()
      ->count({"SELECT count(*) FROM " + of});
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_written_is_there_when_the_database_is_opened_again) {
  const Database database;
  const std::string name = Database::name("n\u00e9t");
  std::string written;
  {
    const auto storage = database.open();
    const int64_t study = storage->open_study(name, {hone::Direction::maximize});
    update(*storage, study, one_trial());
    update(*storage, study, {hone::SetStudyUserAttr{"d\u00e4ta", "\u20ac \U0001f600 \"\n"}});
    const auto range =
        std::make_shared<const hone::Distribution>(hone::FloatDistribution{0, 1, false, {}});
    update(*storage, study,
           {hone::SetParam{0, {"\u03bb", range, 0.1}}, hone::SetIntermediateValue{0, 3, 0.1}});
    update(*storage, study,
           {hone::SetState{0, TrialState::complete, {0.25}, at(1795446778000000), {}}});
    written = describe_sorted(*storage, study);
    BOOST_TEST(written.find("\u03bb=0.1") != std::string::npos, written);
  }
  const auto storage = database.open();
  const auto names = storage->study_names();
  BOOST_TEST((std::find(names.begin(), names.end(), name) != names.end()));
  BOOST_TEST(describe_sorted(*storage, storage->open_study(name, {})) == written);
}

BOOST_AUTO_TEST_CASE(any_updates_give_the_record_that_they_give_in_memory) {
  const Database database;
  const auto storage = database.open(), watcher = database.open();
  for (unsigned seed = 0; seed < 8; ++seed) {
    hone::MemoryStorage memory;
    const std::vector<hone::Direction> directions{hone::Direction::minimize,
                                                  hone::Direction::maximize};
    const std::string name = Database::name("s");
    const int64_t expected = memory.open_study(name, directions),
                  study = storage->open_study(name, directions);
    hone_test::Generator generator(seed, /*plain=*/true);
    for (int i = 0; i < 40; ++i) {
      Changes changes;
      memory.update(
          expected,
          [&](const StudyRecord& record) {
            changes = generator.changes(record);
            return hone::detail::with_owners(changes);
          },
          Durability::appended);
      update(*storage, study, changes);
      if (i % 10 == 0)
        BOOST_TEST_REQUIRE(describe_sorted(*watcher, study) == describe_sorted(memory, expected));
    }
    const std::string all = describe_sorted(memory, expected);
    BOOST_TEST_REQUIRE(describe_sorted(*storage, study) == all);
    BOOST_TEST_REQUIRE(describe_sorted(*watcher, study) == all);
    BOOST_TEST_REQUIRE(describe_sorted(*database.open(), study) == all);
  }
}

BOOST_AUTO_TEST_CASE(infinities_and_nan_are_kept) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const Database database;
  const auto storage = database.open();
  const int64_t study = storage->open_study(Database::name("s"),
                                            {hone::Direction::minimize, hone::Direction::minimize});
  update(*storage, study, one_trial());
  update(*storage, study,
         {hone::SetIntermediateValue{0, 0, NAN}, hone::SetIntermediateValue{0, 1, infinity},
          hone::SetIntermediateValue{0, 2, -infinity}, hone::SetIntermediateValue{0, 3, 5e-324},
          hone::SetTrialUserAttr{0, "infinite", -infinity},
          hone::SetState{0, TrialState::complete, {infinity, -infinity}, at(0), {}}});
  database.open()->read(study, [&](const StudyRecord& record) {
    const hone::FrozenTrial& trial = record.trials.at(0);
    BOOST_TEST(std::isnan(trial.intermediate_values.at(0)));
    BOOST_TEST(trial.intermediate_values.at(1) == infinity);
    BOOST_TEST(trial.intermediate_values.at(2) == -infinity);
    BOOST_TEST(trial.intermediate_values.at(3) == 5e-324);
    BOOST_TEST((trial.values == std::vector<double>{infinity, -infinity}));
    BOOST_TEST(trial.user_attr<double>("infinite") == -infinity);
  });
}

BOOST_AUTO_TEST_CASE(a_study_is_made_once_and_keeps_its_directions) {
  const Database database;
  const auto storage = database.open(), other = database.open();
  const std::string a = Database::name("a"), b = Database::name("b");
  const int64_t first = storage->open_study(a, {}),
                second = other->open_study(b, {hone::Direction::maximize});
  BOOST_TEST(first != second);
  BOOST_TEST(other->open_study(a, {hone::Direction::minimize}) == first);
  BOOST_TEST(storage->open_study(b, {}) == second);
  BOOST_CHECK_EXCEPTION(storage->open_study(b, {hone::Direction::minimize}), hone::StorageError,
                        [](const hone::StorageError& error) {
                          return std::string(error.what()).find("maximize") != std::string::npos;
                        });
  BOOST_CHECK_THROW(describe_sorted(*storage, 123456789), hone::ArgumentError);
}

BOOST_AUTO_TEST_CASE(a_study_that_somebody_deleted_is_an_error) {
  const Database database;
  const auto storage = database.open();
  const std::string name = Database::name("gone");
  const int64_t study = storage->open_study(name, {});
  const std::string where = " WHERE study_id = " + std::to_string(study);
  database.run("DELETE FROM study_directions" + where);
  database.run("DELETE FROM studies" + where);
  BOOST_CHECK_EXCEPTION(describe_sorted(*storage, study), hone::StorageError,
                        [&](const hone::StorageError& error) {
                          return std::string(error.what()).find(name) != std::string::npos;
                        });
  BOOST_CHECK_THROW(update(*storage, study, one_trial()), hone::StorageError);
}

BOOST_AUTO_TEST_CASE(what_decide_throws_goes_through_and_nothing_is_changed) {
  const Database database;
  const auto storage = database.open();
  const int64_t study = storage->open_study(Database::name("s"), {});
  const std::string before = describe_sorted(*storage, study);
  BOOST_CHECK_THROW(storage->update(
                        study, [](const StudyRecord&) -> Changes { throw 7; }, Durability::durable),
                    int);
  update(*storage, study, {});
  update(*storage, study, {hone::SetTrialUserAttr{5, "a", 1}, hone::SetTrialUserAttr{-1, "a", 1}});
  BOOST_TEST(describe_sorted(*database.open(), study) == before);
  update(*storage, study, one_trial());
  storage->read(study, [](const StudyRecord& record) { check_numbers(record, 1); });
}

BOOST_AUTO_TEST_CASE(what_no_table_can_hold_is_refused_with_nothing_changed) {
  const Database database;
  const auto storage = database.open();
  const int64_t study = storage->open_study(Database::name("s"), {});
  const std::string before = describe_sorted(*storage, study);
  for (const hone::Change& change :
       {hone::Change(hone::SetStudyUserAttr{std::string(513, 'x'), 1}),
        hone::Change(hone::SetTrialUserAttr{0, std::string("a\0b", 3), 1}),
        hone::Change(hone::SetTrialUserAttr{0, "\xff", 1}),
        hone::Change(hone::SetStudyUserAttr{"a", hone::Json{"{"}}),
        hone::Change(hone::SetState{0, TrialState::complete, {NAN}, at(0), {}})}) {
    Changes changes = one_trial();
    changes.push_back(change);
    BOOST_CHECK_THROW(update(*storage, study, changes), hone::ArgumentError);
  }
  BOOST_TEST(describe_sorted(*database.open(), study) == before);
  // Limits count characters, not bytes. A value is not limited by the limit of its name.
  std::string longest;
  for (int i = 0; i < 512; ++i) longest += "\u00e9";
  update(*storage, study, {hone::SetStudyUserAttr{longest, std::string(20000, 'v')}});
  BOOST_TEST(describe_sorted(*database.open(), study) == describe_sorted(*storage, study));
}

BOOST_AUTO_TEST_CASE(many_threads_lose_nothing) {
  const Database database;
  const auto storage = database.open();
  const int64_t study = storage->open_study(Database::name("s"), {});
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 6; ++thread)
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i)
        storage->update(
            study,
            [&](const StudyRecord& record) {
              Changes changes = one_trial();
              const int64_t number = static_cast<int64_t>(record.trials.size());
              changes.push_back(hone::SetTrialUserAttr{number, "number", number});
              return changes;
            },
            i % 4 == 0 ? Durability::durable : Durability::appended);
    });
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(describe_sorted(*database.open(), study) == describe_sorted(*storage, study));
  storage->read(study, [](const StudyRecord& record) {
    check_numbers(record, 120);
    for (const hone::FrozenTrial& trial : record.trials)
      BOOST_TEST_REQUIRE(trial.user_attr<int64_t>("number") == trial.number);
  });
}

BOOST_AUTO_TEST_CASE(many_processes_that_begin_at_once_number_their_trials_without_a_gap) {
  const Database database;
  const std::string name = Database::name("s");
  std::vector<hone_test::Child> workers;
  for (int worker = 0; worker < 4; ++worker)
    workers.emplace_back([&] {
      hone::Study study(hone::StudyOptions()
                            .storage(database.open())
                            .study_name(name)
                            .sampler(hone::RandomSampler()));
      study.optimize(
          [](hone::Trial& trial) {
            const double x = trial.suggest_float("x", 0, 1);
            for (int64_t step = 0; step < 3; ++step) trial.report(x, step);
            trial.should_prune();
            return x;
          },
          hone::OptimizeOptions().total_trials(60));
      return 0;
    });
  for (hone_test::Child& worker : workers) BOOST_TEST(worker.wait() == 0);
  const auto storage = database.open();
  storage->read(storage->open_study(name, {}), [](const StudyRecord& record) {
    check_numbers(record, 60);
    BOOST_TEST(record.unfinished.empty());
    for (const hone::FrozenTrial& trial : record.trials) {
      if (trial.state == TrialState::complete)
        BOOST_TEST_REQUIRE(trial.value() == trial.param<double>("x"));
      BOOST_TEST_REQUIRE(trial.intermediate_values.size() == 3u);
    }
  });
}

BOOST_AUTO_TEST_CASE(a_forked_child_has_a_connection_of_its_own) {
  const Database database;
  const auto storage = database.open();
  hone::Study study(hone::StudyOptions()
                        .storage(storage)
                        .study_name(Database::name("s"))
                        .sampler(hone::RandomSampler()));
  hone::Trial trial = study.ask();
  const auto one_more = [&] {
    study.optimize([](hone::Trial& other) { return other.suggest_float("x", 0, 1); }, 5);
    return 0;
  };
  hone_test::Child first(one_more), second(one_more);
  trial.report(0.5, 0);
  BOOST_TEST(first.wait() == 0);
  BOOST_TEST(second.wait() == 0);
  study.tell(trial, 0.5);
  BOOST_TEST(study.trials().size() == 11u);
  for (const hone::FrozenTrial& each : study.trials())
    BOOST_TEST((each.state == TrialState::complete));
}

BOOST_AUTO_TEST_CASE(a_trial_that_somebody_else_finished_is_an_error) {
  const Database database;
  const std::string name = Database::name("s");
  hone::Study study(hone::StudyOptions().storage(database.open()).study_name(name));
  const auto other = database.open();
  for (const bool reports : {true, false}) {
    hone::Trial trial = study.ask();
    trial.report(1, 0);
    update(*other, other->open_study(name, {}),
           {hone::SetState{trial.number(), TrialState::fail, {}, at(0), {}}});
    if (reports) BOOST_CHECK_THROW(trial.report(2, 1), hone::UpdateFinishedTrialError);
    BOOST_CHECK_THROW(study.tell(trial, 1), hone::UpdateFinishedTrialError);
    const hone::FrozenTrial frozen = study.trials().at(static_cast<size_t>(trial.number()));
    BOOST_TEST((frozen.state == TrialState::fail));
    BOOST_TEST(frozen.intermediate_values.size() == 1u);
  }
}

BOOST_AUTO_TEST_CASE(a_trial_that_was_taken_over_is_an_error) {
  const Database database;
  const std::string name = Database::name("s");
  hone::Study study(hone::StudyOptions().storage(database.open()).study_name(name));
  const auto other = database.open();
  hone::Trial trial = study.ask();
  update(*other, other->open_study(name, {}),
         {hone::SetTrialSystemAttr{trial.number(), "hone:owner", "hone-elsewhere-1-2-3-4"}});
  BOOST_CHECK_THROW(trial.report(2, 1), hone::UpdateFinishedTrialError);
  BOOST_CHECK_THROW(trial.should_prune(), hone::UpdateFinishedTrialError);
}

BOOST_AUTO_TEST_CASE(a_trial_is_paused_and_taken_up_by_who_asks_next) {
  const Database database;
  const std::string name = Database::name("s");
  const auto options = [&] {
    return hone::StudyOptions().storage(database.open()).study_name(name);
  };
  int64_t number = -1;
  double x = 0;
  {
    hone::Study study(options());
    study.enqueue_trial({{"x", 0.25}});
    hone::Trial trial = study.ask();
    number = trial.number();
    x = trial.suggest_float("x", 0, 1);
    trial.report(0.5, 0);
  }
  hone::Study study(options());
  hone::Trial trial = study.ask();
  BOOST_TEST(trial.number() == number);
  BOOST_TEST(x == 0.25);
  BOOST_TEST(trial.suggest_float("x", 0, 1) == x);
  study.tell(trial, 1);
  BOOST_TEST(study.trials().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_worker_is_silent_once_its_last_heartbeat_is_too_old) {
  const Database database;
  const auto storage = database.open();
  const int64_t study = storage->open_study(Database::name("s"), {});
  for (int i = 0; i < 3; ++i) update(*storage, study, one_trial());
  storage->beat(study, {0, 2});
  storage->beat(study, {0, 2});
  using Seconds = std::chrono::duration<double>;
  const auto other = database.open();
  BOOST_TEST(other->silent(study, {0, 1, 2}, Seconds(3600)).empty());
  BOOST_TEST((other->silent(study, {0, 1}, Seconds(-10)) == std::vector<int64_t>{0}));
  update(*storage, study, {hone::SetState{0, TrialState::fail, {}, at(0), {}}});
  BOOST_TEST((other->silent(study, {0, 1, 2}, Seconds(-10)) == std::vector<int64_t>{2}));
}

BOOST_AUTO_TEST_CASE(a_trial_that_is_taken_up_has_a_heartbeat_from_the_first_instant) {
  const Database database;
  const auto storage = database.open(), other = database.open();
  const int64_t study = storage->open_study(Database::name("s"), {});
  const std::string me = hone::detail::worker_name();
  const auto silent = [&](std::vector<int64_t> numbers) {
    return other->silent(study, numbers, std::chrono::duration<double>(-10));
  };
  const auto begun = [&](const std::string& worker) {
    hone::CreateTrial create;
    create.trial.state = TrialState::running;
    create.trial.worker = worker;
    return create;
  };
  update(*storage, study, {begun(me)});
  BOOST_TEST(silent({0}).empty());  // it has sent no heartbeat, so it is never silent
  storage->beat(study, {});
  update(*storage, study, {begun(me), begun("hone-elsewhere-1-2-3-4"), hone::CreateTrial{}});
  BOOST_TEST((silent({0, 1, 2, 3}) == std::vector<int64_t>{1}));
  update(*storage, study, {hone::SetState{3, TrialState::running, {}, at(0), me}});
  BOOST_TEST((silent({0, 1, 2, 3}) == std::vector<int64_t>{1, 3}));
  // Taken over by a worker with heartbeats, then by one without.
  update(*storage, study, {hone::SetTrialSystemAttr{2, "hone:owner", me}});
  BOOST_TEST((silent({0, 1, 2, 3}) == std::vector<int64_t>{1, 2, 3}));
  update(*other, study, {hone::SetTrialSystemAttr{2, "hone:owner", me}});
  BOOST_TEST((silent({0, 1, 2, 3}) == std::vector<int64_t>{1, 3}));
}

BOOST_AUTO_TEST_CASE(a_far_workers_trial_is_retried_so_many_times_and_counts_once) {
  const Database database;
  const std::string name = Database::name("s");
  const auto options = [&] {
    return hone::StudyOptions()
        .storage(database.open())
        .study_name(name)
        .sampler(hone::RandomSampler(1))
        .max_attempts(2)
        .heartbeat_interval(std::chrono::hours(1));
  };
  hone::Study study(options());
  study.enqueue_trial({{"x", 0.25}});
  const auto storage = database.open();
  const int64_t id = storage->open_study(name, {});
  for (int64_t number = 0; number < 3; ++number) {
    hone_test::Child worker([&] {
      hone::Study its(options());
      hone::Trial trial = its.ask();
      if (trial.number() != number || trial.suggest_float("x", 0, 1) != 0.25) return 1;
      trial.report(static_cast<double>(number), number);
      return ::raise(SIGKILL);
    });
    worker.wait();
    // As seen two hours later by another machine, which cannot check the process.
    update(*storage, id, {hone::SetTrialSystemAttr{number, "hone:owner", hone_test::kFarWorker}});
    BOOST_TEST(study.trials().size() == static_cast<size_t>(number + 1));
    database.run("UPDATE trial_heartbeats SET heartbeat = '2020-01-01 00:00:00'");
  }
  study.optimize([](hone::Trial& trial) { return trial.suggest_float("x", 0.5, 1); },
                 hone::OptimizeOptions().total_trials(3));
  const std::vector<hone::FrozenTrial> trials = study.trials();
  BOOST_TEST_REQUIRE(trials.size() == 5u);
  for (size_t i = 0; i < trials.size(); ++i) {
    BOOST_TEST((trials[i].state == (i < 3 ? TrialState::fail : TrialState::complete)));
    if (i < 3) BOOST_TEST(trials[i].param<double>("x") == 0.25);
    if (i < 3) BOOST_TEST(trials[i].intermediate_values.size() == i + 1);
  }
}

BOOST_AUTO_TEST_CASE(a_deleted_study_leaves_no_row_and_its_name_is_free) {
  const Database database;
  const std::string name = Database::name("s"), other = Database::name("s");
  const auto fill = [&](const std::string& which) {
    hone::Study study(hone::StudyOptions().storage(database.open()).study_name(which));
    study.set_user_attr("a", 1);
    hone::Trial trial = study.ask();
    trial.report(trial.suggest_float("x", 0, 1), 0);
    trial.set_user_attr("a", 1);
    study.tell(trial, 1);
  };
  const auto count = [&] {
    int64_t rows = 0;
    const auto connection =
        hone::detail::connector(hone::detail::DatabaseUrl::parse(database.url()), {}).open();
    for (const char* table :
         {"studies", "study_directions", "study_user_attributes", "study_system_attributes",
          "trials", "trial_user_attributes", "trial_system_attributes", "trial_params",
          "trial_values", "trial_intermediate_values", "trial_heartbeats"})
      rows += connection->count({std::string("SELECT count(*) FROM ") + table});
    return rows;
  };
  fill(other);
  const int64_t before = count();
  fill(name);
  BOOST_TEST(count() > before + 8);
  const auto storage = database.open(), watcher = database.open();
  const int64_t id = watcher->open_study(name, {});
  storage->delete_study(name);
  BOOST_TEST(count() == before);
  BOOST_CHECK_EXCEPTION(watcher->read(id, [](const StudyRecord&) {}), hone::StorageError,
                        [](const hone::StorageError& error) {
                          return std::string(error.what()).find("was deleted") != std::string::npos;
                        });
  BOOST_CHECK_EXCEPTION(storage->delete_study(name), hone::StorageError,
                        [&](const hone::StorageError& error) {
                          return std::string(error.what()).find(name) != std::string::npos;
                        });
  storage->read(storage->open_study(name, {}),
                [](const StudyRecord& record) { BOOST_TEST(record.trials.empty()); });
}

// SQLite reuses the id of a deleted study or trial.

BOOST_AUTO_TEST_CASE(a_study_made_anew_by_who_deleted_it_is_empty_and_the_old_one_stays_gone) {
  const Database database;
  const std::string name = Database::name("net");
  const auto storage = database.open();
  hone::Study old = open_in(storage, name);
  run(old, 3);
  hone::Trial running = old.ask();
  storage->delete_study(name);
  BOOST_TEST(finds_it_deleted([&] { run(old, 1); }));
  BOOST_TEST(finds_it_deleted([&] { running.report(1, 0); }));
  hone::Study anew = open_in(storage, name);
  BOOST_TEST(anew.trials().empty());
  hone::Trial first = anew.ask();
  BOOST_TEST(first.number() == 0);
  BOOST_TEST(finds_it_deleted([&] { running.report(1, 1); }));
  BOOST_TEST(finds_it_deleted([&] { old.tell(running, 1); }));
  BOOST_TEST(finds_it_deleted([&] { run(old, 1); }));
  BOOST_TEST(finds_it_deleted([&] { old.trials(); }));
  anew.tell(first, 1);
  run(anew, 2);
  BOOST_TEST(anew.trials().size() == 3u);
  BOOST_TEST(anew.trials().at(0).intermediate_values.empty());
  BOOST_TEST(trials_in(database, name) == 3u);
}

BOOST_AUTO_TEST_CASE(a_forked_child_works_on_a_study_made_anew) {
  const Database database;
  const std::string name = Database::name("net");
  const auto storage = database.open();
  hone::Study old = open_in(storage, name);
  run(old, 2);
  storage->delete_study(name);
  hone::Study anew = open_in(storage, name);
  hone_test::Child child([&] { return run(anew, 3), 0; });
  BOOST_TEST(child.wait() == 0);
  BOOST_TEST(anew.trials().size() == 3u);
  BOOST_TEST(trials_in(database, name) == 3u);
}

BOOST_AUTO_TEST_CASE(a_deleted_study_gets_no_more_rows_from_who_has_it_open) {
  const Database database;
  const std::string name = Database::name("net");
  const auto storage = database.open();
  hone::Study study = open_in(storage, name);
  run(study, 2);
  const int64_t trials = rows(database, "trials");
  storage->delete_study(name);
  BOOST_TEST(finds_it_deleted([&] { run(study, 1); }));
  BOOST_TEST(finds_it_deleted([&] { study.enqueue_trial({{"x", 0.5}}); }));
  BOOST_TEST(finds_it_deleted([&] { study.set_user_attr("a", 1); }));
  BOOST_TEST(rows(database, "trials") == trials - 2);
}

BOOST_AUTO_TEST_CASE(a_study_that_another_replaced_is_gone_whatever_is_there_in_its_place) {
  for (const bool has_same_name : {false, true}) {
    BOOST_TEST_CONTEXT("the same name " << has_same_name) {
      const Database database;
      const std::string name = Database::name("net"),
                        next = has_same_name ? name : Database::name("other");
      const auto storage = database.open(), others = database.open();
      hone::Study old = open_in(storage, name);
      hone::Trial running = old.ask();
      others->delete_study(name);
      hone::Study theirs = open_in(others, next);
      hone::Trial their_trial = theirs.ask();
      BOOST_TEST(finds_it_deleted([&] { running.report(1, 0); }));
      BOOST_TEST(finds_it_deleted([&] { run(old, 1); }));
      // If opened here too, it is not the deleted study.
      hone::Study ours = open_in(storage, next);
      BOOST_TEST(ours.trials().size() == 1u);
      run(ours, 1);
      BOOST_TEST(finds_it_deleted([&] { run(old, 1); }));
      BOOST_TEST(finds_it_deleted([&] { old.tell(running, 1); }));
      theirs.tell(their_trial, 2);
      BOOST_TEST(ours.trials().size() == 2u);
      BOOST_TEST(ours.trials().at(0).value() == 2);
      BOOST_TEST(ours.trials().at(0).intermediate_values.empty());
      BOOST_TEST(trials_in(database, next) == 2u);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_study_that_another_deleted_is_gone_when_its_place_is_taken_here) {
  const Database database;
  const std::string name = Database::name("net"), next = Database::name("other");
  const auto storage = database.open();
  hone::Study old = open_in(storage, name);
  run(old, 2);
  database.open()->delete_study(name);
  hone::Study ours = open_in(storage, next);
  BOOST_TEST(ours.trials().empty());
  run(ours, 1);
  BOOST_TEST(finds_it_deleted([&] { run(old, 1); }));
  BOOST_TEST(trials_in(database, next) == 1u);
}

BOOST_AUTO_TEST_CASE(a_running_trial_of_a_deleted_study_writes_into_no_other_study) {
  const Database database;
  const std::string name = Database::name("net"), next = Database::name("other");
  const auto storage = database.open();
  hone::Study other = open_in(storage, next), old = open_in(storage, name);
  hone::Trial running = old.ask();
  database.open()->delete_study(name);
  hone::Trial trial = other.ask();
  BOOST_TEST(finds_it_deleted([&] { running.report(1, 0); }));
  BOOST_TEST(finds_it_deleted([&] { old.tell(running, 1); }));
  other.tell(trial, 2);
  BOOST_TEST(other.trials().at(0).value() == 2);
  BOOST_TEST(other.trials().at(0).intermediate_values.empty());
}

BOOST_AUTO_TEST_CASE(a_deleted_study_that_had_no_seed_is_told_from_what_comes_after_it) {
  const Database database;
  const std::string name = Database::name("net");
  const auto storage = database.open();
  const int64_t other = storage->open_study(Database::name("other"), {}),
                old = storage->open_study(name, {});
  update(*storage, old, one_trial());
  database.open()->delete_study(name);
  update(*storage, other, one_trial());
  BOOST_TEST(finds_it_deleted([&] {
    storage->update_trial(
        old, 0,
        [](const StudyRecord&) -> Changes {
          return {hone::SetIntermediateValue{0, 0, 1}};
        },
        Durability::appended);
  }));
  const int64_t lost = storage->open_study(name, {});
  update(*storage, lost, one_trial());
  database.open()->delete_study(name);
  const int64_t anew = storage->open_study(name, {});
  BOOST_TEST(finds_it_deleted([&] { update(*storage, lost, one_trial()); }));
  storage->read(anew, [](const StudyRecord& record) { check_numbers(record, 0); });
  database.open()->read(other, [](const StudyRecord& record) {
    check_numbers(record, 1);
    BOOST_TEST(record.trials.at(0).intermediate_values.empty());
  });
}

BOOST_AUTO_TEST_CASE(a_beat_for_a_deleted_study_leaves_no_row) {
  const Database database;
  const std::string name = Database::name("s");
  const auto storage = database.open();
  const int64_t study = storage->open_study(name, {});
  update(*storage, study, one_trial());
  const int64_t before = rows(database, "trial_heartbeats");
  storage->beat(study, {0});
  BOOST_TEST(rows(database, "trial_heartbeats") == before + 1);
  database.open()->delete_study(name);
  storage->beat(study, {0});
  BOOST_TEST(rows(database, "trial_heartbeats") == before);
}

BOOST_AUTO_TEST_SUITE_END()
