// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/distributed/detail/rank_group.hpp>
#include <hone/distributed/rank_trial.hpp>
#include <hone/distributed/ranks.hpp>
#include <hone/error.hpp>
#include <hone/study.hpp>
#include <hone/study/optimize_options.hpp>
#include <hone/study/study_options.hpp>
#include <hone/trial.hpp>

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// A study whose trials are each run by several ranks together. Rank 0 has the study, and every
/// rank runs the objective on the same trials, with the same parameters.
///
///   hone::Ranks ranks = hone::ranks(group);
///   hone::RankStudy study(ranks, "runs/net");
///   study.optimize([&](hone::RankTrial& trial) { ... }, 20);
///   if (const hone::Study* here = study.on_first()) std::cout << here->best_value();
///
/// An exception on rank 0, or from its study, ends or FAILs the trial as in any study, and is a
/// RankError on the other ranks. An exception on another rank ends that rank's `optimize` at once.
/// If a rank is lost (killed, ended, or silent for the group's timeout), the others throw RankError
/// and the trial stays RUNNING. The next start resumes it from its checkpoint, at most
/// StudyOptions::max_attempts times.
class RankStudy {
 public:
  /// Opens the study on rank 0. The other ranks may pass the same arguments, which they ignore.
  RankStudy(const Ranks& ranks, const std::string& directory, StudyOptions options = {});
  /// A study in memory, or in `options.storage`.
  explicit RankStudy(const Ranks& ranks, StudyOptions options = {});

  /// Runs the objective on every rank, one trial at a time, as Study::optimize does. The objective
  /// takes a RankTrial&; the trial's value is rank 0's. With `catch_errors`, a trial in which any
  /// rank threw FAILs, and the study continues. If only some ranks threw, this takes the group's
  /// timeout, so let all of them throw, or none.
  template <class Objective>
  void optimize(Objective&& objective, OptimizeOptions options = {}) {
    static_assert(std::is_invocable_v<Objective&, RankTrial&>,
                  "hone: an objective of a RankStudy is called with (hone::RankTrial&)");
    if (options.n_jobs_ != 1)
      throw ArgumentError("hone: n_jobs of " + std::to_string(options.n_jobs_) +
                          " with ranks, which all run one trial at a time; leave it at 1");
    if (!group_->is_first()) return follow(objective, options.catch_errors_);
    try {
      study_->optimize([&](Trial& trial) { return lead(objective, trial); }, std::move(options));
    } catch (...) {
      group_->announce(std::current_exception());
      throw;
    }
    group_->share_byte([] { return kNoTrial; });
  }
  template <class Objective>
  void optimize(Objective&& objective, int64_t n_trials) {
    optimize(std::forward<Objective>(objective), OptimizeOptions().n_trials(n_trials));
  }

  /// The study on rank 0; null on the other ranks.
  Study* on_first() { return study_ ? &*study_ : nullptr; }

 private:
  static constexpr unsigned char kNoTrial = 0, kTrial = 1, kReturned = 2;

  template <class Objective>
  std::vector<double> lead(Objective& objective, Trial& asked) {
    group_->share_byte([] { return kTrial; });
    RankTrial trial(group_, &asked);
    std::vector<double> values;
    std::exception_ptr error;
    try {
      values = detail::to_values(objective(trial));
    } catch (const RankError&) {
      throw;
    } catch (...) {
      error = std::current_exception();
    }
    if (!error)
      group_->share_byte([] { return kReturned; });
    else if (!group_->has_announced(error))
      group_->announce(error);
    const int threw = roll_call(error);
    if (error) std::rethrow_exception(error);
    if (threw > 0)
      throw Error("hone: the objective threw on rank " + std::to_string(threw) +
                  ", and not on rank 0");
    return values;
  }

  /// Returns the first rank that threw, or -1. Throws RankError if a rank is lost; its text
  /// contains `error`.
  int roll_call(const std::exception_ptr& error);

  template <class Objective>
  void follow(Objective& objective, bool catch_errors) {
    while (group_->share_byte([] { return kNoTrial; }) == kTrial) {
      RankTrial trial(group_, nullptr);
      bool has_heard = false, threw = false;
      try {
        objective(trial);
      } catch (const TrialPruned&) {
        threw = true;
      } catch (const RankError&) {
        if (group_->is_broken()) throw;
        has_heard = threw = true;
      } catch (...) {
        if (!catch_errors) throw;
        threw = true;
      }
      if (!has_heard) hear_the_end();
      group_->roll_call(threw);
    }
  }

  void hear_the_end();

  std::shared_ptr<detail::RankGroup> group_;
  std::optional<Study> study_;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/distributed/impl/rank_study.hpp>
#endif
