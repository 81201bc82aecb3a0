// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
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
  int after = -1;            // how many calls still come through; -1: all
  bool answer_only = false;  // the call that fails is done, and its answer lost
  int closed_for = 0;        // how many attempts to connect fail afterwards
  bool conflict = false;     // somebody else is in the way, instead
  bool at_commit = false;    // only commits count
  int calls = 0;

  /// Whether this call fails.
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

/// A server takes its time to connect: there, not every call is tried.
int stride() { return std::getenv("HONE_RDB_URL") ? 7 : 1; }

/// Three trials, each with all that a trial can have; what it ought to leave is checked.
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

/// What is sent at a moment when nobody knows whether it arrived, and did not; another worker
/// works meanwhile. An id that was never committed may be given again: by SQLite, and by servers
/// that crashed.
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
        if (!is_same_process && !is_told) continue;  // the child ends, and the trial is free again
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
                theirs.reset();  // while its storage is there
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

BOOST_AUTO_TEST_SUITE_END()
