// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/records/study_record.hpp>
#include <hone/storages/memory.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

BOOST_AUTO_TEST_SUITE(study_record)

BOOST_AUTO_TEST_CASE(trials_are_numbered_in_order_and_finish_once) {
  hone::StudyRecord record;
  BOOST_TEST(hone::apply(record, hone::CreateTrial{}));
  BOOST_TEST(hone::apply(record, hone::CreateTrial{}));
  BOOST_TEST(record.trials[1].number == 1);
  BOOST_TEST(record.unfinished.size() == 2u);
  BOOST_TEST(hone::apply(record, hone::SetState{1, hone::TrialState::complete, {2.0}, {}, {}}));
  BOOST_TEST(!hone::apply(record, hone::SetState{1, hone::TrialState::fail, {}, {}, {}}));
  BOOST_TEST(record.trials[1].value() == 2.0);
  BOOST_TEST((record.finished == std::vector<int64_t>{1}));
  BOOST_TEST((record.unfinished == std::set<int64_t>{0}));
}

BOOST_AUTO_TEST_CASE(a_finished_or_unknown_trial_is_left_alone) {
  hone::StudyRecord record;
  hone::apply(record, hone::CreateTrial{});
  hone::apply(record, hone::SetState{0, hone::TrialState::complete, {2.0}, {}, {}});
  for (const int64_t number : {int64_t{0}, int64_t{1}, int64_t{-1}}) {
    BOOST_TEST(!hone::apply(record, hone::SetIntermediateValue{number, 1, 0.5}));
    BOOST_TEST(!hone::apply(record, hone::SetTrialUserAttr{number, "a", 1}));
    BOOST_TEST(!hone::apply(record, hone::SetTrialSystemAttr{number, "a", 1}));
    BOOST_TEST(!hone::apply(record, hone::SetParam{number, {}}));
  }
  BOOST_TEST(record.trials[0].intermediate_values.empty());
}

BOOST_AUTO_TEST_CASE(a_waiting_trial_is_taken_up_once) {
  hone::StudyRecord record;
  hone::CreateTrial create;
  create.trial.state = hone::TrialState::waiting;
  hone::apply(record, create);
  BOOST_TEST(hone::apply(record, hone::SetState{0, hone::TrialState::running, {}, {}, "first"}));
  BOOST_TEST(!hone::apply(record, hone::SetState{0, hone::TrialState::running, {}, {}, "second"}));
  BOOST_TEST(record.trials[0].worker == "first");
}

BOOST_AUTO_TEST_CASE(a_parameter_set_again_keeps_its_place) {
  hone::StudyRecord record;
  hone::apply(record, hone::CreateTrial{});
  const auto range = std::make_shared<const hone::Distribution>(hone::FloatDistribution{0, 1});
  hone::apply(record, hone::SetParam{0, {"a", range, 0.1}});
  hone::apply(record, hone::SetParam{0, {"b", range, 0.2}});
  hone::apply(record, hone::SetParam{0, {"a", range, 0.3}});
  BOOST_TEST(record.trials[0].params.size() == 2u);
  BOOST_TEST(record.trials[0].param<double>("a") == 0.3);
  BOOST_CHECK_THROW(record.trials[0].param<double>("c"), hone::ArgumentError);
}

BOOST_AUTO_TEST_CASE(better_means_the_direction_and_nan_is_never_better) {
  using hone::Direction;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  BOOST_TEST(hone::is_better(1, 2, Direction::minimize));
  BOOST_TEST(!hone::is_better(1, 2, Direction::maximize));
  BOOST_TEST(!hone::is_better(1, 1, Direction::maximize));
  BOOST_TEST(!hone::is_better(nan, infinity, Direction::minimize));
  BOOST_TEST(hone::is_better(infinity, nan, Direction::minimize));
  BOOST_TEST(!hone::is_better(nan, nan, Direction::minimize));
}

BOOST_AUTO_TEST_CASE(memory_keeps_studies_apart_by_name) {
  hone::MemoryStorage storage;
  const int64_t a = storage.open_study("a", {});
  const int64_t b = storage.open_study("b", {hone::Direction::maximize});
  BOOST_TEST(a != b);
  BOOST_TEST(storage.open_study("a", {}) == a);
  BOOST_TEST(storage.open_study("b", {}) == b);
  BOOST_CHECK_EXCEPTION(storage.open_study("b", {hone::Direction::minimize}), hone::StorageError,
                        [](const hone::StorageError& error) {
                          const std::string what = error.what();
                          return what.find("\"b\"") != std::string::npos &&
                                 what.find("maximize") != std::string::npos;
                        });
  storage.update(
      b, [](const hone::StudyRecord&) { return hone::Changes{hone::CreateTrial{}}; },
      hone::Durability::durable);
  storage.read(a, [](const hone::StudyRecord& record) { BOOST_TEST(record.trials.empty()); });
  storage.read(b, [](const hone::StudyRecord& record) { BOOST_TEST(record.trials.size() == 1u); });
}

BOOST_AUTO_TEST_CASE(what_a_decision_throws_goes_through_with_nothing_changed) {
  hone::MemoryStorage storage;
  const int64_t id = storage.open_study("a", {});
  BOOST_CHECK_THROW(
      storage.update(
          id, [](const hone::StudyRecord&) -> hone::Changes { throw std::runtime_error("no"); },
          hone::Durability::appended),
      std::runtime_error);
  storage.read(id, [](const hone::StudyRecord& record) { BOOST_TEST(record.trials.empty()); });
}

BOOST_AUTO_TEST_SUITE_END()
