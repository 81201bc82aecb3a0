// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/worker.hpp>
#include <hone/pruners/pruner.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/next.hpp>
#include <hone/records/study_record.hpp>
#include <hone/samplers/sampler.hpp>
#include <hone/storages/storage.hpp>
#include <hone/study/detail/heartbeat.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// State that a Study and its Trials share.
struct StudyCore {
  std::shared_ptr<Storage> storage;
  int64_t id = 0;
  std::string name;
  std::vector<Direction> directions;
  std::string directory;  // absolute; empty if the study keeps no files
  std::shared_ptr<Sampler> sampler;
  std::shared_ptr<Pruner> pruner;
  int64_t max_attempts = 3;
  std::shared_ptr<Heartbeat> heartbeat;  // null if the study has none

  std::mutex search;                                                 // guards the next member
  std::map<std::string, std::shared_ptr<const Distribution>> kinds;  // by parameter, first seen

  std::atomic<int> live_trials{0};
};

/// Throws ArgumentError if the study has several objectives; `what` is for one.
void require_single_objective(const StudyCore& study, const std::string& what);

/// The recorded reason of a trial that FAILed because its value was NaN.
inline constexpr const char* kValueWasNan = "the value was NaN";

/// Returns the first distribution that the study saw for `name`; nullptr if there is none. Throws
/// ArgumentError if its kind differs from that of `distribution`.
std::shared_ptr<const Distribution> known_kind(const StudyCore& study, const StudyRecord& record,
                                               const std::string& name,
                                               const Distribution& distribution);

/// State that the handles on one trial share.
struct TrialCore {
  TrialCore(std::shared_ptr<StudyCore> its_study, const FrozenTrial& trial, Params its_fixed,
            std::string its_worker = worker_name());
  ~TrialCore() { end(); }
  TrialCore(const TrialCore&) = delete;
  TrialCore& operator=(const TrialCore&) = delete;

  const std::shared_ptr<StudyCore> study;
  const int64_t number;
  const std::string worker;  // the process that holds it, not a later forked child
  std::vector<Param> params;
  Params fixed;  // the values given to enqueue_trial
  std::set<int64_t> reported;
  bool is_proposed = false;  // whether sample_relative was called
  Proposal proposal;
  Next answer = Next::proceed;
  std::vector<std::function<void()>> before_end;  // what hooks still have to do
  std::string device = "cpu";
  bool told = false;

  /// Lets hooks finish their background work. Throws the first exception, once.
  void settle();
  void settle_quietly() noexcept;

  /// Invalidates the handles: the trial was told or released.
  void end();

  bool held_here() const { return !told && worker == worker_name(); }

  /// Returns the trial's record. Throws if this process may not change it any more.
  const FrozenTrial& held(const StudyRecord& record) const;

  void write(const Changes& changes, Durability durability = Durability::appended) const;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/study/detail/impl/trial_core.hpp>
#endif
