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

/// How a study is created or opened.
///
///   hone::Study study("runs/fashion", hone::StudyOptions()
///                                         .direction(hone::Direction::maximize)
///                                         .sampler(hone::RandomSampler(7))
///                                         .pruner(hone::MedianPruner()));
///
/// Sampler and pruner are not stored: each program sets its own.
class StudyOptions {
 public:
  /// Direction of the objective. Default: the stored one; minimize for a new study.
  StudyOptions& direction(Direction direction);

  /// For several objectives: the direction of each, in the order of the objective's return values.
  StudyOptions& directions(std::vector<Direction> directions);

  /// Any hone::Sampler, by value or shared pointer. Default: TpeSampler().
  template <class S>
  StudyOptions& sampler(S&& sampler) {
    sampler_ = detail::shared_object<Sampler>(std::forward<S>(sampler));
    return *this;
  }

  /// Any hone::Pruner, by value or shared pointer. Default: MedianPruner().
  template <class P>
  StudyOptions& pruner(P&& pruner) {
    pruner_ = detail::shared_object<Pruner>(std::forward<P>(pruner));
    return *this;
  }

  /// Where records are kept. Default: the study's directory, or memory without one.
  StudyOptions& storage(std::shared_ptr<Storage> storage) {
    storage_ = std::move(storage);
    return *this;
  }

  /// The study's name in `storage`. Default: "study". Ignored if Study is given a directory, whose
  /// last path component is the name.
  StudyOptions& study_name(std::string name) {
    name_ = std::move(name);
    return *this;
  }

  /// Directory for checkpoints and the best pointer when records are in `storage`.
  StudyOptions& directory(std::string directory) {
    directory_ = std::move(directory);
    return *this;
  }

  /// The checkpoint files that trials in this state leave. Default: TrialFiles::best for COMPLETE
  /// (the usable weights), none for PRUNED, all for FAIL (for debugging). The trial that the best
  /// pointer names keeps everything, and so does the previous best until the pointer moves again.
  /// The worker that tells a trial decides, and records the decision with the trial's end: a kill,
  /// or other options in another program, do not change it.
  StudyOptions& keep(TrialState state, TrialFiles files);

  /// How often a trial whose worker died is resumed before it FAILs; at least 0. If the worker was
  /// on another machine: how often the trial is retried. Default: 3.
  StudyOptions& max_attempts(int64_t attempts);

  /// How often a process that holds trials writes a heartbeat to the storage, for workers on other
  /// machines and in other containers, which cannot see the process. 0 s: never; its trials are
  /// then not retried elsewhere. A study in memory needs no heartbeat. Default: 60 s.
  StudyOptions& heartbeat_interval(std::chrono::duration<double> interval) {
    heartbeat_interval_ = time("heartbeat_interval", interval);
    return *this;
  }

  /// How long a worker on another machine may be silent before its trials FAIL and are retried. Use
  /// several times the longest interval among the study's workers; a worker that stalls for longer
  /// finds its trial finished by another. Default: 2 intervals of its own.
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
  std::chrono::duration<double> grace_period_{-1};  // negative: 2 intervals
  std::array<TrialFiles, 5> kept_ = {TrialFiles::all, TrialFiles::best, TrialFiles::none,
                                     TrialFiles::all, TrialFiles::all};  // by TrialState
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/study/impl/study_options.hpp>
#endif
