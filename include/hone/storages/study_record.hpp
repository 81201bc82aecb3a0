// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/frozen_trial.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace hone {
inline namespace v0 {

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

  const FrozenTrial* find_trial(int64_t number) const {
    return number >= 0 && static_cast<uint64_t>(number) < trials.size()
               ? &trials[static_cast<size_t>(number)]
               : nullptr;
  }
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
template <class = void>
bool apply(StudyRecord& record, Change change);

namespace detail {

template <class = void>
struct ApplyChange {
  StudyRecord& record;

  FrozenTrial* open_trial(int64_t number) const {
    auto* trial = const_cast<FrozenTrial*>(record.find_trial(number));
    return trial && !is_finished(trial->state) ? trial : nullptr;
  }

  bool operator()(CreateTrial& change) const {
    change.trial.number = static_cast<int64_t>(record.trials.size());
    if (is_finished(change.trial.state))
      record.finished.push_back(change.trial.number);
    else
      record.unfinished.insert(change.trial.number);
    record.trials.push_back(std::move(change.trial));
    return true;
  }

  bool operator()(SetParam& change) const {
    FrozenTrial* trial = open_trial(change.number);
    if (!trial) return false;
    for (Param& param : trial->params)
      if (param.name == change.param.name) {
        param = std::move(change.param);
        return true;
      }
    // A study's trials mostly have equally many.
    if (trial->params.empty() && trial->number > 0)
      trial->params.reserve(record.find_trial(trial->number - 1)->params.size());
    trial->params.push_back(std::move(change.param));
    return true;
  }

  bool operator()(SetState& change) const {
    FrozenTrial* trial = open_trial(change.number);
    if (!trial || (change.state == TrialState::running && trial->state == TrialState::running))
      return false;
    trial->state = change.state;
    if (!change.values.empty()) trial->values = std::move(change.values);
    if (is_finished(change.state)) {
      trial->datetime_complete = change.time;
      trial->intermediate_values.shrink_to_fit();  // it will be kept for long
      record.unfinished.erase(change.number);
      record.finished.push_back(change.number);
    } else if (change.state == TrialState::running) {
      trial->datetime_start = change.time;
      trial->worker = std::move(change.worker);
    }
    return true;
  }

  bool operator()(SetIntermediateValue& change) const {
    FrozenTrial* trial = open_trial(change.number);
    if (!trial) return false;
    trial->intermediate_values[change.step] = change.value;
    return true;
  }

  bool operator()(SetTrialUserAttr& change) const {
    FrozenTrial* trial = open_trial(change.number);
    if (trial) trial->user_attrs[std::move(change.key)] = std::move(change.value);
    return trial != nullptr;
  }

  bool operator()(SetTrialSystemAttr& change) const {
    FrozenTrial* trial = open_trial(change.number);
    if (trial) trial->system_attrs[std::move(change.key)] = std::move(change.value);
    return trial != nullptr;
  }

  bool operator()(SetStudyUserAttr& change) const {
    record.user_attrs[std::move(change.key)] = std::move(change.value);
    return true;
  }

  bool operator()(SetStudySystemAttr& change) const {
    record.system_attrs[std::move(change.key)] = std::move(change.value);
    return true;
  }
};

}  // namespace detail

namespace detail {

inline const char* name_of(Direction direction) {
  return direction == Direction::minimize   ? "minimize"
         : direction == Direction::maximize ? "maximize"
                                            : "no direction";
}

/// Throws StorageError where a study is opened with other directions than its own.
inline void check_directions(const StudyRecord& record, const std::vector<Direction>& asked) {
  if (asked.empty() || asked == record.directions) return;
  std::string stored, wanted;
  for (Direction direction : record.directions)
    stored += std::string(stored.empty() ? "" : ", ") + name_of(direction);
  for (Direction direction : asked)
    wanted += std::string(wanted.empty() ? "" : ", ") + name_of(direction);
  throw StorageError(
      "hone: study \"" + record.name + "\" has the direction " + stored + ", and was opened with " +
      wanted +
      "; leave the direction unset to take the stored one, or choose another name or directory");
}

}  // namespace detail

template <class T>
bool apply(StudyRecord& record, Change change) {
  return std::visit(detail::ApplyChange<T>{record}, change);
}

}  // namespace v0
}  // namespace hone
