// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/direction.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/next.hpp>
#include <hone/records/value.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

namespace detail {
struct TrialCore;
}

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
class Trial {
 public:
  Trial(Trial&& other) noexcept = default;
  Trial& operator=(Trial&& other) noexcept;
  ~Trial();

  int64_t number() const;

  /// A number in [low, high], high included where the scale or a step puts it there. Throws
  /// ArgumentError for an empty, reversed or infinite range, a log scale at or below zero, and a
  /// name that has another kind of distribution.
  double suggest_float(const std::string& name, double low, double high,
                       Scale scale = Scale::linear);
  double suggest_float(const std::string& name, double low, double high, Step step) {
    return suggest(name, FloatDistribution{low, high, false, step.size});
  }

  /// An integer in [low, high], both included.
  int64_t suggest_int(const std::string& name, int64_t low, int64_t high,
                      Scale scale = Scale::linear);
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
  void report(double value, int64_t step);

  /// What the study's pruner thinks of the reports so far. For studies with one objective.
  bool should_prune();

  /// Says how far the trial is from breaking a constraint: above 0 it is broken, and the trial is
  /// never best; samplers keep away from such. A constraint that was set before keeps its first
  /// value. Throws ArgumentError where the value is NaN.
  ///
  ///   trial.set_constraint("megabytes", size - 16);  // at most 16
  void set_constraint(const std::string& name, double value);

  /// Keeps something of the user's with the trial: a scalar, text, or hone::Json{"[1, 2]"}.
  void set_user_attr(const std::string& key, Value value);

  /// Leaves the trial RUNNING without this process: nobody takes it up, however long it runs, until
  /// somebody who knows its number tells it by Study::detached_trial. For a search whose trials are
  /// run elsewhere, by a batch system or a shell. The trial's handles are spent.
  void detach();

  /// What has been suggested so far.
  Params params() const;

  /// The trial as the study has it now.
  FrozenTrial frozen() const;

  /// The study's direction; not_set where it has several objectives.
  Direction direction() const;
  const std::string& study_name() const;

  /// Where the study keeps its files, absolute; empty for a study in memory.
  const std::string& study_directory() const;

  /// What this trial's job computes on, of OptimizeOptions().devices; "cpu" where none were given.
  const std::string& device() const;

  /// Whether no other trial of the study runs in this process: global state, such as torch's
  /// generator, is then this trial's.
  bool is_only_job() const;

  /// Records how the trial's loop was answered; the study's `tell` honors it: prune is recorded
  /// PRUNED whatever the objective returns, pause leaves the trial RUNNING. The hooks `report`,
  /// `prune` and `checkpoint` call this.
  void record_answer(Next answer);
  Next answer() const;

  /// Calls this before the trial's end goes on record, so that hooks finish there what they do in
  /// the background. What it throws goes on out of `tell` and nothing is recorded; out of an
  /// objective that returned, and the trial FAILs.
  void before_end(std::function<void()> finish);

  /// Another handle on the same trial, for hooks to hold. What becomes of an untold trial is up to
  /// the first handle alone.
  Trial share() const { return Trial(core_, /*owning=*/false); }

 private:
  friend class Study;
  friend class RankTrial;  // of plugins/distributed

  explicit Trial(std::shared_ptr<detail::TrialCore> core, bool owning = true)
      : core_(std::move(core)), owning_(owning) {}

  detail::TrialCore& core() const;

  void release(const char* how) noexcept;

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

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/study/impl/trial.hpp>
#endif
