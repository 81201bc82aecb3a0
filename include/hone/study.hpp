// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/best_trial.hpp>
#include <hone/error.hpp>
#include <hone/pruners/median.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/next.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/value.hpp>
#include <hone/samplers/random.hpp>
#include <hone/samplers/tpe.hpp>
#include <hone/storages/journal.hpp>
#include <hone/storages/memory.hpp>
#include <hone/storages/study_view.hpp>
#include <hone/study/detail/check_study_hook.hpp>
#include <hone/study/detail/objective.hpp>
#include <hone/study/optimize_options.hpp>
#include <hone/study/study_options.hpp>
#include <hone/study/trial_end.hpp>
#include <hone/study/trial_files.hpp>
#include <hone/trial.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

namespace detail {
struct StudyCore;
struct StudyState;
}  // namespace detail

/// A search over hyperparameters: suggests, runs, tells and records trials.
///
///   hone::Study study("runs/fashion", hone::StudyOptions().direction(hone::Direction::maximize));
///   study.optimize([](hone::Trial& trial) {
///     return train(trial.suggest_float("lr", 1e-5, 1e-1, hone::Scale::log));
///   }, 100);
///   study.best_trial().param<double>("lr");
///
/// With a directory, every change is written to disk as it happens. If a process is killed, the
/// next `ask` on the same machine resumes its RUNNING trials; on another machine they are retried
/// once the heartbeats stop. Any number of processes may open the same directory. Optuna can read
/// and continue its journal. `best.json` and `best.pt` name the best trial's checkpoint. Without a
/// directory, everything is kept in memory.
///
/// A move-only, thread-safe handle. A child that is forked while no other thread is inside the
/// study may keep using it, as a separate worker. Errors are hone::Error; exceptions of an
/// objective propagate.
class Study {
 public:
  /// Keeps the study in memory, or in `options.storage`.
  explicit Study(StudyOptions options = {});

  /// Opens the study in `directory`, and creates both if they do not exist. The directory's last
  /// path component is the study's name. Throws StorageError if the directory cannot be used, holds
  /// a study with another direction or the checkpoints of a study with another name, or was written
  /// by a newer hone.
  explicit Study(const std::string& directory, StudyOptions options = {});

  Study(Study&&) noexcept;
  Study& operator=(Study&&) noexcept;
  ~Study();

  /// Runs the objective on new trials, and on orphaned and paused ones, until a limit in the
  /// options is reached or the sampler has nothing left to try (GridSampler and BruteForceSampler
  /// end). The objective takes a Trial& and returns the trial's value, or a std::vector or
  /// std::array with one value per direction of the study; NaN is recorded as FAIL. With several
  /// threads, each runs its own trials; the first exception stops the others after their current
  /// trial and is rethrown here.
  template <class Objective>
  void optimize(Objective&& objective, OptimizeOptions options = {}) {
    static_assert(detail::IsObjective<Objective&>::value,
                  "hone: an objective is called with (hone::Trial&) and returns a number, or a "
                  "std::vector or std::array of numbers");
    if constexpr (detail::IsObjective<Objective&>::value)
      run_jobs([&objective](Trial& trial) { return detail::to_values(objective(trial)); }, options);
  }
  template <class Objective>
  void optimize(Objective&& objective, int64_t n_trials) {
    optimize(std::forward<Objective>(objective), OptimizeOptions().n_trials(n_trials));
  }

  /// Returns the next trial: an orphaned or paused one first, then an enqueued one, then a new one.
  Trial ask();

  /// Returns a handle on a RUNNING trial that no live hone process holds: a detached one, one of
  /// another program such as Optuna, or one whose worker died. Destroying the handle leaves the
  /// trial as it is. Throws ArgumentError if the trial does not exist, is WAITING or is held by a
  /// worker, and UpdateFinishedTrialError if it is finished.
  Trial detached_trial(int64_t number);

  /// Ends a trial: COMPLETE with this value; FAIL if it is NaN; PRUNED if the trial's hooks
  /// answered `prune`. On return the record is durable, the best pointer is up to date, and the
  /// study's hooks have run. If the trial's hooks answered `pause`, the trial stays RUNNING for the
  /// next `ask` of any worker, and the study is stopped as by stop(). The Trial must not be used
  /// afterwards. Throws UpdateFinishedTrialError if another worker has ended the trial or taken it
  /// over, and ArgumentError if it belongs to another study.
  void tell(Trial& trial, double value) { tell(trial, std::vector<double>{value}); }

  /// The same with several objectives: one value each. Throws ArgumentError, and leaves the trial
  /// unchanged, if the study has a different number of objectives.
  void tell(Trial& trial, std::vector<double> values);

  /// Ends a trial without a value: TrialState::pruned or TrialState::fail.
  void tell(Trial& trial, TrialState state);

  /// Adds a trial for `ask` to return, with these values for the parameters of these names.
  void enqueue_trial(Params params, Attributes user_attrs = {});

  /// Adds a finished or WAITING trial from elsewhere, such as one that was run by hand or belongs
  /// to another study, under the next number. Missing times are set to now; hooks are not called.
  /// Throws ArgumentError if its values or parameters do not fit the study.
  ///
  ///   hone::FrozenTrial trial;
  ///   trial.state = hone::TrialState::complete;
  ///   trial.values = {0.25};
  ///   trial.params = {hone::make_param("lr", hone::FloatDistribution{1e-5, 1e-1, true}, 1e-3)};
  ///   study.add_trial(trial);
  void add_trial(const FrozenTrial& trial);

  /// Ends `optimize` after the trials that are running. For objectives, study hooks and other
  /// threads.
  void stop();

  /// Calls `hook.on_trial_end(const TrialEnd&)` after each trial that this process ends. Calls are
  /// serial, and the hook may call trials, best_trial and stop. An answer other than Next::proceed
  /// stops the study, as stop() does. An lvalue is held by reference and must outlive the study; an
  /// rvalue is moved in.
  template <class Hook>
  void attach(Hook&& hook) {
    detail::check_study_hook<std::decay_t<Hook>>();
    if constexpr (std::is_lvalue_reference_v<Hook>) {
      attach_call([&hook](const TrialEnd& event) { return call(hook, event); });
    } else {
      auto owned = std::make_shared<Hook>(std::move(hook));
      attach_call([owned](const TrialEnd& event) { return call(*owned, event); });
    }
  }

  /// Returns the COMPLETE trial with the best value; ties: the lowest trial number. A trial that
  /// breaks a constraint is never best. Throws Error if there is none.
  FrozenTrial best_trial() const;
  double best_value() const { return best_trial().value(); }
  Params best_params() const;

  /// Returns the Pareto front, by trial number: the COMPLETE trials that no other trial dominates
  /// (better in one objective, worse in none). Trials that break a constraint are left out.
  std::vector<FrozenTrial> best_trials() const;

  /// Returns all trials; the index is the trial number.
  std::vector<FrozenTrial> trials() const;

  void set_user_attr(const std::string& key, const Value& value);
  Attributes user_attrs() const;
  /// What hone and Optuna store in the study for their own use.
  Attributes system_attrs() const;

  const std::string& name() const;
  /// The study's direction; not_set if it has several objectives.
  Direction direction() const;
  /// The direction of each objective.
  const std::vector<Direction>& directions() const;
  /// Absolute path of the directory with the study's files; empty for a study in memory.
  const std::string& directory() const;

  /// For hooks and other code that reads the records often.
  operator StudyView() const;

 private:
  struct Location {
    std::optional<std::string> directory = std::nullopt;
  };

  Study(const Location& location, StudyOptions options);

  void read(detail::FunctionRef<void(const StudyRecord&)> look) const;
  void update(detail::FunctionRef<Changes(const StudyRecord&)> decide) const;

  void check_count(const Trial& trial, const std::vector<double>& values) const;

  using AnyObjective = std::function<std::vector<double>(Trial&)>;

  std::optional<Trial> claim(std::optional<int64_t> total_trials, bool may_end);
  void retry_far_trials();
  void run_jobs(const AnyObjective& objective, const OptimizeOptions& options);
  void run_trial(Trial trial, const AnyObjective& objective, bool catch_errors);
  detail::TrialCore& core_of(Trial& trial) const;
  void pause(Trial& trial);
  void finish(Trial& trial, TrialState state, std::vector<double> values,
              const std::string& reason);
  void announce(int64_t number);
  void attach_call(std::function<Next(const TrialEnd&)> hook);

  template <class Hook>
  static Next call(Hook& hook, const TrialEnd& event) {
    if constexpr (std::is_void_v<detail::TrialEndCall<Hook, TrialEnd>>)
      return hook.on_trial_end(event), Next::proceed;
    else
      return hook.on_trial_end(event);
  }

  // The checkpoint files that trials in this state leave. With several objectives no best pointer
  // protects any trial's files, so every COMPLETE trial keeps at least TrialFiles::best.
  TrialFiles files(TrialState state) const;
  bool has_folder(int64_t number) const;
  void tidy(int64_t number, TrialFiles leaves);

  std::shared_ptr<detail::StudyCore> core_;
  std::shared_ptr<detail::StudyState> state_;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/study/impl/study.hpp>
#include <hone/study/impl/study_ask.hpp>
#include <hone/study/impl/study_tell.hpp>
#endif
