// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/time_point.hpp>
#include <hone/records/value.hpp>

#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// The complete state of a study: the input of samplers and pruners, and what every storage keeps
/// in memory.
///
/// `trials` is indexed by trial number. A finished trial never changes again, so a reader that
/// remembers its position in `finished` reads each one only once.
struct StudyRecord {
  std::string name;
  std::vector<Direction> directions;
  Attributes user_attrs;
  Attributes system_attrs;
  std::deque<FrozenTrial> trials;
  std::vector<int64_t> finished;  ///< trial numbers, in the order of finishing
  std::set<int64_t> unfinished;   ///< trial numbers; RUNNING and WAITING trials

  /// The direction of a study with one objective.
  Direction direction() const {
    return directions.empty() ? Direction::minimize : directions.front();
  }

  const FrozenTrial* find_trial(int64_t number) const;
};

/// Creates a trial; the record sets `trial.number`. RUNNING unless the state says otherwise.
struct CreateTrial {
  FrozenTrial trial;
};
struct SetParam {
  int64_t number;
  Param param;
};
/// RUNNING starts a WAITING trial (`time` is its start); complete, pruned and fail finish it
/// (`time` is its end).
struct SetState {
  int64_t number;
  TrialState state;
  std::vector<double> values;
  TimePoint time;
  std::string worker;  ///< who starts it; unused for other states
};
struct SetIntermediateValue {
  int64_t number;
  int64_t step;
  double value;
};
struct SetTrialUserAttr {
  int64_t number;
  std::string key;
  Value value;
};
struct SetTrialSystemAttr {
  int64_t number;
  std::string key;
  Value value;
};
struct SetStudyUserAttr {
  std::string key;
  Value value;
};
struct SetStudySystemAttr {
  std::string key;
  Value value;
};

/// One change of a study, as written and replayed by storages.
using Change = std::variant<CreateTrial, SetParam, SetState, SetIntermediateValue, SetTrialUserAttr,
                            SetTrialSystemAttr, SetStudyUserAttr, SetStudySystemAttr>;
using Changes = std::vector<Change>;

/// Applies a change to the record. Returns false and leaves the record unchanged if the change no
/// longer applies: its trial is unknown, is finished, or should be started but is already RUNNING.
/// (Same rules as Optuna's journal.)
bool apply(StudyRecord& record, Change change);

namespace detail {

const char* name_of(Direction direction);

/// Throws StorageError if a study is opened with directions other than its own.
void check_directions(const StudyRecord& record, const std::vector<Direction>& asked);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/impl/study_record.hpp>
#endif
