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

/// The hook that keeps a loop's variables safe on disk, and gives them back to a loop that was
/// killed. Made by hone::checkpoint(...).
///
///   auto hooks = hone::hooks(hone::report(trial), hone::checkpoint(trial)
///                                                     .with("model_state_dict", model)
///                                                     .with("optimizer_state_dict", optimizer));
///   for (int64_t epoch = hooks.resume(1); epoch <= 10; ++epoch) ...
///
/// In its directory are `last.pt`, from which `resume` goes on, and `best.pt`, whose weights have
/// the value that on_trial_end() returns; where the last epoch is the best they are one file. Each
/// is at every instant a whole one, and a save is durable when the event returns; with background()
/// when on_trial_end() returns. Beside the named
/// variables a checkpoint holds the epoch, its value, the trial and its parameters, torch's random
/// state, and the loop's hooks: their answers and states.
///
/// A trial that has nothing of its own yet and a parent in a population (see PopulationSampler)
/// begins with the end of that one: its `resume` restores the parent's variables, hooks and random
/// state, and returns the epoch after it. What the trial's parameters decide stays: the options of
/// its optimizers as the loop has made them, their learning rates times what a scheduler has made
/// of the parent's; and parts named as a parameter. Its last epoch is the one that counts.
///
/// A retry of a trial whose worker was lost on another machine goes on from that trial's newest
/// good checkpoint, which it links into its own directory.
///
/// Random state is that of torch's global CPU generator. It goes with the checkpoint unless other
/// trials of the study run in the process, which draw from the same: then keep one generator a
/// trial, and add it by `with`.
///
/// Variables are held by reference and looked through at each save. It belongs to one loop; two
/// loops with one directory overwrite each other's files.
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

  /// Keeps a variable under this name: a module on the stack, in a holder or behind a pointer, an
  /// optimizer, a scheduler, a generator, a tensor, a number, text, or whatever Boost.Serialization
  /// can write.
  template <class V>
  CheckpointHook& with(std::string name, V&& variable) & {
    add(detail::make_part<V>(std::move(name), std::forward<V>(variable)));
    return *this;
  }
  template <class V>
  CheckpointHook&& with(std::string name, V&& variable) && {
    return std::move(with(std::move(name), std::forward<V>(variable)));
  }

  /// Which epoch is the best. For a trial the study's direction says it.
  CheckpointHook& minimize() & { return rank(Direction::minimize, false); }
  CheckpointHook& maximize() & { return rank(Direction::maximize, false); }
  /// The last epoch is the one that counts, whatever its value. (With a number it is about files.)
  CheckpointHook& keep_last() & { return rank(Direction::not_set, true); }
  CheckpointHook&& minimize() && { return std::move(minimize()); }
  CheckpointHook&& maximize() && { return std::move(maximize()); }
  CheckpointHook&& keep_last() && { return std::move(keep_last()); }

  /// Saves after every n-th epoch, after a new best one, and when the loop is to be left. Without
  /// it after every epoch.
  CheckpointHook& every(int64_t epochs) &;
  CheckpointHook&& every(int64_t epochs) && { return std::move(every(epochs)); }

  /// Saves no more often than this, where nothing but every(n) or every_steps(n) asks for it: a new
  /// best epoch, and one with which the loop is left, are always saved.
  CheckpointHook& every(std::chrono::duration<double> time) &;
  CheckpointHook&& every(std::chrono::duration<double> time) && { return std::move(every(time)); }

  /// Keeps the k best epochs, by the direction: each has a file `epoch-<number>.pt`, and best.pt is
  /// the best one. An epoch that is among them is always saved.
  CheckpointHook& keep_best(int64_t k) &;
  CheckpointHook&& keep_best(int64_t k) && { return std::move(keep_best(k)); }

  /// Keeps the n newest of the epochs that were saved: each has a file `epoch-<number>.pt`. Which
  /// epoch counts is not said by this, but by the direction or keep_last().
  CheckpointHook& keep_last(int64_t n) &;
  CheckpointHook&& keep_last(int64_t n) && { return std::move(keep_last(n)); }

  /// Saves after every n-th step too, inside epochs or in a loop without them. In a loop of epochs
  /// where no other hook listens to epochs alone, say every(1) as well: see HookSet::resume.
  CheckpointHook& every_steps(int64_t steps) &;
  CheckpointHook&& every_steps(int64_t steps) && { return std::move(every_steps(steps)); }

  /// Writes in a thread of the hook's own: the loop pays one copy of the bytes, into memory that is
  /// kept for it (once the size of a checkpoint; for WhenBusy::replace twice), and goes on. All
  /// that a checkpoint holds is of the moment of its event.
  ///
  /// The end is durable when on_trial_end() returns, and so is the beginning when resume() does; a
  /// kill between costs the saves that were still to be written, and the loop resumes from the one
  /// before. A save that fails is an error of the next event, or of on_trial_end(). In a loop that
  /// is left without it, on_error is told where the hooks are destroyed; without on_error the
  /// trial's `tell` throws, and a loop without a trial never learns of it.
  ///
  /// Saves of a new best, and those with which the loop is left, are always made: they wait for the
  /// one before.
  CheckpointHook& background(WhenBusy when_busy = WhenBusy::wait) &;
  CheckpointHook&& background(WhenBusy when_busy = WhenBusy::wait) && {
    return std::move(background(when_busy));
  }

  /// What to do where a save fails, instead of throwing the CheckpointError into the loop. The
  /// files are then what they were, and the next save tries again. A best epoch that could not be
  /// saved counts no more once the loop has gone on from it: the best is what best.pt holds, or a
  /// later epoch that is better than that.
  CheckpointHook& on_error(std::function<void(const CheckpointError&)> handler) &;
  CheckpointHook&& on_error(std::function<void(const CheckpointError&)> handler) &&;

  // What the hook set calls.

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
  detail::PopulationPlace place_;  // of a trial of a population
  std::vector<int64_t> repeats_;   // the trials that it is a retry of
  std::vector<double> rates_;      // that its loop has set, before a scheduler
  std::vector<detail::Part> parts_;
  Direction direction_ = Direction::not_set;
  bool keep_last_ = false;
  int64_t every_ = 1;
  bool says_epochs_ = false;
  int64_t every_steps_ = 0;
  std::chrono::duration<double> every_time_{0};
  detail::KeptEpochs kept_;
  std::function<void(const CheckpointError&)> on_error_;
  std::shared_ptr<detail::BackgroundWriter> writer_;  // null: saves are made at once
  bool trial_waits_ = false;                          // for the writer, when it ends

  int64_t begun_ = 0;  // this loop's mark; 0 before its first save
  int64_t saves_ = 0;
  Clock::time_point last_save_;  // the clock's beginning: there was none yet
  bool has_saved_ = false;
  detail::Progress saved_;       // what last.pt then holds, or will
  bool saved_best_ = false;      // whether best.pt is the same save
  bool best_is_unsure_ = false;  // a save failed: best.pt may not hold the best epoch
};

/// Saves the loop's variables into `<directory>/last.pt` and `best.pt`.
///
///   hone::checkpoint("runs/gan").minimize().with("generator", generator).with("critic", critic)
inline CheckpointHook checkpoint(std::string directory) {
  return CheckpointHook(std::move(directory));
}

/// Saves the loop's variables into the trial's folder in the study's directory, where the study's
/// best pointer finds them. Throws ArgumentError for a study that keeps no files.
inline CheckpointHook checkpoint(const Trial& trial) { return CheckpointHook(trial); }

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/hooks/impl/checkpoint.hpp>
#include <hone/hooks/impl/checkpoint_resume.hpp>
#include <hone/hooks/impl/checkpoint_save.hpp>
#endif
