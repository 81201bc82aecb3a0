// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/step_values.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/value.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE const FrozenTrial* StudyRecord::find_trial(int64_t number) const {
  return number >= 0 && static_cast<uint64_t>(number) < trials.size()
             ? &trials[static_cast<size_t>(number)]
             : nullptr;
}

namespace detail {

/// Applies one kind of change each; see `apply`.
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

HONE_INLINE FrozenTrial* ApplyChange::open_trial(int64_t number) const {
  auto* trial = const_cast<FrozenTrial*>(record.find_trial(number));
  return trial && !is_finished(trial->state) ? trial : nullptr;
}

HONE_INLINE bool ApplyChange::operator()(CreateTrial& change) const {
  change.trial.number = static_cast<int64_t>(record.trials.size());
  if (is_finished(change.trial.state))
    record.finished.push_back(change.trial.number);
  else
    record.unfinished.insert(change.trial.number);
  record.trials.push_back(std::move(change.trial));
  return true;
}

HONE_INLINE bool ApplyChange::operator()(SetParam& change) const {
  FrozenTrial* trial = open_trial(change.number);
  if (!trial) return false;
  for (Param& param : trial->params)
    if (param.name == change.param.name) {
      param = std::move(change.param);
      return true;
    }
  // Trials of a study mostly have the same number of parameters.
  if (trial->params.empty() && trial->number > 0)
    trial->params.reserve(record.find_trial(trial->number - 1)->params.size());
  trial->params.push_back(std::move(change.param));
  return true;
}

HONE_INLINE bool ApplyChange::operator()(SetState& change) const {
  FrozenTrial* trial = open_trial(change.number);
  if (!trial || (change.state == TrialState::running && trial->state == TrialState::running))
    return false;
  trial->state = change.state;
  if (!change.values.empty()) trial->values = std::move(change.values);
  if (is_finished(change.state)) {
    trial->datetime_complete = change.time;
    trial->intermediate_values.shrink_to_fit();  // finished trials are kept for long
    record.unfinished.erase(change.number);
    record.finished.push_back(change.number);
  } else if (change.state == TrialState::running) {
    trial->datetime_start = change.time;
    trial->worker = std::move(change.worker);
  }
  return true;
}

HONE_INLINE bool ApplyChange::operator()(SetIntermediateValue& change) const {
  FrozenTrial* trial = open_trial(change.number);
  if (!trial) return false;
  trial->intermediate_values[change.step] = change.value;
  return true;
}

HONE_INLINE bool ApplyChange::operator()(SetTrialUserAttr& change) const {
  FrozenTrial* trial = open_trial(change.number);
  if (trial) trial->user_attrs[std::move(change.key)] = std::move(change.value);
  return trial != nullptr;
}

HONE_INLINE bool ApplyChange::operator()(SetTrialSystemAttr& change) const {
  FrozenTrial* trial = open_trial(change.number);
  if (trial) trial->system_attrs[std::move(change.key)] = std::move(change.value);
  return trial != nullptr;
}

HONE_INLINE bool ApplyChange::operator()(SetStudyUserAttr& change) const {
  record.user_attrs[std::move(change.key)] = std::move(change.value);
  return true;
}

HONE_INLINE bool ApplyChange::operator()(SetStudySystemAttr& change) const {
  record.system_attrs[std::move(change.key)] = std::move(change.value);
  return true;
}

HONE_INLINE const char* name_of(Direction direction) {
  return direction == Direction::minimize   ? "minimize"
         : direction == Direction::maximize ? "maximize"
                                            : "no direction";
}

HONE_INLINE void check_directions(const StudyRecord& record, const std::vector<Direction>& asked) {
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

HONE_INLINE bool apply(StudyRecord& record, Change change) {
  return std::visit(detail::ApplyChange{record}, change);
}

}  // namespace HONE_ABI
}  // namespace hone
