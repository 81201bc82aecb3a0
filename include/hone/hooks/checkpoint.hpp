// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/kept_epochs.hpp>
#include <hone/checkpoint/detail/part.hpp>
#include <hone/checkpoint/when_busy.hpp>
#include <hone/error.hpp>
#include <hone/files/file_ops.hpp>
#include <hone/hooks/detail/loop.hpp>
#include <hone/hooks/events.hpp>
#include <hone/hooks/phase.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/next.hpp>
#include <hone/samplers/detail/population_place.hpp>
#include <hone/trial.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

namespace detail {
class BackgroundWriter;
class LoopSettings;
}  // namespace detail

/// Saves a loop's variables to disk, crash-safe, and restores them when the loop is run again.
/// Created by hone::checkpoint(...).
///
///   auto hooks = hone::hooks(hone::report(trial), hone::checkpoint(trial)
///                                                     .with("model_state_dict", model)
///                                                     .with("optimizer_state_dict", optimizer));
///   for (int64_t epoch = hooks.resume(1); epoch <= 10; ++epoch) ...
///
/// Its directory contains `last.pt`, from which `resume` continues, and `best.pt`, whose weights
/// have the value that on_trial_end() returns. They are one file if the last epoch is the best.
/// Files are replaced atomically. A save is durable when the event returns; with background(), when
/// on_trial_end() returns. Besides the named variables, a checkpoint contains the epoch, its value,
/// the trial and its parameters, torch's random state, and the answers and states of the loop's
/// hooks.
///
/// In a population (see PopulationSampler), a trial that has a parent and no checkpoint yet starts
/// from the parent's end: `resume` restores the parent's variables, hooks and random state, and
/// returns the epoch after it. What the trial's own parameters set is kept: parts named like a
/// parameter, and the options of optimizers as the loop created them. If a scheduler has changed
/// the parent's learning rates by a factor, the trial's rates are multiplied by it. The last epoch
/// of such a trial is the one that counts.
///
/// If a worker was lost on another machine, the retry of its trial resumes from that trial's newest
/// valid checkpoint, which is linked into the retry's directory.
///
/// The random state is that of torch's global CPU generator. It is not saved if the process runs
/// other trials of the study, which use the same generator: then use one generator per trial, and
/// add it by `with`.
///
/// Variables are held by reference and read at each save. A hook belongs to one loop; two loops
/// with the same directory overwrite each other's files.
class CheckpointHook {
 public:
  static constexpr Phase phase = Phase::save;

  explicit CheckpointHook(std::string directory,
                          const detail::FileOps& ops = detail::system_file_ops());
  explicit CheckpointHook(const Trial& trial,
                          const detail::FileOps& ops = detail::system_file_ops());
  CheckpointHook(CheckpointHook&&);
  CheckpointHook& operator=(CheckpointHook&&);
  ~CheckpointHook();

  /// Adds a variable under this name: a module on the stack, in a holder or behind a pointer, an
  /// optimizer, a scheduler, a generator, a tensor, a number, text, or anything that
  /// Boost.Serialization can write.
  template <class V>
  CheckpointHook& with(std::string name, V&& variable) & {
    add(detail::make_part<V>(std::move(name), std::forward<V>(variable)));
    return *this;
  }
  template <class V>
  CheckpointHook&& with(std::string name, V&& variable) && {
    return std::move(with(std::move(name), std::forward<V>(variable)));
  }

  /// Sets which epoch is the best. Default for a trial: the study's direction.
  CheckpointHook& minimize() & { return rank(Direction::minimize, false); }
  CheckpointHook& maximize() & { return rank(Direction::maximize, false); }
  /// The last epoch counts as the best, regardless of its value. (Not to be confused with
  /// keep_last(n), which only keeps files.)
  CheckpointHook& keep_last() & { return rank(Direction::not_set, true); }
  CheckpointHook&& minimize() && { return std::move(minimize()); }
  CheckpointHook&& maximize() && { return std::move(maximize()); }
  CheckpointHook&& keep_last() && { return std::move(keep_last()); }

  /// Saves after every n-th epoch, after each new best epoch, and when the loop is to be left.
  /// Default: 1.
  CheckpointHook& every(int64_t epochs) &;
  CheckpointHook&& every(int64_t epochs) && { return std::move(every(epochs)); }

  /// Minimum time between saves that only every(n) or every_steps(n) requires. A new best epoch,
  /// and one with which the loop is left, are always saved.
  CheckpointHook& every(std::chrono::duration<double> time) &;
  CheckpointHook&& every(std::chrono::duration<double> time) && { return std::move(every(time)); }

  /// Keeps the k best epochs by the direction, each in a file `epoch-<number>.pt`; best.pt is the
  /// best of them. An epoch that is among the k best is always saved.
  CheckpointHook& keep_best(int64_t k) &;
  CheckpointHook&& keep_best(int64_t k) && { return std::move(keep_best(k)); }

  /// Keeps the n newest saved epochs, each in a file `epoch-<number>.pt`. Which epoch counts is set
  /// by the direction or keep_last(), not by this.
  CheckpointHook& keep_last(int64_t n) &;
  CheckpointHook&& keep_last(int64_t n) && { return std::move(keep_last(n)); }

  /// Also saves after every n-th step, inside epochs or in a loop without epochs. If the loop has
  /// epochs and every other hook also listens to steps, call every(1) too: see HookSet::resume.
  CheckpointHook& every_steps(int64_t steps) &;
  CheckpointHook&& every_steps(int64_t steps) && { return std::move(every_steps(steps)); }

  /// Writes in a background thread. The loop waits only for a copy of the data, a snapshot at the
  /// time of the event. The memory for it is kept: the size of one checkpoint, or of two with
  /// WhenBusy::replace.
  ///
  /// The first save is durable when resume() returns, and the last when on_trial_end() returns. A
  /// crash in between loses the saves that were not written yet; the loop resumes from the one
  /// before them. If a save fails, the next event or on_trial_end() reports the error. If the loop
  /// is left without on_trial_end(), on_error is called when the hooks are destroyed. Without
  /// on_error, the trial's `tell` throws; in a loop without a trial the error is lost.
  ///
  /// Saves of a new best epoch, and those with which the loop is left, are never skipped: they wait
  /// for the previous save.
  CheckpointHook& background(WhenBusy when_busy = WhenBusy::wait) &;
  CheckpointHook&& background(WhenBusy when_busy = WhenBusy::wait) && {
    return std::move(background(when_busy));
  }

  /// Called if a save fails, instead of throwing the CheckpointError into the loop. The files stay
  /// unchanged, and the next save tries again. A best epoch that could not be saved stops counting
  /// once the loop has passed it: the best is then the one in best.pt, or a later, better epoch.
  CheckpointHook& on_error(std::function<void(const CheckpointError&)> handler) &;
  CheckpointHook&& on_error(std::function<void(const CheckpointError&)> handler) &&;

  // Called by the hook set.

  std::string name() const { return "checkpoint"; }
  bool keeps_last() const;
  Direction direction() const;
  bool wants_step(int64_t step) const;
  void answered(Next next);

  bool resume(detail::Loop& loop);
  void on_step_end(const StepEnd& event);
  void on_epoch_end(const EpochEnd& event);
  void on_trial_end(const LoopEnd& event);

 private:
  using Clock = std::chrono::steady_clock;

  static std::string trial_directory(const Trial& trial);
  static std::string trial_directory(const Trial& trial, int64_t number);

  static void check_count(const char* what, int64_t count);

  void add(detail::Part part);
  CheckpointHook& rank(Direction direction, bool keep_last);

  std::string last_path() const;
  std::string best_path() const;
  std::string epoch_path(int64_t epoch) const;
  bool is_due_step(int64_t step) const;
  bool is_time() const;
  bool is_among_best(const detail::Loop& loop);
  bool has_random_state() const;

  void check_trial(const Checkpoint& checkpoint) const;
  void check_stretch(detail::Loop& loop) const;
  void take_over() const;
  void restore_parent(detail::Loop& loop, const detail::LoopSettings& settings);
  void save(detail::Loop& loop, double value, bool is_best);
  bool write(detail::Loop& loop, double value, bool is_best);
  void save_end(detail::Loop& loop);
  bool settle_best(detail::Loop& loop);
  bool find_best(detail::Loop& loop);
  void find_kept_epochs();
  void hear_of_failures();
  void finish();
  void fail(const CheckpointError& error) const;

  std::string directory_;
  const detail::FileOps* ops_;
  std::optional<Trial> trial_;
  detail::PopulationPlace place_;  // the trial's place in a population
  std::vector<int64_t> repeats_;   // the trials that this one retries
  std::vector<double> rates_;      // learning rates set by the loop, before any scheduler
  std::vector<detail::Part> parts_;
  Direction direction_ = Direction::not_set;
  bool keep_last_ = false;
  int64_t every_ = 1;
  bool says_epochs_ = false;
  int64_t every_steps_ = 0;
  std::chrono::duration<double> every_time_{0};
  detail::KeptEpochs kept_;
  std::function<void(const CheckpointError&)> on_error_;
  std::shared_ptr<detail::BackgroundWriter> writer_;  // null: saves are synchronous
  bool trial_waits_ = false;                          // trial_ waits for the writer when it ends

  int64_t begun_ = 0;  // identifies this loop; 0 before its first save
  int64_t saves_ = 0;
  Clock::time_point last_save_;  // the clock's epoch: no save yet
  bool has_saved_ = false;
  detail::Progress saved_;       // what last.pt contains, or will; valid if has_saved_
  bool saved_best_ = false;      // whether best.pt is from the same save
  bool best_is_unsure_ = false;  // a save failed: best.pt may not hold the best epoch
};

/// Saves the loop's variables into `<directory>/last.pt` and `best.pt`.
///
///   hone::checkpoint("runs/gan").minimize().with("generator", generator).with("critic", critic)
inline CheckpointHook checkpoint(std::string directory) {
  return CheckpointHook(std::move(directory));
}

/// Saves the loop's variables into the trial's directory, where the study's `best.pt` symlink finds
/// them. Throws ArgumentError if the study has no directory.
inline CheckpointHook checkpoint(const Trial& trial) { return CheckpointHook(trial); }

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/hooks/impl/checkpoint.hpp>
#include <hone/hooks/impl/checkpoint_resume.hpp>
#include <hone/hooks/impl/checkpoint_save.hpp>
#endif
