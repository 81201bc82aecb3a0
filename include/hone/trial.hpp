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

/// How a range is searched: uniformly, or uniformly in its logarithm.
enum class Scale : bool { linear, log };

/// The grid of a float parameter: low, low + step, low + 2 step, ...
struct Step {
  explicit Step(double its_size) : size(its_size) {}
  double size;
};

/// One evaluation of the objective: suggests hyperparameters and records reported values.
///
///   double objective(hone::Trial& trial) {
///     const double lr = trial.suggest_float("lr", 1e-5, 1e-1, hone::Scale::log);
///     const int64_t layers = trial.suggest_int("layers", 1, 8);
///     const std::string optimizer = trial.suggest_categorical("optimizer", {"sgd", "adam"});
///     ...
///   }
///
/// A name identifies a parameter in all trials of the study: it keeps its kind, its Scale and its
/// choices, while its range may change from trial to trial. Suggesting the same name again in one
/// trial returns the first value. Every call is recorded before it returns (see
/// Durability::appended).
///
/// A move-only handle. If a Trial is destroyed before it was told, it stays RUNNING, and the next
/// worker that asks resumes it. Use a Trial from one thread at a time. Methods throw
/// UpdateFinishedTrialError if another worker has finished the trial or taken it over.
class Trial {
 public:
  Trial(Trial&& other) noexcept = default;
  Trial& operator=(Trial&& other) noexcept;
  ~Trial();

  int64_t number() const;

  /// Returns a number in [low, high]. Depending on the scale and the step, `high` itself can be
  /// returned. Throws ArgumentError for an empty, reversed or infinite range, for a log scale at or
  /// below zero, and if the name already has another kind of distribution.
  double suggest_float(const std::string& name, double low, double high,
                       Scale scale = Scale::linear);
  double suggest_float(const std::string& name, double low, double high, Step step) {
    return suggest(name, FloatDistribution{low, high, false, step.size});
  }

  /// Returns an integer in [low, high], both included.
  int64_t suggest_int(const std::string& name, int64_t low, int64_t high,
                      Scale scale = Scale::linear);
  /// Returns one of low, low + step, ... up to high.
  int64_t suggest_int(const std::string& name, int64_t low, int64_t high, int64_t step) {
    return static_cast<int64_t>(suggest(name, IntDistribution{low, high, false, step}));
  }

  /// Returns one of the choices: text, numbers or bools; use hone::Value for a mix. The list and
  /// its order must be the same in all trials of the study.
  template <class T>
  auto suggest_categorical(const std::string& name, std::initializer_list<T> choices) {
    return categorical<T>(name, choices.begin(), choices.end());
  }
  template <class T>
  auto suggest_categorical(const std::string& name, const std::vector<T>& choices) {
    return categorical<T>(name, choices.begin(), choices.end());
  }

  /// Records an intermediate value, for the pruner and for plots. `step` is at least 0; a step that
  /// was reported before keeps its first value. Any value is accepted, including NaN and infinity.
  /// For studies with one objective.
  void report(double value, int64_t step);

  /// Returns whether the study's pruner would end the trial, given the reports so far. For studies
  /// with one objective.
  bool should_prune();

  /// Records by how much the trial violates a constraint: above 0 the constraint is broken, and the
  /// trial is never best; samplers avoid such trials. A constraint that was set before keeps its
  /// first value. Throws ArgumentError if the value is NaN.
  ///
  ///   trial.set_constraint("megabytes", size - 16);  // at most 16
  void set_constraint(const std::string& name, double value);

  /// Stores a value with the trial: a scalar, text, or hone::Json{"[1, 2]"}.
  void set_user_attr(const std::string& key, Value value);

  /// Leaves the trial RUNNING without this process: no worker resumes it, however long it runs,
  /// until a caller that knows its number tells it by Study::detached_trial. For a search whose
  /// trials run elsewhere, such as in a batch system or a shell. No handle on the trial may be used
  /// afterwards.
  void detach();

  /// The parameters suggested so far.
  Params params() const;

  /// The trial's current record in the study.
  FrozenTrial frozen() const;

  /// The study's direction; not_set if it has several objectives.
  Direction direction() const;
  const std::string& study_name() const;

  /// Absolute path of the directory with the study's files; empty for a study in memory.
  const std::string& study_directory() const;

  /// The device of this trial's job, from OptimizeOptions().devices; default: "cpu".
  const std::string& device() const;

  /// Whether no other trial of the study runs in this process. If so, the trial has global state
  /// such as torch's generator to itself.
  bool is_only_job() const;

  /// Records the answer that the trial's loop got; the study's `tell` follows it: prune is recorded
  /// as PRUNED whatever the objective returns, pause leaves the trial RUNNING. The hooks `report`,
  /// `prune` and `checkpoint` call this.
  void record_answer(Next answer);
  Next answer() const;

  /// Registers a function that runs before the trial's end is recorded, so that hooks can finish
  /// their background work. If it throws, `tell` with a value throws the exception and records
  /// nothing; in `optimize`, after the objective has returned, the trial FAILs instead.
  void before_end(std::function<void()> finish);

  /// Returns another handle on the same trial, for hooks. Only the first handle decides, when it is
  /// destroyed, what becomes of a trial that was not told.
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
