// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/save_checkpoint.hpp>
#include <hone/checkpoint/state_dict/loop_settings.hpp>
#include <hone/detail/attempts.hpp>
#include <hone/detail/hooks/kept_epochs.hpp>
#include <hone/detail/hooks/loop_files.hpp>
#include <hone/detail/population.hpp>
#include <hone/hooks/events.hpp>
#include <hone/hooks/phase.hpp>
#include <hone/trial.hpp>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <exception>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {

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
                          const detail::FileOps& ops = detail::system_file_ops())
      : directory_(std::move(directory)), ops_(&ops) {
    if (directory_.empty())
      throw ArgumentError("hone: hone::checkpoint(\"\") has no directory; give it one");
  }
  explicit CheckpointHook(const Trial& trial,
                          const detail::FileOps& ops = detail::system_file_ops())
      : CheckpointHook(trial_directory(trial), ops) {
    trial_.emplace(trial.share());
    const FrozenTrial frozen = trial.frozen();
    place_ = detail::population_place(frozen);
    repeats_ = detail::retry_history(frozen);
  }
  CheckpointHook(CheckpointHook&&) = default;
  CheckpointHook& operator=(CheckpointHook&&) = default;
  ~CheckpointHook();

  /// Keeps a variable under this name: a module on the stack, in a holder or behind a pointer, an
  /// optimizer, a scheduler, a generator, a tensor, a number, text, or whatever Boost.Serialization
  /// can write.
  template <class T>
  CheckpointHook& with(std::string name, T&& variable) & {
    parts_.push_back(detail::make_part<T>(std::move(name), std::forward<T>(variable)));
    detail::check_part_names(parts_);
    return *this;
  }
  template <class T>
  CheckpointHook&& with(std::string name, T&& variable) && {
    return std::move(with(std::move(name), std::forward<T>(variable)));
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
  CheckpointHook& every(int64_t epochs) & {
    check_count("every", epochs);
    every_ = epochs;
    says_epochs_ = true;
    return *this;
  }
  CheckpointHook&& every(int64_t epochs) && { return std::move(every(epochs)); }

  /// Saves no more often than this, where nothing but every(n) or every_steps(n) asks for it: a new
  /// best epoch, and one with which the loop is left, are always saved.
  CheckpointHook& every(std::chrono::duration<double> time) & {
    if (!(time.count() >= 0))
      throw ArgumentError("hone: checkpoint's every of " + std::to_string(time.count()) +
                          " seconds; it is the least time between saves, at least 0");
    every_time_ = time;
    return *this;
  }
  CheckpointHook&& every(std::chrono::duration<double> time) && { return std::move(every(time)); }

  /// Keeps the k best epochs, by the direction: each has a file `epoch-<number>.pt`, and best.pt is
  /// the best one. An epoch that is among them is always saved.
  CheckpointHook& keep_best(int64_t k) & {
    check_count("keep_best", k);
    kept_.best = k;
    return *this;
  }
  CheckpointHook&& keep_best(int64_t k) && { return std::move(keep_best(k)); }

  /// Keeps the n newest of the epochs that were saved: each has a file `epoch-<number>.pt`. Which
  /// epoch counts is not said by this, but by the direction or keep_last().
  CheckpointHook& keep_last(int64_t n) & {
    check_count("keep_last", n);
    kept_.last = n;
    return *this;
  }
  CheckpointHook&& keep_last(int64_t n) && { return std::move(keep_last(n)); }

  /// Saves after every n-th step too, inside epochs or in a loop without them. In a loop of epochs
  /// where no other hook listens to epochs alone, say every(1) as well: see HookSet::resume.
  CheckpointHook& every_steps(int64_t steps) & {
    check_count("every_steps", steps);
    every_steps_ = steps;
    return *this;
  }
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
  CheckpointHook& background(WhenBusy when_busy = WhenBusy::wait) & {
    writer_ = std::make_shared<detail::BackgroundWriter>(when_busy, *ops_);
    return *this;
  }
  CheckpointHook&& background(WhenBusy when_busy = WhenBusy::wait) && {
    return std::move(background(when_busy));
  }

  /// What to do where a save fails, instead of throwing the CheckpointError into the loop. The
  /// files are then what they were, and the next save tries again.
  CheckpointHook& on_error(std::function<void(const CheckpointError&)> handler) & {
    on_error_ = std::move(handler);
    return *this;
  }
  CheckpointHook&& on_error(std::function<void(const CheckpointError&)> handler) && {
    return std::move(on_error(std::move(handler)));
  }

  // What the hook set calls.

  std::string name() const { return "checkpoint"; }
  bool keeps_last() const { return keep_last_ || place_; }
  Direction direction() const {
    if (direction_ != Direction::not_set || keep_last_ || !trial_) return direction_;
    if (trial_->direction() == Direction::not_set)
      throw ArgumentError(
          "hone: study \"" + trial_->study_name() +
          "\" has several objectives, so it does not say which epoch is the best; add "
          ".minimize(), .maximize() or .keep_last() to hone::checkpoint(trial)");
    return trial_->direction();
  }
  bool wants_step(int64_t step) const {
    return is_due_step(step) || (writer_ && writer_->has_failed());
  }
  void answered(Next next) {
    if (trial_) trial_->record_answer(next);
  }

  bool resume(detail::Loop& loop);
  void on_step_end(const StepEnd& event) {
    hear_of_failures();
    if (event.loop && is_due_step(event.step)) save(*event.loop, event.value, /*is_best=*/false);
  }
  void on_epoch_end(const EpochEnd& event) {
    hear_of_failures();
    if (!event.loop) return;
    const bool is_due =
        (event.epoch % every_ == 0 && is_time()) || event.loop->progress.next != Next::proceed;
    if (is_due || (event.loop->ranks && event.is_best) || is_among_best(*event.loop))
      save(*event.loop, event.value, event.is_best);
  }
  void on_trial_end(const LoopEnd& event);

 private:
  static std::string trial_directory(const Trial& trial) {
    return trial_directory(trial, trial.number());
  }
  static std::string trial_directory(const Trial& trial, int64_t number) {
    if (trial.study_directory().empty())
      throw ArgumentError("hone: study \"" + trial.study_name() +
                          "\" keeps no files, so there is no place for a trial's checkpoint; make "
                          "the study by hone::Study(dir)");
    return trial.study_directory() + "/trials/" + std::to_string(number);
  }

  static void check_count(const char* what, int64_t count) {
    if (count < 1)
      throw ArgumentError(std::string("hone: checkpoint's ") + what + " of " +
                          std::to_string(count) + "; give a number of at least 1");
  }

  CheckpointHook& rank(Direction direction, bool keep_last) {
    direction_ = direction;
    keep_last_ = keep_last;
    return *this;
  }

  std::string last_path() const { return directory_ + "/last.pt"; }
  std::string best_path() const { return directory_ + "/best.pt"; }
  std::string epoch_path(int64_t epoch) const {
    return directory_ + "/" + detail::KeptEpochs::file_name(epoch);
  }
  bool is_due_step(int64_t step) const {
    return every_steps_ > 0 && step % every_steps_ == 0 && is_time();
  }
  bool is_time() const {
    return !last_save_ || std::chrono::steady_clock::now() - *last_save_ >= every_time_;
  }
  bool is_among_best(const detail::Loop& loop) {
    kept_.direction = loop.direction;
    if (kept_.best > 0 && loop.direction == Direction::not_set)
      throw ArgumentError(
          "hone: keep_best needs to know which epochs are better; add .minimize() or .maximize() "
          "to hone::checkpoint(...)");
    return kept_.is_among_best(loop.progress.last);
  }
  bool has_random_state() const { return !trial_ || trial_->is_only_job(); }

  void check_trial(const Checkpoint& checkpoint) const;
  void check_stretch(detail::Loop& loop) const;
  void take_over() const;
  void restore_parent(detail::Loop& loop, const detail::LoopSettings& settings);
  void save(detail::Loop& loop, double value, bool is_best);
  bool write(detail::Loop& loop, double value, bool is_best);
  void find_kept_epochs();
  void hear_of_failures();
  void finish();
  void fail(const CheckpointError& error) const {
    if (!on_error_) throw error;
    on_error_(error);
  }

  std::string directory_;
  const detail::FileOps* ops_;
  std::optional<Trial> trial_;
  std::optional<detail::PopulationPlace> place_;  // of a trial of a population
  std::vector<int64_t> repeats_;                  // the trials that it is a retry of
  std::vector<double> rates_;                     // that its loop has set, before a scheduler
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
  std::optional<std::chrono::steady_clock::time_point> last_save_;
  std::optional<detail::Progress> saved_;  // what last.pt holds, or will
  bool saved_best_ = false;                // whether best.pt is the same save
};

/// Restores the loop and returns true, or saves its beginning and returns false.
inline bool CheckpointHook::resume(detail::Loop& loop) {
  if (loop.given) {
    detail::restore_all(Checkpoint::open(loop.given->path, *loop.given->ops), parts_);
    return true;
  }
  std::optional<detail::LoopSettings> settings;
  if (place_) {
    check_stretch(loop);
    rates_ = settings.emplace(parts_).rates();
  }
  detail::sweep_temporaries(directory_, *ops_);
  take_over();
  const detail::LoopFiles files(directory_);
  const detail::LoopFiles::Saved* const from = files.newest();
  if (!from) {
    const bool has_parent = place_ && place_->parent;
    if (has_parent) restore_parent(loop, *settings);
    save(loop, std::numeric_limits<double>::quiet_NaN(), /*is_best=*/false);
    finish();
    if (saved_) loop.resumed_from = last_path();
    return has_parent;
  }
  loop.resumed_from = from->checkpoint.path();
  check_trial(from->checkpoint);
  detail::restore_all(from->checkpoint, parts_, has_random_state(),
                      [&](detail::Restoration& plan) { detail::restore_hooks(loop, plan); });
  detail::Progress& at = loop.progress;
  at = from->record.progress;
  at.has_epochs = at.has_epochs || says_epochs_;
  begun_ = from->record.begun;
  saves_ = from->record.saves;
  saved_best_ =
      files.best && files.best->record.begun == begun_ && files.best->record.saves == saves_;
  if (files.has_good_last && from == &*files.last) saved_ = at;
  last_save_ = std::chrono::steady_clock::now();
  find_kept_epochs();

  // What on_trial_end() will return is the value of what best.pt holds. Where best.pt was lost it
  // is made again from these weights, if they are the best ones; else the best is yet to come.
  if (loop.ranks && std::isfinite(at.best) && !files.best_is_best_of(from->record)) {
    if (at.epoch_ended && !at.in_epoch && at.best_epoch == at.epoch) {
      save(loop, at.last, /*is_best=*/true);
      finish();
    } else {
      at.best = std::numeric_limits<double>::quiet_NaN();
      at.best_epoch = 0;
    }
  }
  if (trial_ && from->checkpoint.trial() != trial_->number() && saves_ == from->record.saves) {
    save(loop, from->checkpoint.value(), saved_best_);  // what was taken over, under its own number
    finish();
  }
  return true;
}

/// A retry that has saved nothing of its own is given the files of the trial that it repeats; of
/// several, the last one that has something to go on from.
inline void CheckpointHook::take_over() const {
  if (repeats_.empty() || ::access(last_path().c_str(), F_OK) == 0) return;
  for (auto number = repeats_.rbegin(); number != repeats_.rend(); ++number) {
    const std::string from = trial_directory(*trial_, *number);
    try {
      if (!detail::LoopFiles(from).newest()) continue;
    } catch (const CheckpointError&) {  // there are files, and none is good
      continue;
    }
    std::vector<std::string> paths = detail::LoopFiles::epochs_in(from);
    paths.push_back(from + "/best.pt");
    paths.push_back(from + "/last.pt");  // last: see LoopFiles
    detail::make_directories(directory_, *ops_);
    for (const std::string& path : paths)
      if (::access(path.c_str(), F_OK) == 0)
        detail::link_file(path, directory_ + '/' + detail::file_name_of(path), *ops_);
    return;
  }
}

/// Leaves files from which a finished loop resumes as finished.
inline void CheckpointHook::on_trial_end(const LoopEnd& event) {
  finish();
  if (!event.loop) return;
  const detail::Progress& at = event.loop->progress;
  if (!at.epoch_ended && !at.in_epoch) return;  // nothing happened since the beginning was saved
  const bool is_over = at.next == Next::stop || at.next == Next::prune;
  const bool steps_count = every_steps_ > 0 || !(at.has_epochs || at.epoch_ended);
  // An epoch that was left in its middle is run again, where no saves inside epochs were asked for.
  if (at.in_epoch && !steps_count && !is_over) return;
  const bool ended_best =
      !event.loop->ranks || (std::isfinite(at.best) && at.best_epoch == at.epoch);
  const bool is_best = !at.epoch_ended || (ended_best && !at.in_epoch);
  const bool is_saved = saved_ && saved_->epoch_ended == at.epoch_ended &&
                        saved_->epoch == at.epoch && saved_->in_epoch == at.in_epoch &&
                        saved_->step == at.step && (saved_->next == at.next || !is_over);
  if (is_saved && (!is_best || saved_best_)) return;
  save(*event.loop, at.last, is_best);
  finish();
}

inline CheckpointHook::~CheckpointHook() {
  if (!writer_) return;
  try {
    writer_->stop();
    if (on_error_) hear_of_failures();
  } catch (...) {  // thrown by the user's handler, or in the child of a fork
  }
}

/// What went wrong in the background is an error of the event at which it is heard of.
inline void CheckpointHook::hear_of_failures() {
  if (!writer_) return;
  const std::optional<CheckpointError> error = writer_->take_error();
  if (!error) return;
  saved_.reset();
  saved_best_ = false;
  writer_->wait();
  find_kept_epochs();
  fail(*error);
}

/// What epochs of this loop have a file of their own.
inline void CheckpointHook::find_kept_epochs() {
  if (!kept_.is_asked()) return;
  std::vector<detail::KeptEpochs::Epoch> found;
  for (const std::string& path : detail::LoopFiles::epochs_in(directory_)) try {
      const detail::LoopRecord record = detail::loop_record_of(Checkpoint::open(path));
      if (record.begun == begun_) found.push_back({record.progress.epoch, record.progress.last});
    } catch (const CheckpointError&) {  // damaged, or none of a loop's
    }
  kept_.found(std::move(found));
}

inline void CheckpointHook::finish() {
  if (!writer_) return;
  writer_->wait();
  hear_of_failures();
}

/// A folder that was left behind by another study must not be taken for this trial's.
inline void CheckpointHook::check_trial(const Checkpoint& checkpoint) const {
  if (!trial_) return;
  const auto refuse = [&](const std::string& why) {
    throw CheckpointError("hone: " + checkpoint.path() + " is not of trial " +
                          std::to_string(trial_->number()) + " of study \"" + trial_->study_name() +
                          "\": " + why + "; was it left by another study? " + "Remove " +
                          directory_ + ", or use another study directory");
  };
  if (checkpoint.trial() && *checkpoint.trial() != trial_->number() &&
      std::find(repeats_.begin(), repeats_.end(), *checkpoint.trial()) == repeats_.end())
    refuse("it says that it is of trial " + std::to_string(*checkpoint.trial()));
  for (const auto& [name, value] : trial_->params()) {
    const auto found = checkpoint.params().find(name);
    if (found != checkpoint.params().end() && found->second != value)
      refuse(name + " is " + found->second.to_string() + " in it, and " + value.to_string() +
             " in the trial");
  }
}

/// Without it, a stretch would go on to the end of the loop.
inline void CheckpointHook::check_stretch(detail::Loop& loop) const {
  for (const detail::HookState& state : loop.states())
    if (state.name == "stretch") return;
  throw ArgumentError("hone: trial " + std::to_string(trial_->number()) + " of study \"" +
                      trial_->study_name() +
                      "\" is a stretch of a population's training, and nothing ends it; add "
                      "hone::stretch(trial) to hone::hooks(...)");
}

/// Restores the end of the trial that this one goes on from: all but what this one's parameters
/// have set. The epochs are counted on; which is the best begins anew.
inline void CheckpointHook::restore_parent(detail::Loop& loop,
                                           const detail::LoopSettings& settings) {
  const std::string path = trial_directory(*trial_, *place_->parent) + "/best.pt";
  const std::string goes_on = "hone: trial " + std::to_string(trial_->number()) + " of study \"" +
                              trial_->study_name() + "\" goes on from trial " +
                              std::to_string(*place_->parent) + ", ";
  if (::access(path.c_str(), F_OK) != 0)
    throw CheckpointError(goes_on + "and " + path +
                          " is gone; put it back. A population needs what StudyOptions::keep "
                          "keeps of COMPLETE trials by default, TrialFiles::best");
  const Checkpoint checkpoint = Checkpoint::open(path);
  if (checkpoint.trial() != place_->parent)
    throw CheckpointError(goes_on + "and " + path +
                          " is not of that trial; was it left by another study?");
  const detail::LoopRecord record = detail::loop_record_of(checkpoint);
  const Params params = trial_->params();
  std::vector<detail::Part> parts;
  for (const detail::Part& part : parts_)
    if (params.count(part.name()) == 0) parts.push_back(part);
  try {
    detail::restore_all(checkpoint, parts, has_random_state(),
                        [&](detail::Restoration& plan) { detail::restore_hooks(loop, plan); });
  } catch (const CheckpointError& error) {
    throw CheckpointError(goes_on + "and cannot: " + detail::bare_text(error) +
                          ". Parameters that shape the model, or choose the optimizer, stay a "
                          "parent's by PopulationSamplerOptions().inherit({\"name\"})");
  }
  settings.put_back(detail::rates_of(checkpoint));

  const detail::Progress own = loop.progress;
  detail::Progress& at = loop.progress;
  at = record.progress;
  at.first = own.first;
  at.has_epochs = at.has_epochs || own.has_epochs;
  at.next = Next::proceed;
  at.best = std::numeric_limits<double>::quiet_NaN();
  at.best_epoch = 0;
}

inline void CheckpointHook::save(detail::Loop& loop, double value, bool is_best) {
  try {
    if (!write(loop, value, is_best)) return;
    saved_ = loop.progress;
    saved_best_ = is_best;
    last_save_ = std::chrono::steady_clock::now();
  } catch (const CheckpointError& error) {
    fail(error);
  } catch (const Error&) {
    throw;  // a mistake in the program, such as two hooks of one name
  } catch (const std::exception& error) {
    fail(CheckpointError("hone: " + last_path() + " cannot be saved: " + error.what()));
  }
}

/// False where it was skipped.
inline bool CheckpointHook::write(detail::Loop& loop, double value, bool is_best) {
  detail::Progress& at = loop.progress;
  at.has_epochs = at.has_epochs || says_epochs_;
  if (begun_ == 0) {
    begun_ = std::chrono::duration_cast<std::chrono::nanoseconds>(
                 std::chrono::system_clock::now().time_since_epoch())
                 .count();
  }
  detail::CheckpointContents contents;
  if (at.epoch_ended) contents.info.epoch = at.epoch;
  contents.info.value = value;
  contents.info.answer = static_cast<int64_t>(at.next);
  if (trial_) {
    contents.info.trial = trial_->number();
    contents.info.params = trial_->params();
  }
  contents.parts = parts_;
  contents.random_state = has_random_state();
  if (saves_ == 0) detail::make_directories(directory_, *ops_);
  contents.own = detail::to_dict({begun_, ++saves_, at}, loop);
  if (place_) contents.own.add("rates", detail::List(rates_.begin(), rates_.end()));
  std::vector<std::string> paths, obsolete;
  if (is_best) paths.push_back(best_path());
  const bool ended = at.epoch_ended && !at.in_epoch;
  const bool among_best = is_among_best(loop) && ended;
  const detail::KeptEpochs kept_before = kept_;
  if (among_best || (ended && kept_.last > 0)) {
    paths.push_back(epoch_path(at.epoch));
    for (const int64_t epoch : kept_.add({at.epoch, at.last}))
      obsolete.push_back(epoch_path(epoch));
  }
  paths.push_back(last_path());  // last: see LoopFiles
  if (!writer_) {
    try {
      detail::save_checkpoint(paths, contents, *ops_);
    } catch (...) {
      kept_ = kept_before;
      throw;
    }
    for (const std::string& path : obsolete) ops_->unlink(path.c_str());
    return true;
  }
  if (trial_ && !trial_waits_) {
    trial_->before_end([writer = writer_] {
      writer->wait();
      if (const auto error = writer->take_error()) throw *error;
    });
    trial_waits_ = true;
  }
  const bool must = (is_best && loop.ranks) || among_best || at.next != Next::proceed;
  const bool is_taken = detail::save_checkpoint(paths, contents, *writer_, must, obsolete);
  if (!is_taken) kept_ = kept_before;
  return is_taken;
}

/// Saves the loop's variables into `<directory>/last.pt` and `best.pt`.
///
///   hone::checkpoint("runs/gan").minimize().with("generator", generator).with("critic", critic)
inline CheckpointHook checkpoint(std::string directory) {
  return CheckpointHook(std::move(directory));
}

/// Saves the loop's variables into the trial's folder in the study's directory, where the study's
/// best pointer finds them. Throws ArgumentError for a study that keeps no files.
inline CheckpointHook checkpoint(const Trial& trial) { return CheckpointHook(trial); }

}  // namespace v0
}  // namespace hone
