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

/// All that is known of a study: what samplers and pruners decide from, and what every storage
/// keeps in memory.
///
/// Trials stand at their number; a finished trial never changes again, so a reader that remembers
/// how far into `finished` it has come need never look at one twice.
struct StudyRecord {
  std::string name;
  std::vector<Direction> directions;
  Attributes user_attrs;
  Attributes system_attrs;
  std::deque<FrozenTrial> trials;
  std::vector<int64_t> finished;  ///< numbers, in the order in which they finished
  std::set<int64_t> unfinished;   ///< numbers of RUNNING and WAITING trials

  /// The direction of a study with one objective.
  Direction direction() const {
    return directions.empty() ? Direction::minimize : directions.front();
  }

  const FrozenTrial* find_trial(int64_t number) const;
};

/// A new trial; `trial.number` is given by the record. RUNNING unless the state says otherwise.
struct CreateTrial {
  FrozenTrial trial;
};
struct SetParam {
  int64_t number;
  Param param;
};
/// RUNNING takes a WAITING trial up (`time` is its start); complete, pruned and fail finish it
/// (`time` is its end).
struct SetState {
  int64_t number;
  TrialState state;
  std::vector<double> values;
  TimePoint time;
  std::string worker;  ///< who takes it up; unused when it finishes
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

/// One thing that happens to a study: what a storage writes, and replays.
using Change = std::variant<CreateTrial, SetParam, SetState, SetIntermediateValue, SetTrialUserAttr,
                            SetTrialSystemAttr, SetStudyUserAttr, SetStudySystemAttr>;
using Changes = std::vector<Change>;

/// Applies a change to the record. Returns false, and leaves the record alone, where the change has
/// no place any more: its trial is unknown or finished, or already RUNNING when it is to be taken
/// up. (The rules of Optuna's journal.)
bool apply(StudyRecord& record, Change change);

namespace detail {

struct ApplyChange {
  StudyRecord& record;

  FrozenTrial* open_trial(int64_t number) const;

  bool operator()(CreateTrial& change) const;

  bool operator()(SetParam& change) const;

  bool operator()(SetState& change) const;

  bool operator()(SetIntermediateValue& change) const;

  bool operator()(SetTrialUserAttr& change) const;

  bool operator()(SetTrialSystemAttr& change) const;

  bool operator()(SetStudyUserAttr& change) const;

  bool operator()(SetStudySystemAttr& change) const;
};

}  // namespace detail

namespace detail {

const char* name_of(Direction direction);

/// Throws StorageError where a study is opened with other directions than its own.
void check_directions(const StudyRecord& record, const std::vector<Direction>& asked);

}  // namespace detail

bool apply(StudyRecord& record, Change change);

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/impl/study_record.hpp>
#endif
