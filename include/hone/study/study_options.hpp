// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/pruners/pruner.hpp>
#include <hone/records/detail/shared_object.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/samplers/sampler.hpp>
#include <hone/storages/storage.hpp>
#include <hone/study/trial_files.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// How a study is made or opened.
///
///   hone::Study study("runs/fashion", hone::StudyOptions()
///                                         .direction(hone::Direction::maximize)
///                                         .sampler(hone::RandomSampler(7))
///                                         .pruner(hone::MedianPruner()));
///
/// Sampler and pruner are not stored: each program brings its own.
class StudyOptions {
 public:
  /// Which way the objective's value is better. Unset: the stored one; minimize for a new study.
  StudyOptions& direction(Direction direction);

  /// Of a study with several objectives: which way each is better, in the order of what the
  /// objective returns.
  StudyOptions& directions(std::vector<Direction> directions);

  /// Any hone::Sampler, by value or shared. Default: TpeSampler().
  template <class S>
  StudyOptions& sampler(S&& sampler) {
    sampler_ = detail::shared_object<Sampler>(std::forward<S>(sampler));
    return *this;
  }

  /// Any hone::Pruner, by value or shared. Default: MedianPruner().
  template <class P>
  StudyOptions& pruner(P&& pruner) {
    pruner_ = detail::shared_object<Pruner>(std::forward<P>(pruner));
    return *this;
  }

  /// Where records are kept, if not in the study's own directory or in memory.
  StudyOptions& storage(std::shared_ptr<Storage> storage) {
    storage_ = std::move(storage);
    return *this;
  }

  /// The study's name in `storage`. A study directory has its own: the directory's last name.
  StudyOptions& study_name(std::string name) {
    name_ = std::move(name);
    return *this;
  }

  /// Where checkpoints and the best pointer go while records are in `storage`.
  StudyOptions& directory(std::string directory) {
    directory_ = std::move(directory);
    return *this;
  }

  /// What trials that end in this state leave of their checkpoints. Default: COMPLETE ones what may
  /// be used (TrialFiles::best), PRUNED ones nothing, FAILed ones everything, since nobody meant
  /// them to end. The trial that the best pointer names keeps everything, and the one before it
  /// until the pointer moves again. What a trial leaves is decided by whoever tells it, and goes on
  /// record with its end: a kill, or another program's options, change nothing of it.
  StudyOptions& keep(TrialState state, TrialFiles files);

  /// How often a trial whose worker died is taken up again before it FAILs; at least 0. Where the
  /// worker was on another machine, how often the trial is retried.
  StudyOptions& max_attempts(int64_t attempts);

  /// How often a process that holds trials says to the storage that it lives, for workers on other
  /// machines and in other containers, which cannot see it. 0 s: never; its trials are then retried
  /// nowhere else. A study in memory has no need of it. Default: 60 s.
  StudyOptions& heartbeat_interval(std::chrono::duration<double> interval) {
    heartbeat_interval_ = time("heartbeat_interval", interval);
    return *this;
  }

  /// For how long a worker on another machine is not heard of before its trials FAIL and are
  /// retried. Several of the longest interval among the study's workers; a worker that was held up
  /// for longer finds its trial finished by others. Default: 2 intervals of its own.
  StudyOptions& grace_period(std::chrono::duration<double> grace) {
    grace_period_ = time("grace_period", grace);
    return *this;
  }

 private:
  friend class Study;

  static std::chrono::duration<double> time(const char* what,
                                            std::chrono::duration<double> duration);

  std::vector<Direction> directions_;
  std::shared_ptr<Sampler> sampler_;
  std::shared_ptr<Pruner> pruner_;
  std::shared_ptr<Storage> storage_;
  std::string name_;
  std::string directory_;
  int64_t max_attempts_ = 3;
  std::chrono::duration<double> heartbeat_interval_{60};
  std::chrono::duration<double> grace_period_{-1};  // below 0: 2 intervals
  std::array<TrialFiles, 5> kept_ = {TrialFiles::all, TrialFiles::best, TrialFiles::none,
                                     TrialFiles::all, TrialFiles::all};  // by TrialState
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/study/impl/study_options.hpp>
#endif
