// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/records/detail/finished_cursor.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

BOOST_AUTO_TEST_SUITE(finished_cursor)

using hone::StudyRecord;
using hone::detail::FinishedCursor;

namespace {

void add(StudyRecord& study, double value, hone::TrialState state = hone::TrialState::complete) {
  hone::CreateTrial created;
  created.trial.state = state;
  created.trial.values = {value};
  hone::apply(study, created);
}

std::vector<int64_t> read(FinishedCursor& cursor, const StudyRecord& study) {
  std::vector<int64_t> numbers;
  while (const hone::FrozenTrial* trial = cursor.next(study)) numbers.push_back(trial->number);
  return numbers;
}

using Numbers = std::vector<int64_t>;

}  // namespace

BOOST_AUTO_TEST_CASE(each_finished_trial_is_read_once_in_the_order_of_finishing) {
  StudyRecord study;
  FinishedCursor cursor;
  add(study, 1, hone::TrialState::running);
  add(study, 2);
  BOOST_TEST(read(cursor, study) == Numbers{1});
  BOOST_TEST(read(cursor, study).empty());
  add(study, 3);
  hone::apply(study, hone::SetState{0, hone::TrialState::fail, {}, {}, ""});
  BOOST_TEST(cursor.follows(study));
  BOOST_TEST(read(cursor, study) == (Numbers{2, 0}));
}

BOOST_AUTO_TEST_CASE(a_copy_of_a_study_is_the_study) {
  StudyRecord study;
  add(study, 1);
  FinishedCursor cursor;
  read(cursor, study);
  StudyRecord copy = study;
  add(copy, std::numeric_limits<double>::quiet_NaN());
  BOOST_TEST(cursor.follows(copy));
  read(cursor, copy);
  BOOST_TEST(cursor.follows(copy));
  BOOST_TEST(!cursor.follows(study));  // it lacks a trial that was already read
}

BOOST_AUTO_TEST_CASE(another_study_is_found_out) {
  StudyRecord study;
  study.name = "one";
  add(study, 1);
  add(study, 2);
  FinishedCursor cursor;
  BOOST_TEST(cursor.follows(study));
  read(cursor, study);

  StudyRecord other = study;
  other.name = "other";
  BOOST_TEST(!cursor.follows(other));
  other = study;
  other.trials[1].values = {3.0};
  BOOST_TEST(!cursor.follows(other));
  other = study;
  other.trials[1].datetime_complete = hone::TimePoint(std::chrono::seconds(1));
  BOOST_TEST(!cursor.follows(other));
  other = study;
  other.trials[1].params.push_back(
      {"x", std::make_shared<const hone::Distribution>(hone::FloatDistribution{0, 1}), 0.5});
  BOOST_TEST(!cursor.follows(other));
  other = study;
  other.finished = {1, 0};
  BOOST_TEST(!cursor.follows(other));
  BOOST_TEST(!cursor.follows(StudyRecord()));
  BOOST_TEST(cursor.follows(study));
}

BOOST_AUTO_TEST_SUITE_END()
