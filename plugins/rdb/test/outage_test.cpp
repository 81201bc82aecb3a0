// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/rdb/detail/connection.hpp>
#include <hone/rdb/detail/session.hpp>
#include <hone/rdb/detail/storage.hpp>
#include <hone/rdb/detail/study_writer.hpp>
#include <hone/study.hpp>

#include <boost/test/unit_test.hpp>

#include "database.hpp"
#include "test/child.hpp"
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using hone::Durability;
using hone::TrialState;
using hone::detail::Connection;
using hone::detail::OnRow;
using hone::detail::SqlError;
using hone::detail::Statement;

BOOST_AUTO_TEST_SUITE(rdb_outage)

namespace {

/// When a connection is lost.
struct Outage {
  int after = -1;            // how many calls still succeed; -1: all
  bool answer_only = false;  // the failing call is executed, but its answer is lost
  int closed_for = 0;        // how many attempts to connect fail afterwards
  bool conflict = false;     // a conflict with another writer instead
  bool at_commit = false;    // only commits count
  int calls = 0;

  /// Returns whether this call fails.
  bool fails(bool is_commit) {
    ++calls;
    if (at_commit && !is_commit) return false;
    return after >= 0 && after-- == 0;
  }
  void open() {
    if (closed_for > 0 && closed_for--) lose();
  }
  [[noreturn]] void lose() const {
    throw SqlError(conflict ? SqlError::Kind::conflict : SqlError::Kind::away, "hone: it is gone");
  }
};

class FlakyConnection final : public Connection {
 public:
  FlakyConnection(std::unique_ptr<Connection> inner, Outage& outage)
      : inner_(std::move(inner)), outage_(outage) {}

  const hone::detail::SqlDialect& dialect() const override { return inner_->dialect(); }
  void run(const Statement& statement, OnRow on_row) override {
    call([&] { inner_->run(statement, on_row); });
  }
  void query(const std::string& text, OnRow on_row) override {
    call([&] { inner_->query(text, on_row); });
  }
  int64_t insert(const Statement& statement, const char* id) override {
    int64_t result = 0;
    call([&] { result = inner_->insert(statement, id); });
    return result;
  }
  void begin(Durability durability, const std::vector<std::string>& queries,
             OnRow on_row) override {
    call([&] { inner_->begin(durability, queries, on_row); });
  }
  void commit(const std::vector<Statement>& statements) override {
    call([&] { inner_->commit(statements); }, true);
  }
  void rollback() noexcept override { inner_->rollback(); }

 private:
  template <class F>
  void call(F f, bool is_commit = false) {
    const bool fails = outage_.fails(is_commit);
    if (!fails || outage_.answer_only) f();
    if (fails) outage_.lose();
  }

  std::unique_ptr<Connection> inner_;
  Outage& outage_;
};

std::shared_ptr<hone::Storage> flaky(const hone_test::Database& database, Outage& outage,
                                     const hone::RdbOptions& options) {
  using namespace hone::detail;
  const Connector inner = connector(DatabaseUrl::parse(database.url()), options);
  return std::make_shared<RdbStorage>(Connector{inner.place,
                                                [inner, &outage]() -> std::unique_ptr<Connection> {
                                                  outage.open();
                                                  return std::make_unique<FlakyConnection>(
                                                      inner.open(), outage);
                                                }},
                                      options);
}

/// Connecting to a server is slow, so only every seventh call is tried there.
int stride() { return std::getenv("HONE_RDB_URL") ? 7 : 1; }

/// Runs three trials with everything that a trial can have, and checks what they leave.
int run_study(const hone_test::Database& database, Outage& outage, const Outage& then) {
  const std::string name = hone_test::Database::name("s");
  int calls = 0;
  {
    hone::Study study(hone::StudyOptions()
                          .storage(flaky(database, outage, {}))
                          .study_name(name)
                          .sampler(hone::RandomSampler(3)));
    outage = then;
    study.enqueue_trial({{"x", 0.25}}, {{"why", hone::Json{"{\"\u00e4\": [1, 2.50]}"}}});
    study.set_user_attr("note", "kept");
    for (int64_t number = 0; number < 3; ++number) {
      hone::Trial trial = study.ask();
      BOOST_TEST_REQUIRE(trial.number() == number);
      const double x = trial.suggest_float("x", 0, 1);
      for (int64_t step = 0; step < 2; ++step) {
        trial.report(x, step);
        BOOST_TEST_REQUIRE(!trial.should_prune());
      }
      trial.set_user_attr("x", x);
      study.tell(trial, x);
    }
    calls = outage.calls;
    outage = {};
  }
  const auto storage = database.open();
  storage->read(storage->open_study(name, {}), [](const hone::StudyRecord& record) {
    BOOST_TEST_REQUIRE(record.trials.size() == 3u);
    BOOST_TEST_REQUIRE(record.user_attrs.at("note").as<std::string>() == "kept");
    for (const hone::FrozenTrial& trial : record.trials) {
      BOOST_TEST_REQUIRE((trial.state == TrialState::complete));
      const double x = trial.param<double>("x");
      if (trial.number == 0) BOOST_TEST_REQUIRE(x == 0.25);
      BOOST_TEST_REQUIRE(trial.value() == x);
      BOOST_TEST_REQUIRE(trial.user_attr<double>("x") == x);
      BOOST_TEST_REQUIRE((trial.intermediate_values == std::map<int64_t, double>{{0, x}, {1, x}}));
    }
  });
  return calls;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_connection_that_is_lost_at_any_call_loses_nothing_and_doubles_nothing) {
  const hone_test::Database database;
  Outage outage;
  const int calls = run_study(database, outage, {});
  BOOST_TEST(calls > 50);
  for (const bool answer_only : {false, true})
    for (int call = answer_only; call < calls; call += stride()) {
      BOOST_TEST_CONTEXT("call " << call << (answer_only ? " was done" : " was not done")) {
        Outage then;
        then.after = call;
        then.answer_only = answer_only;
        run_study(database, outage, then);
      }
    }
}

BOOST_AUTO_TEST_CASE(a_conflict_at_any_call_is_tried_again) {
  const hone_test::Database database;
  Outage outage;
  const int calls = run_study(database, outage, {});
  for (int call = 0; call < calls; call += 3 * stride()) {
    BOOST_TEST_CONTEXT("call " << call) {
      Outage then;
      then.after = call;
      then.conflict = true;
      run_study(database, outage, then);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_loop_goes_on_while_the_database_is_away_and_sends_all_of_it_in_order) {
  const hone_test::Database database;
  const std::string name = hone_test::Database::name("s");
  std::vector<std::string> news;
  Outage outage;
  hone::Study study(
      hone::StudyOptions()
          .storage(flaky(database, outage, hone::RdbOptions().on_wait([&](const std::string& text) {
            news.push_back(text);
          })))
          .study_name(name)
          .sampler(hone::RandomSampler(3)));
  hone::Trial trial = study.ask();
  outage.after = 0;
  outage.closed_for = 1 << 20;
  const double x = trial.suggest_float("x", 0, 1);
  for (int64_t step = 0; step < 50; ++step) {
    trial.report(x + static_cast<double>(step), step);
    trial.should_prune();
  }
  trial.set_user_attr("last", 1);
  trial.set_user_attr("last", 2);
  BOOST_TEST(trial.frozen().intermediate_values.size() == 50u);
  BOOST_TEST(news.size() == 1u);
  const auto other = database.open();
  const int64_t id = other->open_study(name, {});
  other->read(id, [](const hone::StudyRecord& record) {
    BOOST_TEST(record.trials.at(0).intermediate_values.empty());
  });
  outage.closed_for = 3;  // attempts of the one call that waits
  study.tell(trial, x);
  other->read(id, [&](const hone::StudyRecord& record) {
    const hone::FrozenTrial& seen = record.trials.at(0);
    BOOST_TEST(seen.intermediate_values.size() == 50u);
    BOOST_TEST(seen.user_attr<int64_t>("last") == 2);
    BOOST_TEST(seen.param<double>("x") == x);
    BOOST_TEST(seen.value() == x);
  });
  BOOST_TEST(news.size() == 3u);
}

/// What is sent while it is unknown whether it was committed, and it was not. Meanwhile another
/// worker works. An id that was never committed may be reused, by SQLite and by servers that
/// crashed.
template <class Theirs, class Ours>
void in_doubt(bool is_same_process, int64_t enqueued, Theirs theirs, Ours ours) {
  const hone_test::Database database;
  Outage outage;
  hone::StudyOptions options;
  options.study_name(hone_test::Database::name("s")).sampler(hone::RandomSampler(3));
  const auto work = [&](const std::shared_ptr<hone::Storage>& storage) {
    hone::Study study(options.storage(storage));
    return theirs(study) ? 0 : 1;
  };
  std::shared_ptr<hone::Storage> storage;
  storage = flaky(database, outage, hone::RdbOptions().on_wait([&](const std::string& news) {
    if (news.find("waiting") == std::string::npos) return;
    if (is_same_process)
      BOOST_TEST(work(storage) == 0);
    else
      BOOST_TEST(hone_test::Child([&] { return work(database.open()); }).wait() == 0);
  }));
  hone::Study study(options.storage(storage));
  for (int64_t i = 0; i < enqueued; ++i) study.enqueue_trial({{"x", static_cast<double>(i)}});
  outage.at_commit = true;
  outage.after = 0;
  outage.closed_for = 1;
  ours(study);
  BOOST_TEST(study.trials().size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_trial_that_a_crash_took_back_is_not_taken_for_another_workers) {
  for (const int64_t enqueued : {0, 2})
    for (const bool is_same_process : {false, true})
      for (const bool is_told : {true, false}) {
        if (!is_same_process && !is_told) continue;  // the child ends, which frees the trial
        BOOST_TEST_CONTEXT("enqueued " << enqueued << ", same process " << is_same_process
                                       << ", told " << is_told) {
          std::optional<hone::Trial> theirs;
          in_doubt(
              is_same_process, enqueued,
              [&](hone::Study& study) {
                theirs.emplace(study.ask());
                if (is_told) study.tell(*theirs, 1);
                return theirs->number() == 0;
              },
              [&](hone::Study& study) {
                hone::Trial trial = study.ask();
                BOOST_TEST_REQUIRE(trial.number() == 1);
                study.tell(trial, 2);
                theirs.reset();  // while its storage still exists
              });
        }
      }
}

BOOST_AUTO_TEST_CASE(an_added_trial_that_a_crash_took_back_is_not_taken_for_another_workers) {
  const auto add = [](hone::Study& study, double x, double value) {
    hone::FrozenTrial trial;
    trial.state = TrialState::complete;
    trial.values = {value};
    trial.params = {hone::make_param("x", hone::FloatDistribution{0, 1}, x)};
    study.add_trial(trial);
  };
  for (const double value : {0.5, 1.0})
    for (const bool is_same_process : {false, true}) {
      BOOST_TEST_CONTEXT("value " << value << ", same process " << is_same_process) {
        in_doubt(
            is_same_process, 0, [&](hone::Study& study) { return add(study, 0.25, 0.5), true; },
            [&](hone::Study& study) {
              add(study, 0.75, value);
              BOOST_TEST(study.trials().back().value() == value);
              BOOST_TEST(study.trials().back().param<double>("x") == 0.75);
            });
      }
    }
}

BOOST_AUTO_TEST_CASE(what_waited_is_dropped_where_somebody_else_took_the_trial_over) {
  const hone_test::Database database;
  const std::string name = hone_test::Database::name("s");
  Outage outage;
  hone::Study study(hone::StudyOptions()
                        .storage(flaky(database, outage, {}))
                        .study_name(name)
                        .sampler(hone::RandomSampler(3)));
  hone::Trial trial = study.ask();
  outage.after = 0;
  outage.closed_for = 1 << 20;
  trial.report(1, 0);
  const auto other = database.open();
  const int64_t id = other->open_study(name, {});
  hone_test::update(*other, id, {hone::SetState{0, TrialState::fail, {}, hone::TimePoint(), {}}});
  outage = {};
  BOOST_CHECK_THROW(study.tell(trial, 1), hone::UpdateFinishedTrialError);
  BOOST_TEST(study.trials().at(0).intermediate_values.empty());
}

BOOST_AUTO_TEST_CASE(what_needs_an_answer_gives_up_and_says_how_long_it_waited_for_what) {
  const hone_test::Database database;
  Outage outage;
  hone::Study study(hone::StudyOptions()
                        .storage(flaky(database, outage,
                                       hone::RdbOptions().patience(std::chrono::milliseconds(1))))
                        .study_name(hone_test::Database::name("s"))
                        .sampler(hone::RandomSampler(3)));
  outage.after = 0;
  outage.closed_for = 1 << 20;
  BOOST_CHECK_EXCEPTION(study.ask(), hone::StorageError, [](const hone::StorageError& error) {
    const std::string what = error.what();
    BOOST_TEST_MESSAGE(what);
    return what.find("waited 0 s to write to the study") != std::string::npos &&
           what.find("it is gone") != std::string::npos;
  });
  outage = {};
  BOOST_TEST(study.ask().number() == 0);
}

BOOST_AUTO_TEST_CASE(a_study_is_deleted_once_where_the_answer_was_lost) {
  const hone_test::Database database;
  const std::string name = hone_test::Database::name("s");
  Outage outage;
  const auto storage = flaky(database, outage, {});
  const int64_t study = storage->open_study(name, {});
  outage.at_commit = outage.answer_only = true;
  outage.after = 0;
  storage->delete_study(name);
  BOOST_TEST(outage.after == -1);
  BOOST_CHECK_THROW(storage->read(study, [](const hone::StudyRecord&) {}), hone::StorageError);
  BOOST_CHECK_THROW(storage->delete_study(name), hone::StorageError);
}

BOOST_AUTO_TEST_CASE(what_waits_for_a_deleted_study_is_dropped) {
  const hone_test::Database database;
  for (const bool by_another : {true, false}) {
    BOOST_TEST_CONTEXT("deleted by another " << by_another) {
      const std::string name = hone_test::Database::name("s");
      Outage outage;
      const auto storage = flaky(database, outage, {});
      const auto open = [&] {
        return hone::Study(
            hone::StudyOptions().storage(storage).study_name(name).sampler(hone::RandomSampler(3)));
      };
      hone::Study old = open();
      hone::Trial trial = old.ask();
      if (by_another) outage.closed_for = 1 << 20, outage.after = 0;
      trial.report(1, 0);
      (by_another ? database.open() : storage)->delete_study(name);
      outage = {};
      if (!by_another) outage.after = 0;  // what may not have survived a crash is sent again
      hone::Study anew = open();
      BOOST_TEST(anew.trials().empty());
      BOOST_CHECK_THROW(trial.report(1, 1), hone::StorageError);
      const hone::Trial next = anew.ask();
      BOOST_TEST(next.number() == 0);
      BOOST_TEST(next.frozen().intermediate_values.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_change_that_waited_and_is_refused_holds_up_no_other) {
  const hone_test::Database database;
  const bool is_sqlite = database.url().find("sqlite") == 0;
  Outage outage;
  hone::Study study(hone::StudyOptions()
                        .storage(flaky(database, outage, {}))
                        .study_name(hone_test::Database::name("s"))
                        .sampler(hone::RandomSampler(3)));
  database.run(is_sqlite
                   ? "CREATE TRIGGER never BEFORE INSERT ON trial_user_attributes WHEN NEW.key = "
                     "'never' BEGIN SELECT RAISE(ABORT, 'never'); END"
                   : "ALTER TABLE trial_user_attributes ADD CONSTRAINT never CHECK (\"key\" <> "
                     "'never')");
  hone::Trial a = study.ask(), b = study.ask();
  outage.after = 0;
  outage.closed_for = 1 << 20;
  for (int64_t step = 0; step < 3; ++step) {
    a.report(1, step);
    a.set_user_attr("never", step);
    b.report(2, step);
  }
  outage = {};
  study.tell(b, 2);
  BOOST_TEST(study.ask().number() == 2);
  a.report(1, 3);
  study.tell(a, 1);
  database.run(is_sqlite ? "DROP TRIGGER never"
                         : "ALTER TABLE trial_user_attributes DROP CONSTRAINT never");
  const std::vector<hone::FrozenTrial> trials = study.trials();
  BOOST_TEST(trials.at(0).value() == 1);
  BOOST_TEST(trials.at(0).user_attrs.empty());
  BOOST_TEST(trials.at(0).intermediate_values.size() == 4u);
  BOOST_TEST(trials.at(1).value() == 2);
  BOOST_TEST(trials.at(1).intermediate_values.size() == 3u);
}

/// Returns whether the change is refused with an error that names it.
bool is_refused_by_name(const hone::Change& change, const hone::detail::SqlLimits& limits,
                        const std::string& name) {
  try {
    hone::detail::StudyWriter::check(change, limits);
  } catch (const hone::ArgumentError& error) {
    BOOST_TEST_MESSAGE(error.what());
    return std::string(error.what()).find(name) != std::string::npos;
  }
  return false;
}

BOOST_AUTO_TEST_CASE(what_the_columns_of_a_dialect_cannot_hold_is_refused_by_name) {
  const hone::detail::SqlLimits small{/*step=*/100, /*text=*/40}, none;
  const hone::Param fits = hone::make_param("lr", hone::FloatDistribution{0, 1}, 0.5);
  hone::CreateTrial create;
  create.trial.intermediate_values[101] = 1;
  const std::vector<std::pair<hone::Change, std::string>> refused = {
      {hone::SetIntermediateValue{0, 101, 1}, "101"},
      {hone::SetIntermediateValue{0, -102, 1}, "-102"},
      {create, "101"},
      {hone::SetTrialUserAttr{0, "curve", std::string(39, 'v')}, "\"curve\""},
      {hone::SetStudyUserAttr{"curve", std::string(39, 'v')}, "\"curve\""},
      {hone::SetParam{0, fits}, "\"lr\""}};
  for (const auto& [change, name] : refused) {
    BOOST_TEST(is_refused_by_name(change, small, name), name);
    BOOST_CHECK_NO_THROW(hone::detail::StudyWriter::check(change, none));
  }
  for (const hone::Change& change :
       {hone::Change(hone::SetIntermediateValue{0, 100, 1}),
        hone::Change(hone::SetIntermediateValue{0, -100, 1}),
        hone::Change(hone::SetTrialUserAttr{0, "curve", std::string(38, 'v')})})
    BOOST_CHECK_NO_THROW(hone::detail::StudyWriter::check(change, small));
}

BOOST_AUTO_TEST_CASE(what_a_database_cannot_hold_is_refused_at_once_while_it_is_away_too) {
  const hone_test::Database database;
  const std::string name = hone_test::Database::name("s");
  Outage outage;
  hone::Study study(hone::StudyOptions()
                        .storage(flaky(database, outage, {}))
                        .study_name(name)
                        .sampler(hone::RandomSampler(3)));
  const bool has_small_steps = database.url().find("sqlite") != 0;
  const bool has_small_texts = database.url().find("mysql") == 0;
  constexpr int64_t kStep = int64_t{1} << 31;
  hone::Trial trial = study.ask();
  for (const bool is_away : {false, true}) {
    outage.after = is_away ? 0 : -1;
    outage.closed_for = is_away ? 1 << 20 : 0;
    const int64_t large = kStep + is_away;
    if (has_small_steps)
      BOOST_CHECK_THROW(trial.report(1, large), hone::ArgumentError);
    else
      trial.report(1, large);
    if (has_small_texts)
      BOOST_CHECK_THROW(trial.set_user_attr("long", std::string(65534, 'v')), hone::ArgumentError);
    else
      trial.set_user_attr("long", std::string(65534, 'v'));
    trial.report(2, kStep - 1);
    trial.set_user_attr("longest", std::string(65533, 'v'));
  }
  outage = {};
  study.tell(trial, 3);
  const auto storage = database.open();
  storage->read(storage->open_study(name, {}), [&](const hone::StudyRecord& record) {
    const hone::FrozenTrial& there = record.trials.at(0);
    BOOST_TEST(there.value() == 3);
    BOOST_TEST(there.intermediate_values.at(kStep - 1) == 2);
    BOOST_TEST(there.intermediate_values.size() == (has_small_steps ? 1u : 3u));
    BOOST_TEST(there.user_attr<std::string>("longest").size() == 65533u);
    BOOST_TEST(there.user_attrs.count("long") == !has_small_texts);
  });
}

BOOST_AUTO_TEST_SUITE_END()
