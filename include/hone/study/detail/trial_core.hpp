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

/// What a Study and its Trials share.
struct StudyCore {
  std::shared_ptr<Storage> storage;
  int64_t id = 0;
  std::string name;
  std::vector<Direction> directions;
  std::string directory;  // absolute; empty where the study keeps no files
  std::shared_ptr<Sampler> sampler;
  std::shared_ptr<Pruner> pruner;
  int64_t max_attempts = 3;
  std::shared_ptr<Heartbeat> heartbeat;  // null where the study has none

  std::mutex search;                                                 // guards what follows
  std::map<std::string, std::shared_ptr<const Distribution>> kinds;  // by parameter, first seen

  std::atomic<int> live_trials{0};
};

/// Throws where the study has several objectives, and `what` is for one.
void require_single_objective(const StudyCore& study, const std::string& what);

/// Why a trial FAILed, where its value was NaN.
inline constexpr const char* kValueWasNan = "the value was NaN";

/// The distribution of `name` that the study saw first; nullptr where it saw none. Throws where
/// that is another kind than `distribution`.
std::shared_ptr<const Distribution> known_kind(const StudyCore& study, const StudyRecord& record,
                                               const std::string& name,
                                               const Distribution& distribution);

/// What the handles on one trial share.
struct TrialCore {
  TrialCore(std::shared_ptr<StudyCore> its_study, const FrozenTrial& trial, Params its_fixed,
            std::string its_worker = worker_name());
  ~TrialCore() { end(); }
  TrialCore(const TrialCore&) = delete;
  TrialCore& operator=(const TrialCore&) = delete;

  const std::shared_ptr<StudyCore> study;
  const int64_t number;
  const std::string worker;  // the process that holds it: not a child of a later fork
  std::vector<Param> params;
  Params fixed;  // what enqueue_trial asked for
  std::set<int64_t> reported;
  bool is_proposed = false;  // whether the sampler was asked for what it chooses together
  Proposal proposal;
  Next answer = Next::proceed;
  std::vector<std::function<void()>> before_end;  // what hooks still have to do
  std::string device = "cpu";
  bool told = false;

  /// Lets hooks finish what they do in the background. The first exception goes on, once.
  void settle();
  void settle_quietly() noexcept;

  /// The handles are spent: the trial was told, or let go of.
  void end();

  bool held_here() const { return !told && worker == worker_name(); }

  /// The trial's record, which must still be this process's to change.
  const FrozenTrial& held(const StudyRecord& record) const;

  void write(const Changes& changes, Durability durability = Durability::appended) const;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/study/detail/impl/trial_core.hpp>
#endif
