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

/// The state of a journal: its records applied in order, by the rules of Optuna's own reader.
/// Records that no longer apply (of an unknown or finished trial, of a deleted study, or of a
/// parameter of another kind than before) are ignored. Not thread-safe.
class JournalReplay {
 public:
  struct Study {
    StudyRecord record;
    std::vector<int64_t> trials;  // journal ids by trial number
    bool is_deleted = false;
    // The first trial that has each parameter. Its distribution determines which others are
    // compatible.
    struct First {
      int64_t number;
      std::shared_ptr<const Distribution> distribution;
    };
    std::map<std::string, First, std::less<>> first;
  };

  /// Returns nullptr if the study never existed.
  const Study* find(int64_t study) const;
  /// The id of the study with that name, or -1.
  int64_t find(const std::string& name) const;
  const std::deque<Study>& studies() const { return studies_; }
  /// The id of the next trial, in any study.
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

  std::deque<Study> studies_;  // by id; deleted studies keep their index
  std::vector<Place> trials_;  // by id
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/storages/detail/impl/journal_replay.hpp>
#endif
