// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/best_pointer.hpp>
#include <hone/detail/added_trial.hpp>
#include <hone/detail/attempts.hpp>
#include <hone/detail/best_tracker.hpp>
#include <hone/detail/hooks/check_hook.hpp>
#include <hone/detail/objective.hpp>
#include <hone/detail/pareto.hpp>
#include <hone/detail/retry.hpp>
#include <hone/detail/study_directory.hpp>
#include <hone/optimize_options.hpp>
#include <hone/pruners/median.hpp>
#include <hone/samplers/random.hpp>
#include <hone/samplers/tpe.hpp>
#include <hone/storages/journal.hpp>
#include <hone/storages/memory.hpp>
#include <hone/study_options.hpp>
#include <hone/study_view.hpp>
#include <hone/trial.hpp>
#include <hone/trial_end.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
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
inline namespace v0 {

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
template <class T>
class BasicStudy {
 public:
  /// Keeps the study in memory, or in `options.storage`.
  explicit BasicStudy(StudyOptions options = {}) : BasicStudy(Location{}, std::move(options)) {}

  /// Opens the study in `directory`, making both where they are not. The directory's last name is
  /// the study's name. Throws StorageError where the directory cannot be used, holds a study of
  /// another direction or the checkpoints of one of another name, or is of a newer hone.
  explicit BasicStudy(const std::string& directory, StudyOptions options = {})
      : BasicStudy(Location{directory}, std::move(options)) {}

  BasicStudy(BasicStudy&&) noexcept = default;
  BasicStudy& operator=(BasicStudy&&) noexcept = default;

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
  Trial ask() { return *claim(std::nullopt, /*may_end=*/false); }

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
  void tell(Trial& trial, std::vector<double> values) {
    core_of(trial).settle();
    if (trial.answer() == Next::pause) return pause(trial);
    if (trial.answer() == Next::prune) return finish(trial, TrialState::pruned, {}, "");
    check_count(trial, values);
    for (const double value : values)
      if (std::isnan(value)) return finish(trial, TrialState::fail, {}, detail::kValueWasNan);
    finish(trial, TrialState::complete, std::move(values), "");
  }

  /// Ends a trial without a value: TrialState::pruned or TrialState::fail.
  void tell(Trial& trial, TrialState state) {
    if (state != TrialState::pruned && state != TrialState::fail)
      throw ArgumentError(
          "hone: tell without a value is for TrialState::pruned and TrialState::fail; pass the "
          "value");
    finish(trial, state, {}, "");
  }

  /// Adds a trial that the next `ask` takes, with these values for the parameters of these names.
  void enqueue_trial(Params params, Attributes user_attrs = {}) {
    FrozenTrial trial;
    trial.state = TrialState::waiting;
    trial.user_attrs = std::move(user_attrs);
    trial.system_attrs["fixed_params"] = Json{detail::to_json(params)};
    update([&](const StudyRecord&) { return Changes{CreateTrial{trial}}; });
  }

  /// Adds a trial from elsewhere, finished or WAITING, with the next number: one that was run by
  /// hand, or another study's. Times that it lacks are now; hooks are not called. Throws
  /// ArgumentError where its values or parameters do not fit the study.
  ///
  ///   hone::FrozenTrial trial;
  ///   trial.state = hone::TrialState::complete;
  ///   trial.values = {0.25};
  ///   trial.params = {hone::make_param("lr", hone::FloatDistribution{1e-5, 1e-1, true}, 1e-3)};
  ///   study.add_trial(trial);
  void add_trial(const FrozenTrial& trial) {
    const std::lock_guard<std::mutex> lock(core_->search);
    update([&](const StudyRecord& record) {
      return Changes{CreateTrial{detail::added_trial(trial, *core_, record)}};
    });
  }

  /// Ends `optimize` after the trials that run now. For objectives, study hooks and other threads.
  void stop() { ++state().stops; }

  /// Calls `hook.on_trial_end(const TrialEnd&)` after each trial that this process ends, one at a
  /// time, with no lock held: it may call trials, best_trial and stop. An answer other than
  /// Next::proceed is a stop. An lvalue is held by reference and must outlive the study; an rvalue
  /// is moved in.
  template <class Hook>
  void attach(Hook&& hook) {
    detail::check_study_hook<std::decay_t<Hook>>();
    const std::lock_guard<std::mutex> lock(state().hooks_mutex);
    if constexpr (std::is_lvalue_reference_v<Hook>) {
      state().hooks.push_back([&hook](const TrialEnd& event) { return call(hook, event); });
    } else {
      auto owned = std::make_shared<Hook>(std::move(hook));
      state().hooks.push_back([owned](const TrialEnd& event) { return call(*owned, event); });
    }
  }

  /// The COMPLETE trial with the best value; of equals the one with the lowest number. One that
  /// breaks a constraint is never best. Throws Error where there is none.
  FrozenTrial best_trial() const {
    detail::require_single_objective(*core_, "best_trial");
    FrozenTrial best;
    std::string failures;
    {
      const std::lock_guard<std::mutex> lock(core_->search);
      core_->storage->read(core_->id, [&](const StudyRecord& record) {
        const int64_t number = state_->best.best(record);
        if (number >= 0)
          best = *record.find_trial(number);
        else
          failures = detail::describe_failures<T>(record);
      });
    }
    if (best.number < 0)
      throw Error("hone: no trial of study \"" + core_->name +
                  "\" is COMPLETE and within its constraints yet, so there is no best one" +
                  failures);
    return best;
  }
  double best_value() const { return best_trial().value(); }
  Params best_params() const {
    Params params;
    for (const Param& param : best_trial().params) params[param.name] = param.value();
    return params;
  }

  /// The Pareto front, by number: the COMPLETE trials that none other beats in one objective
  /// without losing to it in another. Those that break a constraint are left out.
  std::vector<FrozenTrial> best_trials() const {
    std::vector<FrozenTrial> result;
    read([&](const StudyRecord& record) {
      for (const int64_t number : detail::pareto_front(record))
        result.push_back(*record.find_trial(number));
    });
    return result;
  }

  /// Every trial, at its number.
  std::vector<FrozenTrial> trials() const {
    std::vector<FrozenTrial> result;
    read([&](const StudyRecord& record) {
      result.assign(record.trials.begin(), record.trials.end());
    });
    return result;
  }

  void set_user_attr(const std::string& key, const Value& value) {
    update([&](const StudyRecord&) { return Changes{SetStudyUserAttr{key, value}}; });
  }
  Attributes user_attrs() const {
    Attributes result;
    read([&](const StudyRecord& record) { result = record.user_attrs; });
    return result;
  }
  /// What hone and Optuna note about the study for themselves.
  Attributes system_attrs() const {
    Attributes result;
    read([&](const StudyRecord& record) { result = record.system_attrs; });
    return result;
  }

  const std::string& name() const { return core_->name; }
  /// The study's direction; not_set where it has several objectives.
  Direction direction() const {
    return core_->directions.size() == 1 ? core_->directions.front() : Direction::not_set;
  }
  /// Which way each objective is better.
  const std::vector<Direction>& directions() const { return core_->directions; }
  /// Where the study keeps its files, absolute; empty for a study in memory.
  const std::string& directory() const { return core_->directory; }

  /// For hooks and others that look at the records often.
  operator StudyView() const {
    return {core_->storage, core_->id, core_->name, core_->directions, core_->directory};
  }

 private:
  struct Location {
    std::optional<std::string> directory = std::nullopt;
  };

  // What handles and the running `optimize` share, beyond what trials need.
  struct State {
    std::mutex hooks_mutex;  // held while hooks run: one at a time
    std::vector<std::function<Next(const TrialEnd&)>> hooks;
    std::atomic<int64_t> stops{0};
    detail::BestTracker best;        // guarded by the core's `search`
    detail::FinishedCount finished;  // by `search` too
    bool has_far = false;            // and this: whether heartbeats are to be looked at
    std::chrono::duration<double> grace{0};
    std::array<TrialFiles, 5> kept = {};  // by TrialState
    // Null without a directory, and with several objectives.
    std::unique_ptr<detail::BestPointerOf<T>> pointer;
  };

  BasicStudy(const Location& location, StudyOptions options);

  State& state() const { return *state_; }

  void read(detail::FunctionRef<void(const StudyRecord&)> look) const {
    core_->storage->read(core_->id, look);
  }
  void update(detail::FunctionRef<Changes(const StudyRecord&)> decide) const {
    core_->storage->update(core_->id, decide, Durability::durable);
  }

  void check_count(const Trial& trial, const std::vector<double>& values) const {
    if (values.size() != core_->directions.size())
      throw ArgumentError("hone: trial " + std::to_string(trial.number()) + " was told " +
                          std::to_string(values.size()) + " values, and study \"" + core_->name +
                          "\" has " + std::to_string(core_->directions.size()) +
                          " objectives; give a value for each");
  }

  using AnyObjective = std::function<std::vector<double>(Trial&)>;

  std::optional<BasicTrial<T>> claim(std::optional<int64_t> total_trials, bool may_end);
  void retry_far_trials();
  void run_jobs(const AnyObjective& objective, const OptimizeOptions& options);
  void run_trial(Trial trial, const AnyObjective& objective, bool catch_errors);
  detail::TrialCore& core_of(Trial& trial) const;
  void pause(Trial& trial);
  void finish(Trial& trial, TrialState state, std::vector<double> values,
              const std::string& reason);
  void announce(int64_t number);

  template <class Hook>
  static Next call(Hook& hook, const TrialEnd& event) {
    if constexpr (std::is_void_v<detail::TrialEndCall<Hook, TrialEnd>>)
      return hook.on_trial_end(event), Next::proceed;
    else
      return hook.on_trial_end(event);
  }

  // What trials that end so leave of their checkpoints. Of several objectives no trial is the best
  // one, which would keep its files: there COMPLETE trials all keep theirs.
  TrialFiles files(TrialState state) const {
    const TrialFiles asked = state_->kept[static_cast<size_t>(state)];
    const bool needed = state == TrialState::complete && !state_->pointer;
    return needed && asked == TrialFiles::none ? TrialFiles::best : asked;
  }
  bool has_folder(int64_t number) const {
    return !core_->directory.empty() && detail::TrialFolders(core_->directory).has(number);
  }
  void tidy(int64_t number, TrialFiles leaves);

  std::shared_ptr<detail::StudyCore> core_;
  std::shared_ptr<State> state_;
};

template <class T>
BasicStudy<T>::BasicStudy(const Location& location, StudyOptions options)
    : core_(std::make_shared<detail::StudyCore>()), state_(std::make_shared<State>()) {
  core_->sampler =
      options.sampler_ ? std::move(options.sampler_) : std::make_shared<BasicTpeSampler<T>>();
  core_->pruner = options.pruner_ ? std::move(options.pruner_) : std::make_shared<MedianPruner>();
  core_->max_attempts = options.max_attempts_;
  state_->kept = options.kept_;
  core_->storage = std::move(options.storage_);
  core_->name = options.name_.empty() ? "study" : options.name_;
  const std::string asked = location.directory.value_or(options.directory_);
  if (location.directory || !asked.empty()) {
    const detail::StudyDirectory directory = detail::StudyDirectory::make(asked);
    core_->directory = directory.path;
    if (location.directory) core_->name = directory.name;
    if (!core_->storage)
      core_->storage = std::make_shared<BasicJournalStorage<T>>(directory.path + "/journal.log");
  }
  if (!core_->storage) core_->storage = std::make_shared<BasicMemoryStorage<T>>();
  detail::check_name("study", core_->name);
  if (!core_->directory.empty())
    detail::refuse_others_checkpoints(core_->directory, core_->name, *core_->storage);
  core_->id = core_->storage->open_study(core_->name, options.directions_);
  const std::chrono::duration<double> interval = options.heartbeat_interval_;
  state_->grace = options.grace_period_.count() >= 0 ? options.grace_period_ : 2 * interval;
  if (interval.count() > 0 && !std::dynamic_pointer_cast<BasicMemoryStorage<T>>(core_->storage))
    core_->heartbeat =
        std::make_shared<detail::HeartbeatOf<T>>(core_->storage, core_->id, interval);
  bool is_new = false;
  read([&](const StudyRecord& record) {
    core_->directions = record.directions;
    is_new = detail::needs_header(record);
  });
  if (is_new)
    update([&](const StudyRecord& record) {
      return detail::study_header(record, detail::random_seed());
    });
  if (!core_->directory.empty() && core_->directions.size() == 1) {
    state_->pointer = std::make_unique<detail::BestPointerOf<T>>(core_->directory, core_->name);
    state_->pointer->follow(*core_->storage, core_->id);
    state_->pointer->tidy_all(*core_->storage, core_->id);
  }
}

}  // namespace v0
}  // namespace hone

#include <hone/detail/study_ask.hpp>
#include <hone/detail/study_tell.hpp>
#ifdef HONE_COMPILED
#include <hone/detail/compiled/study.hpp>
#endif
