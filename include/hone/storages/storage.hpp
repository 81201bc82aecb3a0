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

/// What an update must survive once it has returned.
enum class Durability : bool {
  appended,  ///< a crash of this process
  durable,   ///< a power loss
};

/// Interface of storages, which keep studies. There are two basic operations: `read` and `update`
/// of a study's record.
///
///   storage.update(id, [&](const hone::StudyRecord& record) -> hone::Changes {
///     if (record.trials.size() >= 100) return {};
///     return {hone::CreateTrial{}};
///   }, hone::Durability::appended);
///
/// An update is a transaction: the function given to `update` sees the newest record, and no other
/// worker changes it in the meantime. So each decision (to resume a trial, to stop at a total) is
/// made only once per study. The changes are written atomically: all of them or none. The function
/// may be called again if its first changes could not be written.
///
/// All methods are thread-safe. The functions are called one at a time with the storage's lock
/// held, so they must not call the storage and should be brief. Exceptions that they throw are
/// passed on, and nothing is changed.
class Storage {
 public:
  virtual ~Storage() = default;

  /// Returns the study's id. Creates the study if it does not exist, with direction minimize if
  /// `directions` is empty. If it exists, its directions must equal `directions`, unless that is
  /// empty. Throws StorageError.
  virtual int64_t open_study(const std::string& name, const std::vector<Direction>& directions) = 0;

  virtual std::vector<std::string> study_names() = 0;

  /// Deletes the study permanently. Processes that have it open get errors from then on. Throws
  /// StorageError if no study has that name.
  virtual void delete_study(const std::string& name);

  /// Calls `look` with the newest record of the study.
  virtual void read(int64_t study, detail::FunctionRef<void(const StudyRecord&)> look) = 0;

  /// Calls `decide` with the newest record of the study and writes the changes that it returns.
  /// Throws StorageError if they could not be written, with nothing changed. With `durable`, also
  /// throws StorageError if the device failed to make the changes durable; they are then visible to
  /// all processes but may not survive a power loss.
  virtual void update(int64_t study, detail::FunctionRef<Changes(const StudyRecord&)> decide,
                      Durability durability) = 0;

  /// Like `update`, for one trial that the caller holds: the function sees that trial's newest
  /// state, but other trials may be out of date, and its changes concern that trial only. A storage
  /// may lock less than the study for it.
  virtual void update_trial(int64_t study, int64_t number,
                            detail::FunctionRef<Changes(const StudyRecord&)> decide,
                            Durability durability);

  /// Records a heartbeat: this process, the worker of these RUNNING trials, is alive. Called by a
  /// background thread every `StudyOptions::heartbeat_interval` while the process holds any trial;
  /// also called, possibly without trials, before it starts or resumes one. Starting a trial is its
  /// first heartbeat: a storage that keeps heartbeats per trial writes that one together with the
  /// change to RUNNING.
  virtual void beat(int64_t study, const std::vector<int64_t>& numbers) {
    static_cast<void>(study), static_cast<void>(numbers);
  }

  /// Returns those of the trials whose workers have sent heartbeats, but not within the last
  /// `grace`. Uses the storage's own clock if it has one. Empty if the storage keeps no heartbeats.
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
