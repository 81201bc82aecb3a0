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

/// A search: trials that are suggested, run, told and remembered.
///
///   hone::Study study("runs/fashion", hone::StudyOptions().direction(hone::Direction::maximize));
///   study.optimize([](hone::Trial& trial) { return train(trial.suggest_float("lr", 1e-5, 1e-1,
///   hone::Scale::log)); }, 100); study.best_trial().param<double>("lr");
///
/// With a directory, everything is on disk as it happens: what a killed process left RUNNING is
/// taken up by the next `ask` on that machine, or retried on another when its heartbeats stop; any
/// number of processes may open the same directory, Optuna reads and continues its journal, and
/// `best.json` and `best.pt` name the best trial's checkpoint. Without one, all is kept in memory.
///
/// A move-only handle; any number of threads may call it at once. A child that is forked while no
/// other thread is in the study may go on with it, as a worker of its own. Errors are hone::Error;
/// what an objective throws goes through.
class Study {
 public:
  /// Keeps the study in memory, or in `options.storage`.
  explicit Study(StudyOptions options = {});

  /// Opens the study in `directory`, making both where they are not. The directory's last name is
  /// the study's name. Throws StorageError where the directory cannot be used, holds a study of
  /// another direction or the checkpoints of one of another name, or is of a newer hone.
  explicit Study(const std::string& directory, StudyOptions options = {});

  Study(Study&&) noexcept = default;
  Study& operator=(Study&&) noexcept = default;

  /// Runs the objective on new trials, and on trials that a dead worker or a pause left behind,
  /// until the options say that it is enough, or the sampler has nothing left to try (GridSampler
  /// and BruteForceSampler come to an end). The objective takes a Trial& and returns the trial's
  /// value, or a std::vector or std::array of values, one for each of the study's directions; NaN
  /// is recorded FAIL. With several threads, each runs its own trials; the first exception stops
  /// the others after their trial and is thrown here.
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

  /// The next trial: one that nobody holds any more, else one that was enqueued, else a new one.
  Trial ask();

  /// A handle on a RUNNING trial that no process of hone's holds: one that was detached, one of
  /// another program such as Optuna's, or one whose worker died. Destroying the handle leaves the
  /// trial as it is. Throws ArgumentError where there is no such trial, or a worker holds it, and
  /// UpdateFinishedTrialError where it is finished.
  Trial detached_trial(int64_t number);

  /// Ends a trial: COMPLETE with this value; FAIL where it is NaN; PRUNED where the trial's hooks
  /// answered so. On return the record is durable, the best pointer true, and the study's hooks
  /// have run. Where its hooks answered `pause` the trial is left RUNNING, for the next `ask` of
  /// whichever worker, and this is a stop. The trial's handle is spent. Throws
  /// UpdateFinishedTrialError where somebody else has ended it, and ArgumentError where it is
  /// another study's.
  void tell(Trial& trial, double value) { tell(trial, std::vector<double>{value}); }

  /// The same with several objectives: a value for each. Throws ArgumentError, and leaves the trial
  /// as it is, where the study has another number of objectives.
  void tell(Trial& trial, std::vector<double> values);

  /// Ends a trial without a value: TrialState::pruned or TrialState::fail.
  void tell(Trial& trial, TrialState state);

  /// Adds a trial that the next `ask` takes, with these values for the parameters of these names.
  void enqueue_trial(Params params, Attributes user_attrs = {});

  /// Adds a trial from elsewhere, finished or WAITING, with the next number: one that was run by
  /// hand, or another study's. Times that it lacks are now; hooks are not called. Throws
  /// ArgumentError where its values or parameters do not fit the study.
  ///
  ///   hone::FrozenTrial trial;
  ///   trial.state = hone::TrialState::complete;
  ///   trial.values = {0.25};
  ///   trial.params = {hone::make_param("lr", hone::FloatDistribution{1e-5, 1e-1, true}, 1e-3)};
  ///   study.add_trial(trial);
  void add_trial(const FrozenTrial& trial);

  /// Ends `optimize` after the trials that run now. For objectives, study hooks and other threads.
  void stop();

  /// Calls `hook.on_trial_end(const TrialEnd&)` after each trial that this process ends, one at a
  /// time, with no lock held: it may call trials, best_trial and stop. An answer other than
  /// Next::proceed is a stop. An lvalue is held by reference and must outlive the study; an rvalue
  /// is moved in.
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

  /// The COMPLETE trial with the best value; of equals the one with the lowest number. One that
  /// breaks a constraint is never best. Throws Error where there is none.
  FrozenTrial best_trial() const;
  double best_value() const { return best_trial().value(); }
  Params best_params() const;

  /// The Pareto front, by number: the COMPLETE trials that none other beats in one objective
  /// without losing to it in another. Those that break a constraint are left out.
  std::vector<FrozenTrial> best_trials() const;

  /// Every trial, at its number.
  std::vector<FrozenTrial> trials() const;

  void set_user_attr(const std::string& key, const Value& value);
  Attributes user_attrs() const;
  /// What hone and Optuna note about the study for themselves.
  Attributes system_attrs() const;

  const std::string& name() const;
  /// The study's direction; not_set where it has several objectives.
  Direction direction() const;
  /// Which way each objective is better.
  const std::vector<Direction>& directions() const;
  /// Where the study keeps its files, absolute; empty for a study in memory.
  const std::string& directory() const;

  /// For hooks and others that look at the records often.
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

  // What trials that end so leave of their checkpoints. Of several objectives no trial is the best
  // one, which would keep its files: there COMPLETE trials all keep theirs.
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
