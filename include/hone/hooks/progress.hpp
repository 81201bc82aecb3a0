// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/worker.hpp>
#include <hone/hooks/detail/live_line.hpp>
#include <hone/hooks/events.hpp>
#include <hone/hooks/phase.hpp>
#include <hone/records/detail/attempts.hpp>
#include <hone/records/detail/best_tracker.hpp>
#include <hone/records/study_record.hpp>
#include <hone/storages/study_view.hpp>
#include <hone/study/trial_end.hpp>

#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace hone {
inline namespace HONE_ABI {

namespace detail {

/// How far a study has come, by its records. Each finished trial is read only once.
class StudyCounts {
 public:
  int64_t finished = 0;  ///< as OptimizeOptions::total_trials counts them
  int64_t running = 0;   ///< held by a worker that is not known to be dead
  int64_t pruned = 0;
  int64_t failed = 0;
  int64_t best = -1;  ///< the best trial's number; -1 if there is none, or several objectives
  double best_value = 0;

  void update(const StudyRecord& record);

 private:
  size_t seen_ = 0;
  FinishedCount counter_;
  BestTracker tracker_;
};

}  // namespace detail

/// Shows how far a study has come: on a terminal as one line that is updated in place, elsewhere,
/// such as in a job's log file, as a new line at intervals.
///
///   trial 17/100 · best 0.0812 (#9) · 3 running · 41 pruned · 2:31 left
///
///   hone::Progress progress = hone::progress(study).total_trials(100);
///   study.attach(hone::Progress(progress));                   // a copy, the same line
///   study.attach(hone::log_trials(progress));                 // its lines scroll by above
///   ...
///   auto hooks = hone::hooks(hone::report(trial), progress);  // in the objective
///
/// Counts come from the study's records, so with several processes each shows the totals. It reads
/// the records when a trial ends if attached to the study, and at the end of each epoch if it is
/// among a loop's hooks; on a terminal at most ten times a second. It writes to stderr by default,
/// in color unless NO_COLOR is set. Its errors never stop the study.
///
/// A thread-safe handle: copies share the line. `finish`, or destroying the last copy, ends the
/// line and leaves it on the screen.
class Progress {
 public:
  static constexpr Phase phase = Phase::keep;

  explicit Progress(StudyView study, std::FILE* stream = stderr);
  /// For tests.
  Progress(StudyView study, std::shared_ptr<detail::Terminal> terminal);

  /// The study's planned number of trials, as given to `optimize`. Without it the time left is not
  /// shown.
  Progress& total_trials(int64_t n) &;
  Progress&& total_trials(int64_t n) && { return std::move(total_trials(n)); }

  /// How often a line is written if the stream is not a terminal. Default: 60 s.
  Progress& every(std::chrono::duration<double> time) &;
  Progress&& every(std::chrono::duration<double> time) && { return std::move(every(time)); }

  /// Prints complete lines, each with its newline, above the live one.
  void print(const std::string& lines) { state_->line->print(lines); }

  /// Shows the current state and ends the line. A later event starts a new one.
  void finish() { state_->finish(); }

  void on_epoch_end(const EpochEnd& /*event*/) { state_->refresh(); }
  void on_trial_end(const LoopEnd& /*event*/) { state_->refresh(); }
  void on_trial_end(const TrialEnd& /*event*/) { state_->refresh(); }

 private:
  friend class LogTrials;
  using Clock = detail::Terminal::Clock;

  struct State {
    State(StudyView its_study, std::shared_ptr<detail::Terminal> terminal);
    ~State() {
      if (process == detail::process_id()) finish();  // not in a child of a fork
    }

    /// Returns at once if another thread is already refreshing.
    void refresh();

    void finish();

    void show(Clock::time_point now, bool is_last);

    void look();

    std::string describe(Clock::time_point now, bool is_last) const;

    /// Assumes that each trial takes as long as the average so far, counting the trials of all
    /// workers.
    std::optional<double> seconds_left(Clock::time_point now) const;

    static double seconds(Clock::duration time) {
      return std::chrono::duration<double>(time).count();
    }

    const StudyView study;
    const std::shared_ptr<detail::LiveLine> line;
    const pid_t process = detail::process_id();
    std::mutex mutex;  // guards the members below
    std::optional<int64_t> total;
    std::chrono::duration<double> interval{60};
    detail::StudyCounts counts;
    bool is_due = false;  // an event came since the line was ended
    Clock::time_point began, shown, last_end;
    int64_t finished_before = 0, last_finished = 0;
  };

  std::shared_ptr<State> state_;
};

/// `study` is a Study.
inline Progress progress(StudyView study, std::FILE* stream = stderr) {
  return Progress(std::move(study), stream);
}

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/hooks/impl/progress.hpp>
#endif
