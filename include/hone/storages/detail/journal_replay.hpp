// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/storages/detail/journal_record.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// What a journal says, so far: its records applied one after another, by the rules of Optuna's own
/// reader. What has no place (a trial that is unknown or finished, a study that is deleted, a
/// parameter of another kind than before) changes nothing. One thread at a time.
class JournalReplay {
 public:
  struct Study {
    StudyRecord record;
    std::vector<int64_t> trials;  // the id in the journal, by number
    bool is_deleted = false;
    // Of each parameter, the first trial that has it: its distribution says what others may have.
    struct First {
      int64_t number;
      std::shared_ptr<const Distribution> distribution;
    };
    std::map<std::string, First, std::less<>> first;
  };

  /// nullptr where there never was such a study.
  const Study* find(int64_t study) const;
  /// The id of the study of that name, or -1.
  int64_t find(const std::string& name) const;
  const std::deque<Study>& studies() const { return studies_; }
  /// The id that the next trial will have, in whichever study.
  int64_t next_trial() const { return static_cast<int64_t>(trials_.size()); }

  void apply(JournalRecord record);

 private:
  struct Place {
    int64_t study;
    int64_t number;
  };

  Study* living(int64_t id);

  void change_study(int64_t id, Change& change);

  void change_trial(int64_t id, Change& change);

  static void note(Study& study, int64_t number, const Param& param);

  template <class Set>
  static auto address(Set& set, int64_t number) -> decltype(void(set.number)) {
    set.number = number;
  }
  static void address(CreateTrial&, int64_t) {}
  static void address(SetStudyUserAttr&, int64_t) {}
  static void address(SetStudySystemAttr&, int64_t) {}

  std::deque<Study> studies_;  // by id; a deleted one keeps its place
  std::vector<Place> trials_;  // by id
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/storages/detail/impl/journal_replay.hpp>
#endif
