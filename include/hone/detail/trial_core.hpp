// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/heartbeat.hpp>
#include <hone/detail/owner.hpp>
#include <hone/detail/worker.hpp>
#include <hone/next.hpp>
#include <hone/pruners/pruner.hpp>
#include <hone/samplers/sampler.hpp>
#include <hone/storages/storage.hpp>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace hone {
inline namespace v0 {
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
inline void require_single_objective(const StudyCore& study, const std::string& what) {
  if (study.directions.size() != 1)
    throw ArgumentError("hone: " + what + " is for studies with one objective, and study \"" +
                        study.name + "\" has " + std::to_string(study.directions.size()));
}

/// Why a trial FAILed, where its value was NaN.
inline constexpr const char* kValueWasNan = "the value was NaN";

/// What the handles on one trial share.
template <class = void>
struct TrialCoreOf {
  TrialCoreOf(std::shared_ptr<StudyCore> its_study, const FrozenTrial& trial, Params its_fixed,
              std::string its_worker = worker_name())
      : study(std::move(its_study)),
        number(trial.number),
        worker(std::move(its_worker)),
        params(trial.params),
        fixed(std::move(its_fixed)) {
    params.reserve(std::max<size_t>(8, params.size()));  // few trials have more
    for (const auto& report : trial.intermediate_values) reported.insert(report.first);
    if (study->heartbeat && worker == worker_name()) study->heartbeat->hold(number);
    ++study->live_trials;
  }
  ~TrialCoreOf() { end(); }
  TrialCoreOf(const TrialCoreOf&) = delete;
  TrialCoreOf& operator=(const TrialCoreOf&) = delete;

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
  void settle() {
    std::exception_ptr failure;
    for (const auto& finish : std::exchange(before_end, {})) try {
        finish();
      } catch (...) {
        if (!failure) failure = std::current_exception();
      }
    if (failure) std::rethrow_exception(failure);
  }
  void settle_quietly() noexcept {
    try {
      settle();
    } catch (...) {  // the trial counts for nothing, and so do its checkpoints
    }
  }

  /// The handles are spent: the trial was told, or let go of.
  void end() {
    if (told) return;
    told = true;
    --study->live_trials;
    if (study->heartbeat) study->heartbeat->let_go(number);
  }

  bool held_here() const { return !told && worker == worker_name(); }

  /// The trial's record, which must still be this process's to change.
  const FrozenTrial& held(const StudyRecord& record) const {
    const FrozenTrial* trial = record.find_trial(number);
    if (!trial)
      throw StorageError("hone: study \"" + study->name + "\" has no trial " +
                         std::to_string(number) + " any more; was the study deleted?");
    if (is_finished(trial->state)) {
      const auto reason = trial->system_attrs.find("fail_reason");
      const auto* why = reason == trial->system_attrs.end()
                            ? nullptr
                            : std::get_if<std::string>(&reason->second.variant());
      throw UpdateFinishedTrialError("hone: trial " + std::to_string(number) + " of study \"" +
                                     study->name + "\" is finished already" +
                                     (why ? " (" + *why + ")" : "") + "; ask for a new one");
    }
    if (owner_of(*trial) != worker)
      throw UpdateFinishedTrialError("hone: trial " + std::to_string(number) + " of study \"" +
                                     study->name +
                                     "\" was taken over by another worker; ask for a new one");
    return *trial;
  }

  void write(const Changes& changes, Durability durability = Durability::appended) const {
    study->storage->update_trial(
        study->id, number,
        [&](const StudyRecord& record) {
          held(record);
          return changes;  // a storage may ask again
        },
        durability);
  }
};
using TrialCore = TrialCoreOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
