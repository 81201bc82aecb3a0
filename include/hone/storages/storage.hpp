// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/function_ref.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/study_record.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// What an update must survive before it returns.
enum class Durability : bool {
  appended,  ///< the death of this process
  durable,   ///< a power cut
};

/// Where studies are remembered. Two operations do everything: look at a study's record, and change
/// it.
///
///   storage.update(id, [&](const hone::StudyRecord& record) -> hone::Changes {
///     if (record.trials.size() >= 100) return {};
///     return {hone::CreateTrial{}};
///   }, hone::Durability::appended);
///
/// The function given to `update` sees the newest record and no other worker changes it meanwhile,
/// so what it decides (to take up a trial, to count up to a total) is decided once in the whole
/// study. Its changes are written together: all of them or none. It may be called again, where what
/// it decided first could not be written. Any thread may call any method;
/// the functions are called with the storage's lock held, one at a time, so they must not call the
/// storage and ought to be brief. What they throw goes through, with nothing changed.
class Storage {
 public:
  virtual ~Storage() = default;

  /// The study's id. Makes the study where there is none, minimizing where `directions` is empty.
  /// Where there is one, its directions must equal `directions`, if any are given. Throws
  /// StorageError.
  virtual int64_t open_study(const std::string& name, const std::vector<Direction>& directions) = 0;

  virtual std::vector<std::string> study_names() = 0;

  /// Forgets the study, for good. Who has it open finds it gone. Throws StorageError where there is
  /// none of that name.
  virtual void delete_study(const std::string& name);

  /// Calls `look` with the newest record of the study.
  virtual void read(int64_t study, detail::FunctionRef<void(const StudyRecord&)> look) = 0;

  /// Calls `decide` with the newest record of the study and writes the changes that it returns.
  /// Throws StorageError, with nothing changed, where they could not be written; and, after a
  /// change that is in effect for every process but not known to survive a power cut, where
  /// `durable` was asked for and the device refused.
  virtual void update(int64_t study, detail::FunctionRef<Changes(const StudyRecord&)> decide,
                      Durability durability) = 0;

  /// The same for one trial that the caller holds: the function sees the newest of that trial, if
  /// not of all others, and its changes are of that trial alone. A storage that can lock less than
  /// the study for it does.
  virtual void update_trial(int64_t study, int64_t number,
                            detail::FunctionRef<Changes(const StudyRecord&)> decide,
                            Durability durability);

  /// Says that this process, the worker of these RUNNING trials, is alive. Called every
  /// `StudyOptions::heartbeat_interval` while it holds any, by a thread of its own; and, perhaps
  /// with none, before it takes up a trial. To take a trial up is its first beat, so a storage that
  /// keeps them by trial writes that one together with the change that makes it RUNNING.
  virtual void beat(int64_t study, const std::vector<int64_t>& numbers) {
    static_cast<void>(study), static_cast<void>(numbers);
  }

  /// Those of the trials whose workers have beaten before, and not for the last `grace`. By the
  /// storage's own clock, where it has one. None where a storage keeps no heartbeats.
  virtual std::vector<int64_t> silent(int64_t study, const std::vector<int64_t>& numbers,
                                      std::chrono::duration<double> grace);
};

namespace detail {

[[noreturn]] void no_study_to_delete(const std::string& name);

}  // namespace detail

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/storages/impl/storage.hpp>
#endif
