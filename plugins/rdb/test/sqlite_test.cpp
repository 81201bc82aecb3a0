// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/rdb/detail/sqlite.hpp>
#include <hone/study.hpp>

#include <boost/filesystem.hpp>
#include <boost/filesystem/fstream.hpp>
#include <boost/test/unit_test.hpp>

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "database.hpp"
#include "test/child.hpp"
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace fs = boost::filesystem;
using hone::TrialState;

BOOST_AUTO_TEST_SUITE(rdb_sqlite)

namespace {

/// Another program's connection to a file.
class Sqlite {
 public:
  explicit Sqlite(const std::string& path) {
    if (sqlite3_open(path.c_str(), &database_) != SQLITE_OK)
      throw std::runtime_error("sqlite3_open");
  }
  ~Sqlite() { sqlite3_close(database_); }
  Sqlite(const Sqlite&) = delete;
  Sqlite& operator=(const Sqlite&) = delete;

  void run(const std::string& text) {
    if (sqlite3_exec(database_, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
      throw std::runtime_error(sqlite3_errmsg(database_));
  }
  std::string ask(const std::string& text) {
    std::string answer;
    sqlite3_exec(
        database_, text.c_str(),
        [](void* to, int, char** values, char**) {
          *static_cast<std::string*>(to) += values[0] ? values[0] : "NULL";
          return 0;
        },
        &answer, nullptr);
    return answer;
  }

 private:
  sqlite3* database_ = nullptr;
};

std::string refusal(const std::string& path) {
  try {
    hone::rdb("sqlite:///" + path);
  } catch (const hone::StorageError& error) {
    return error.what();
  }
  return "it was opened";
}

hone::StudyOptions options(const std::string& path, const hone::RdbOptions& rdb = {}) {
  return hone::StudyOptions()
      .storage(hone::rdb("sqlite:///" + path, rdb))
      .study_name("net")
      .sampler(hone::RandomSampler(1));
}

}  // namespace

BOOST_AUTO_TEST_CASE(rows_are_as_optuna_writes_them) {
  const hone_test::TemporaryDirectory directory;
  const std::string path = directory / "a.db";
  hone::Study study(options(path).direction(hone::Direction::maximize));
  study.enqueue_trial({{"opt", "b\u00e9"}, {"x", 0.5}, {"n", 3}});
  hone::Trial trial = study.ask();
  trial.suggest_categorical("opt", {"a", "b\u00e9"});
  trial.suggest_float("x", 0, 1);
  trial.suggest_int("n", 1, 8);
  trial.report(NAN, 0);
  trial.set_user_attr("list", hone::Json{R"({"a":[1,2.0,"é"]})"});
  study.tell(trial, INFINITY);
  Sqlite sqlite(path);
  BOOST_TEST(sqlite.ask("SELECT version_num FROM alembic_version") == "v3.2.0.a");
  BOOST_TEST(sqlite.ask("SELECT schema_version FROM version_info") == "12");
  BOOST_TEST(sqlite.ask("SELECT direction || objective FROM study_directions") == "MAXIMIZE0");
  BOOST_TEST(sqlite.ask("SELECT number || state FROM trials") == "0COMPLETE");
  BOOST_TEST(sqlite.ask("SELECT length(datetime_start) FROM trials") == "26");
  BOOST_TEST(
      sqlite.ask("SELECT param_value || distribution_json FROM trial_params ORDER BY "
                 "param_id") ==
      R"(1.0{"name": "CategoricalDistribution", "attributes": {"choices": ["a", "b\u00e9"]}})"
      R"(0.5{"name": "FloatDistribution", "attributes": {"step": null, "low": 0.0, "high": 1.0, "log": false}})"
      R"(3.0{"name": "IntDistribution", "attributes": {"log": false, "step": 1, "low": 1, "high": 8}})");
  BOOST_TEST(sqlite.ask("SELECT intermediate_value_type || (intermediate_value IS NULL) FROM "
                        "trial_intermediate_values") == "NAN1");
  BOOST_TEST(sqlite.ask("SELECT value_type || (value IS NULL) FROM trial_values") == "INF_POS1");
  BOOST_TEST(sqlite.ask("SELECT value_json FROM trial_user_attributes") ==
             R"({"a": [1, 2.0, "\u00e9"]})");
}

BOOST_AUTO_TEST_CASE(tables_of_another_version_are_refused_with_what_to_run) {
  const hone_test::TemporaryDirectory directory;
  const std::string path = directory / "a.db";
  hone::rdb("sqlite:///" + path);
  Sqlite(path).run("UPDATE alembic_version SET version_num = 'v3.0.0.d'");
  const std::string why = refusal(path);
  for (const char* word : {"v3.0.0.d", "v3.2.0.a", "optuna storage upgrade", "a.db"})
    BOOST_TEST(why.find(word) != std::string::npos, why);
  BOOST_TEST(Sqlite(path).ask("SELECT version_num FROM alembic_version") == "v3.0.0.d");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_database_or_cannot_be_made_is_refused_by_name) {
  const hone_test::TemporaryDirectory directory;
  fs::ofstream(directory / "text.db") << std::string(5000, 'x');
  BOOST_TEST(refusal(directory / "text.db").find("text.db") != std::string::npos);
  BOOST_TEST(refusal(directory / "nowhere/a.db").find("is there such a directory") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_that_may_only_be_read_can_be_read) {
  const hone_test::TemporaryDirectory directory;
  const std::string path = directory / "a.db";
  {
    hone::Study study(options(path));
    study.optimize([](hone::Trial& trial) { return trial.suggest_float("x", 0, 1); }, 3);
    Sqlite(path).run("PRAGMA wal_checkpoint(TRUNCATE)");
  }
  Sqlite(path).run("PRAGMA journal_mode = DELETE");
  ::chmod(path.c_str(), 0444);
  ::chmod(directory.string().c_str(), 0555);
  hone_test::Child reader([&] {
    if (::geteuid() == 0 && ::setuid(65534) != 0) return 1;
    const auto storage = hone::rdb("sqlite:///" + path);
    const int64_t study = storage->open_study("net", {});
    size_t trials = 0;
    storage->read(study, [&](const hone::StudyRecord& record) { trials = record.trials.size(); });
    if (trials != 3) return 2;
    try {
      hone_test::update(*storage, study, {hone::SetStudyUserAttr{"a", 1}});
    } catch (const hone::StorageError& error) {
      return std::string(error.what()).find("check the permissions") == std::string::npos ? 3 : 0;
    }
    return 4;
  });
  BOOST_TEST(reader.wait() == 0);
  ::chmod(directory.string().c_str(), 0755);
}

BOOST_AUTO_TEST_CASE(a_relative_name_stays_where_the_program_stood) {
  const hone_test::TemporaryDirectory directory;
  const fs::path before = fs::current_path();
  fs::current_path(directory.path());
  const auto storage = hone::rdb("sqlite:///a.db");
  fs::current_path(before);
  storage->open_study("s", {});
  BOOST_TEST(Sqlite(directory / "a.db").ask("SELECT study_name FROM studies") == "s");
}

BOOST_AUTO_TEST_CASE(while_the_database_is_locked_reports_wait_and_a_trials_end_gives_up) {
  const hone_test::TemporaryDirectory directory;
  const std::string path = directory / "a.db";
  std::vector<std::string> news;
  hone::Study study(
      options(path, hone::RdbOptions()
                        .patience(std::chrono::milliseconds(50))
                        .on_wait([&](const std::string& text) { news.push_back(text); })));
  hone::Trial trial = study.ask();
  Sqlite other(path);
  other.run("BEGIN IMMEDIATE");
  const double x = trial.suggest_float("x", 0, 1);
  for (int64_t step = 0; step < 3; ++step) trial.report(x, step);
  BOOST_TEST(!trial.should_prune());
  BOOST_TEST(news.size() == 1u);
  BOOST_TEST(news.at(0).find("locked") != std::string::npos, news.at(0));
  BOOST_CHECK_EXCEPTION(study.tell(trial, x), hone::StorageError,
                        [](const hone::StorageError& error) {
                          const std::string what = error.what();
                          BOOST_TEST_MESSAGE(what);
                          return what.find("waited") != std::string::npos &&
                                 what.find("a trial's end") != std::string::npos;
                        });
  BOOST_TEST(other.ask("SELECT count(*) FROM trial_intermediate_values") == "0");
  other.run("COMMIT");
  study.tell(trial, x);
  BOOST_TEST(other.ask("SELECT group_concat(step) FROM trial_intermediate_values") == "0,1,2");
  BOOST_TEST(other.ask("SELECT count(*) FROM trial_params") == "1");
  BOOST_TEST(other.ask("SELECT state FROM trials") == "COMPLETE");
  BOOST_TEST(news.size() == 3u);
  BOOST_TEST(news.back().find("is back") != std::string::npos, news.back());
}

BOOST_AUTO_TEST_CASE(a_change_that_waited_and_is_refused_is_dropped_alone_and_said) {
  const hone_test::TemporaryDirectory directory;
  const std::string path = directory / "a.db";
  std::vector<std::string> news;
  hone::Study study(
      options(path, hone::RdbOptions()
                        .patience(std::chrono::milliseconds(50))
                        .on_wait([&](const std::string& text) { news.push_back(text); }))
          .heartbeat_interval(std::chrono::seconds(0)));
  Sqlite other(path);
  other.run(
      "CREATE TRIGGER t BEFORE INSERT ON trial_user_attributes WHEN length(NEW.value_json) > 65535 "
      "BEGIN SELECT RAISE(ABORT, 'Data too long'); END");
  hone::Trial a = study.ask(), b = study.ask();
  other.run("BEGIN IMMEDIATE");
  a.report(1, 0);
  b.report(1, 0);
  a.set_user_attr("big", std::string(70000, 'v'));
  a.report(2, 1);
  a.set_user_attr("small", 1);
  b.report(2, 1);
  BOOST_TEST(a.frozen().user_attrs.count("big") == 1u);  // until the database refuses it
  other.run("COMMIT");
  b.report(3, 2);
  BOOST_TEST(!b.should_prune());
  const auto said = [&](const std::string& text) {
    size_t count = 0;
    for (const std::string& each : news)
      if (each.find(text) != std::string::npos && each.find("hone: ") == 0) ++count;
    return count;
  };
  for (const char* words : {"\"big\"", "trial 0", "\"net\"", "Data too long", "not recorded"})
    BOOST_TEST(said(words) == 1u, words);
  BOOST_TEST(said("5 changes that waited") == 1u);
  BOOST_TEST(
      other.ask("SELECT group_concat(report) FROM (SELECT number || ':' || step AS report FROM "
                "trial_intermediate_values JOIN trials USING (trial_id) ORDER BY "
                "trial_intermediate_value_id)") == "0:0,1:0,0:1,1:1,1:2");
  BOOST_TEST(a.frozen().user_attrs.count("big") == 0u);
  study.tell(b, 1);
  const hone::Trial c = study.ask();
  BOOST_TEST(c.number() == 2);
  a.report(3, 2);
  a.set_user_attr("small", 2);
  study.tell(a, 2);
  const hone::FrozenTrial there = study.trials().at(0);
  BOOST_TEST(there.value() == 2);
  BOOST_TEST(there.user_attr<int64_t>("small") == 2);
  BOOST_TEST(there.user_attrs.count("big") == 0u);
  BOOST_TEST(there.intermediate_values.size() == 3u);
  BOOST_TEST(said("refused") == 1u);
}

BOOST_AUTO_TEST_CASE(what_waited_stays_on_the_list_where_the_database_takes_nothing_at_all) {
  const hone_test::TemporaryDirectory directory;
  const std::string path = directory / "a.db";
  hone::Study study(options(path, hone::RdbOptions().patience(std::chrono::milliseconds(50))));
  hone::Trial trial = study.ask();
  Sqlite other(path);
  other.run("BEGIN IMMEDIATE");
  for (int64_t step = 0; step < 3; ++step) trial.report(1, step);
  other.run("ALTER TABLE trial_intermediate_values RENAME TO away; COMMIT");
  BOOST_CHECK_THROW(study.tell(trial, 1), hone::StorageError);
  other.run("ALTER TABLE away RENAME TO trial_intermediate_values");
  study.tell(trial, 1);
  BOOST_TEST(study.trials().at(0).intermediate_values.size() == 3u);
  BOOST_TEST(other.ask("SELECT group_concat(step) FROM trial_intermediate_values") == "0,1,2");
}

BOOST_AUTO_TEST_CASE(a_full_disk_leaves_nothing_half_written_and_the_study_goes_on_later) {
  const hone_test::TemporaryDirectory directory;
  const std::string path = directory / "a.db";
  using namespace hone::detail;
  const hone::RdbOptions brief = hone::RdbOptions().patience(std::chrono::milliseconds(1));
  const Connector file = connector(DatabaseUrl::parse("sqlite:///" + path), brief);
  { const hone::Study made(options(path)); }
  const Connector small{file.place, [&] {
                          auto connection = file.open();
                          connection->query("PRAGMA max_page_count = 60", ignore);
                          return connection;
                        }};
  size_t told = 0;
  std::string why;
  try {
    hone::Study study(hone::StudyOptions()
                          .storage(std::make_shared<RdbStorage>(small, brief))
                          .study_name("net")
                          .sampler(hone::RandomSampler(1)));
    for (; told < 1000; ++told) {
      hone::Trial trial = study.ask();
      const double x = trial.suggest_float("x", 0, 1);
      for (int64_t step = 0; step < 20; ++step) trial.report(x, step);
      study.tell(trial, x);
    }
  } catch (const hone::StorageError& error) {
    why = error.what();
  }
  BOOST_TEST(why.find("full") != std::string::npos, why);
  BOOST_TEST(why.find("a.db") != std::string::npos, why);
  BOOST_TEST((told > 0 && told < 1000));
  BOOST_TEST(Sqlite(path).ask("PRAGMA integrity_check") == "ok");
  hone::Study study(options(path));
  size_t complete = 0;
  for (const hone::FrozenTrial& trial : study.trials())
    if (trial.state == TrialState::complete) {
      ++complete;
      BOOST_TEST(trial.value() == trial.param<double>("x"));
      BOOST_TEST(trial.intermediate_values.size() == 20u);
    }
  BOOST_TEST(complete == told);
  study.optimize([](hone::Trial& trial) { return trial.suggest_float("x", 0, 1); }, 2);
  BOOST_TEST(study.best_trial().params.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_study_with_another_direction_is_refused_with_both) {
  const hone_test::TemporaryDirectory directory;
  const std::string path = directory / "a.db";
  { const hone::Study made(options(path).direction(hone::Direction::maximize)); }
  BOOST_CHECK_EXCEPTION(hone::Study(options(path).direction(hone::Direction::minimize)),
                        hone::StorageError, [](const hone::StorageError& error) {
                          const std::string what = error.what();
                          return what.find("net") != std::string::npos &&
                                 what.find("maximize") != std::string::npos &&
                                 what.find("minimize") != std::string::npos;
                        });
}

BOOST_AUTO_TEST_SUITE_END()
