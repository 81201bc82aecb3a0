// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/constraints.hpp>
#include <hone/detail/name.hpp>
#include <hone/detail/owner.hpp>
#include <hone/detail/trial_core.hpp>
#include <hone/next.hpp>
#include <hone/pruners/pruner.hpp>
#include <hone/samplers/sampler.hpp>
#include <hone/storages/storage.hpp>

#include <cmath>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace hone {
inline namespace v0 {

/// How a range is searched: evenly, or evenly in its logarithm.
enum class Scale : bool { linear, log };

/// The grid of a float parameter: low, low + step, low + 2 step, ...
struct Step {
  explicit Step(double its_size) : size(its_size) {}
  double size;
};

/// One evaluation of the objective: it is given parameters, and told how it goes.
///
///   double objective(hone::Trial& trial) {
///     const double lr = trial.suggest_float("lr", 1e-5, 1e-1, hone::Scale::log);
///     const int64_t layers = trial.suggest_int("layers", 1, 8);
///     const std::string optimizer = trial.suggest_categorical("optimizer", {"sgd", "adam"});
///     ...
///   }
///
/// Names are the parameters' identity in the whole study: a name keeps its kind, its Scale and its
/// choices, while a range may change from trial to trial. Asked again in one trial, a name gives
/// the value it gave first. Every call is on record before it returns (see Durability::appended).
///
/// A move-only handle. A Trial that is destroyed untold stays RUNNING and is taken up by whoever
/// asks next. A Trial belongs to one thread at a time. Methods throw UpdateFinishedTrialError where
/// somebody else has finished the trial or taken it over.
template <class>
class BasicTrial {
 public:
  BasicTrial(BasicTrial&& other) noexcept = default;
  BasicTrial& operator=(BasicTrial&& other) noexcept {
    std::swap(core_, other.core_);
    std::swap(owning_, other.owning_);
    return *this;
  }
  ~BasicTrial() {
    if (core_ && owning_)
      release(core_->answer == Next::pause ? detail::kPaused : detail::kReleased);
  }

  int64_t number() const { return core().number; }

  /// A number in [low, high], high included where the scale or a step puts it there. Throws
  /// ArgumentError for an empty, reversed or infinite range, a log scale at or below zero, and a
  /// name that has another kind of distribution.
  double suggest_float(const std::string& name, double low, double high,
                       Scale scale = Scale::linear) {
    return suggest(name, FloatDistribution{low, high, scale == Scale::log, std::nullopt});
  }
  double suggest_float(const std::string& name, double low, double high, Step step) {
    return suggest(name, FloatDistribution{low, high, false, step.size});
  }

  /// An integer in [low, high], both included.
  int64_t suggest_int(const std::string& name, int64_t low, int64_t high,
                      Scale scale = Scale::linear) {
    return static_cast<int64_t>(suggest(name, IntDistribution{low, high, scale == Scale::log, 1}));
  }
  /// An integer among low, low + step, ... up to high.
  int64_t suggest_int(const std::string& name, int64_t low, int64_t high, int64_t step) {
    return static_cast<int64_t>(suggest(name, IntDistribution{low, high, false, step}));
  }

  /// One of the choices, whose list and order are the same in the whole study: text, numbers or
  /// bools; hone::Value for a mix.
  template <class T>
  auto suggest_categorical(const std::string& name, std::initializer_list<T> choices) {
    return categorical<T>(name, choices.begin(), choices.end());
  }
  template <class T>
  auto suggest_categorical(const std::string& name, const std::vector<T>& choices) {
    return categorical<T>(name, choices.begin(), choices.end());
  }

  /// Puts an intermediate value on record, for pruning and for looking at. `step` is at least 0; a
  /// step that was reported before keeps its first value. Any value will do, NaN and infinity
  /// included. For studies with one objective.
  void report(double value, int64_t step) {
    detail::TrialCore& trial = core();
    detail::require_single_objective(*trial.study, "report");
    if (step < 0)
      throw ArgumentError("hone: report of step " + std::to_string(step) + "; steps count from 0");
    if (trial.reported.count(step) > 0) return;
    trial.write({SetIntermediateValue{trial.number, step, value}});
    trial.reported.insert(step);
  }

  /// What the study's pruner thinks of the reports so far. For studies with one objective.
  bool should_prune() {
    detail::TrialCore& trial = core();
    detail::require_single_objective(*trial.study, "should_prune");
    Verdict verdict;
    {
      const std::lock_guard<std::mutex> lock(trial.study->search);
      trial.study->storage->read(trial.study->id, [&](const StudyRecord& record) {
        verdict = trial.study->pruner->prune(record, trial.held(record));
      });
    }
    if (!verdict.system_attrs.empty()) {
      Changes changes;
      for (auto& [key, value] : verdict.system_attrs)
        changes.push_back(SetTrialSystemAttr{trial.number, key, std::move(value)});
      trial.write(changes);
    }
    return verdict.prune;
  }

  /// Says how far the trial is from breaking a constraint: above 0 it is broken, and the trial is
  /// never best; samplers keep away from such. A constraint that was set before keeps its first
  /// value. Throws ArgumentError where the value is NaN.
  ///
  ///   trial.set_constraint("megabytes", size - 16);  // at most 16
  void set_constraint(const std::string& name, double value) {
    detail::TrialCore& trial = core();
    if (std::isnan(value))
      throw ArgumentError("hone: constraint \"" + name + "\" of trial " +
                          std::to_string(trial.number) +
                          " is NaN; it is a number, at most 0 where the constraint is kept");
    const std::string key = std::string(detail::kConstraints) + ":" + name;
    trial.study->storage->update_trial(
        trial.study->id, trial.number,
        [&](const StudyRecord& record) {
          Changes changes;
          if (!trial.held(record).system_attrs.count(key))
            changes.push_back(SetTrialSystemAttr{trial.number, key, value});
          return changes;
        },
        Durability::appended);
  }

  /// Keeps something of the user's with the trial: a scalar, text, or hone::Json{"[1, 2]"}.
  void set_user_attr(const std::string& key, Value value) {
    core().write({SetTrialUserAttr{core().number, key, std::move(value)}});
  }

  /// Leaves the trial RUNNING without this process: nobody takes it up, however long it runs, until
  /// somebody who knows its number tells it by Study::detached_trial. For a search whose trials are
  /// run elsewhere, by a batch system or a shell. The trial's handles are spent.
  void detach() {
    detail::TrialCore& trial = core();
    trial.settle();
    trial.write({SetTrialSystemAttr{trial.number, detail::kOwnerAttr, detail::kDetached}},
                Durability::durable);
    trial.end();
  }

  /// What has been suggested so far.
  Params params() const {
    Params result;
    for (const Param& param : core().params) result[param.name] = param.value();
    return result;
  }

  /// The trial as the study has it now.
  FrozenTrial frozen() const {
    FrozenTrial result;
    core().study->storage->read(core().study->id, [&](const StudyRecord& record) {
      if (const FrozenTrial* trial = record.find_trial(core().number)) result = *trial;
    });
    return result;
  }

  /// The study's direction; not_set where it has several objectives.
  Direction direction() const {
    return core().study->directions.size() == 1 ? core().study->directions.front()
                                                : Direction::not_set;
  }
  const std::string& study_name() const { return core().study->name; }

  /// Where the study keeps its files, absolute; empty for a study in memory.
  const std::string& study_directory() const { return core().study->directory; }

  /// What this trial's job computes on, of OptimizeOptions().devices; "cpu" where none were given.
  const std::string& device() const { return core().device; }

  /// Whether no other trial of the study runs in this process: global state, such as torch's
  /// generator, is then this trial's.
  bool is_only_job() const { return core().study->live_trials == 1; }

  /// Records how the trial's loop was answered; the study's `tell` honors it: prune is recorded
  /// PRUNED whatever the objective returns, pause leaves the trial RUNNING. The hooks `report`,
  /// `prune` and `checkpoint` call this.
  void record_answer(Next answer) { core().answer = answer; }
  Next answer() const { return core().answer; }

  /// Calls this before the trial's end goes on record, so that hooks finish there what they do in
  /// the background. What it throws goes on out of `tell` and nothing is recorded; out of an
  /// objective that returned, and the trial FAILs.
  void before_end(std::function<void()> finish) { core().before_end.push_back(std::move(finish)); }

  /// Another handle on the same trial, for hooks to hold. What becomes of an untold trial is up to
  /// the first handle alone.
  BasicTrial share() const { return BasicTrial(core_, /*owning=*/false); }

 private:
  template <class>
  friend class BasicStudy;
  friend class RankTrial;  // of plugins/distributed

  explicit BasicTrial(std::shared_ptr<detail::TrialCore> core, bool owning = true)
      : core_(std::move(core)), owning_(owning) {}

  detail::TrialCore& core() const {
    if (!core_)
      throw ArgumentError("hone: this Trial was moved from; use the one that it was moved to");
    return *core_;
  }

  void release(const char* how) noexcept {
    if (!core_->held_here()) return;
    core_->settle_quietly();  // who takes the trial over will write where we write
    try {
      core_->write({SetTrialSystemAttr{core_->number, detail::kOwnerAttr, how}});
      core_->end();
    } catch (...) {  // a destructor's write: where it fails, the process's end releases the trial
    }
  }

  template <class T, class Iterator>
  auto categorical(const std::string& name, Iterator begin, Iterator end) {
    using Result = std::conditional_t<std::is_convertible_v<T, const char*>, std::string, T>;
    CategoricalDistribution distribution;
    distribution.choices.reserve(static_cast<size_t>(end - begin));
    for (Iterator choice = begin; choice != end; ++choice)
      distribution.choices.emplace_back(*choice);
    return Result(begin[static_cast<std::ptrdiff_t>(suggest(name, std::move(distribution)))]);
  }

  double suggest(const std::string& name, Distribution distribution);

  std::shared_ptr<detail::TrialCore> core_;
  bool owning_;
};

namespace detail {

/// The distribution of `name` that the study saw first; nullptr where it saw none. Throws where
/// that is another kind than `distribution`.
template <class = void>
inline std::shared_ptr<const Distribution> known_kind(const StudyCore& study,
                                                      const StudyRecord& record,
                                                      const std::string& name,
                                                      const Distribution& distribution) {
  std::shared_ptr<const Distribution> known;
  const auto found = study.kinds.find(name);
  if (found != study.kinds.end()) known = found->second;
  for (const FrozenTrial& trial : record.trials) {
    if (known) break;
    if (const Param* param = trial.find_param(name)) known = param->distribution;
  }
  if (known && !is_compatible(*known, distribution))
    throw ArgumentError(
        "hone: parameter \"" + name + "\" of study \"" + study.name + "\" is " + to_string(*known) +
        ", and was now suggested as " + to_string(distribution) +
        "; a name keeps its kind, its scale and its choices: use another name, or another study");
  return known;
}

/// The internal number for a parameter of which it is settled already: it was fixed, there is only
/// one, or it was proposed together with others.
template <class = void>
inline std::optional<double> settled(const TrialCore& trial, const std::string& name,
                                     const Distribution& distribution) {
  const auto fixed = trial.fixed.find(name);
  if (fixed != trial.fixed.end()) {
    if (const auto internal = to_internal(distribution, fixed->second)) return internal;
    throw ArgumentError("hone: trial " + std::to_string(trial.number) + " was given " + name +
                        " = " + fixed->second.to_string() + ", which is not " +
                        to_string(distribution));
  }
  if (is_single(distribution)) {
    if (const auto* d = std::get_if<FloatDistribution>(&distribution)) return d->low;
    if (const auto* i = std::get_if<IntDistribution>(&distribution))
      return static_cast<double>(i->low);
    return 0;
  }
  for (const Param& param : trial.proposal.params)
    if (param.name == name && is_compatible(*param.distribution, distribution) &&
        contains(distribution, param.internal))
      return param.internal;
  return std::nullopt;
}

/// The internal number for a parameter that the trial does not have yet.
template <class = void>
inline double sample(TrialCore& trial, const StudyRecord& record, const std::string& name,
                     const Distribution& distribution) {
  if (const auto internal = settled(trial, name, distribution)) return *internal;
  const FrozenTrial& frozen = trial.held(record);
  if (!trial.is_proposed) {
    trial.proposal = trial.study->sampler->sample_relative(record, frozen);
    trial.is_proposed = true;
    if (const auto internal = settled(trial, name, distribution)) return *internal;
  }
  return trial.study->sampler->sample_independent(record, frozen, name, distribution);
}

}  // namespace detail

template <class T>
double BasicTrial<T>::suggest(const std::string& name, Distribution distribution) {
  detail::TrialCore& trial = core();
  detail::check_name("parameter", name);
  distribution = checked(name, std::move(distribution));
  for (const Param& param : trial.params)
    if (param.name == name) {
      if (!is_compatible(*param.distribution, distribution))
        throw ArgumentError("hone: parameter \"" + name + "\" is " +
                            to_string(*param.distribution) +
                            " in this trial, and was now suggested as " + to_string(distribution) +
                            "; use two names");
      return param.internal;
    }
  Param param{name, nullptr, 0};
  bool is_first = false;
  {
    const std::lock_guard<std::mutex> lock(trial.study->search);
    const auto known = trial.study->kinds.find(name);
    if (known != trial.study->kinds.end() && *known->second == distribution)
      param.distribution = known->second;
    const bool is_known = param.distribution != nullptr;
    if (!is_known)
      param.distribution = std::make_shared<const Distribution>(std::move(distribution));
    std::optional<double> internal;
    if (is_known) internal = detail::settled(trial, name, *param.distribution);
    if (!internal)
      trial.study->storage->read(trial.study->id, [&](const StudyRecord& record) {
        std::shared_ptr<const Distribution> first;
        if (!is_known) first = detail::known_kind(*trial.study, record, name, *param.distribution);
        internal = detail::sample(trial, record, name, *param.distribution);
        is_first = !is_known && !first;
        if (!is_known) trial.study->kinds[name] = first ? first : param.distribution;
      });
    param.internal = *internal;
  }
  Changes changes;
  for (const auto& [key, value] : trial.proposal.system_attrs)
    changes.push_back(SetTrialSystemAttr{trial.number, key, value});
  changes.push_back(SetParam{trial.number, param});
  try {
    trial.write(changes);
  } catch (...) {
    const std::lock_guard<std::mutex> lock(trial.study->search);
    if (is_first) trial.study->kinds.erase(name);
    throw;
  }
  trial.proposal.system_attrs.clear();
  trial.params.push_back(param);
  return param.internal;
}

}  // namespace v0
}  // namespace hone
