// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/attempts.hpp>
#include <hone/detail/best_tracker.hpp>
#include <hone/detail/hooks/live_line.hpp>
#include <hone/hooks/events.hpp>
#include <hone/hooks/phase.hpp>
#include <hone/study_view.hpp>
#include <hone/trial.hpp>
#include <hone/trial_end.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace hone {
inline namespace v0 {

namespace detail {

/// How far a study has come, by its records: each finished trial is looked at once.
template <class = void>
class StudyCountsOf {
 public:
  int64_t finished = 0;  ///< as OptimizeOptions::total_trials counts them
  int64_t running = 0;   ///< held by a worker that lives, for all that is known
  int64_t pruned = 0;
  int64_t failed = 0;
  int64_t best = -1;  ///< the best trial's number; -1 where there is none, or several objectives
  double best_value = 0;

  void update(const StudyRecord& record) {
    for (; seen_ < record.finished.size(); ++seen_) {
      const FrozenTrial& trial = *record.find_trial(record.finished[seen_]);
      pruned += trial.state == TrialState::pruned;
      failed += trial.state == TrialState::fail;
    }
    running = 0;
    for (const int64_t number : record.unfinished) {
      const FrozenTrial& trial = *record.find_trial(number);
      running += trial.state == TrialState::running && !is_abandoned(trial);
    }
    finished = counter_.of(record);
    if (record.directions.size() != 1) return;
    best = tracker_.best(record);
    if (best >= 0) best_value = record.find_trial(best)->value();
  }

 private:
  size_t seen_ = 0;
  FinishedCount counter_;
  BestTracker tracker_;
};
using StudyCounts = StudyCountsOf<>;

/// 2:31, 1:02:31.
inline std::string clock_text(double seconds) {
  const auto whole = static_cast<int64_t>(std::max(0.0, seconds));
  char text[40];
  if (whole < 3600)
    std::snprintf(text, sizeof text, "%d:%02d", static_cast<int>(whole / 60),
                  static_cast<int>(whole % 60));
  else
    std::snprintf(text, sizeof text, "%lld:%02d:%02d", static_cast<long long>(whole / 3600),
                  static_cast<int>(whole / 60 % 60), static_cast<int>(whole % 60));
  return text;
}

}  // namespace detail

/// Shows how far a study has come: on a terminal in one line that is replaced as things change,
/// elsewhere, in a job's log file, in a line now and then.
///
///   trial 17/100 · best 0.0812 (#9) · 3 running · 41 pruned · 2:31 left
///
///   hone::Progress progress = hone::progress(study).total_trials(100);
///   study.attach(hone::Progress(progress));                   // a copy, the same line
///   study.attach(hone::log_trials(progress));                 // its lines scroll by above
///   ...
///   auto hooks = hone::hooks(hone::report(trial), progress);  // in the objective
///
/// Counts come from the study's records, so each of several processes shows all of them. Attached
/// to the study it looks at them when a trial ends, among a loop's hooks at each epoch's end too,
/// and on a terminal at most ten times a second. It writes to stderr unless told otherwise, in
/// color unless NO_COLOR is set, and what goes wrong meanwhile is not a reason to stop anything.
///
/// A handle: copies share the line, and any number of threads may use it. The line is left for good
/// by `finish`, or with the last copy.
template <class>
class BasicProgress {
 public:
  static constexpr Phase phase = Phase::keep;

  explicit BasicProgress(StudyView study, std::FILE* stream = stderr)
      : BasicProgress(std::move(study), std::make_shared<detail::StreamTerminal>(stream)) {}
  /// For tests.
  BasicProgress(StudyView study, std::shared_ptr<detail::Terminal> terminal)
      : state_(std::make_shared<State>(std::move(study), std::move(terminal))) {}

  /// How many trials the study is to have: what `optimize` was given. Without it there is no time
  /// left to be told.
  BasicProgress& total_trials(int64_t n) & {
    const std::lock_guard<std::mutex> lock(state_->mutex);
    state_->total = n;
    return *this;
  }
  BasicProgress&& total_trials(int64_t n) && { return std::move(total_trials(n)); }

  /// How often a line is written where the stream is no terminal. Default: a minute.
  BasicProgress& every(std::chrono::duration<double> time) & {
    const std::lock_guard<std::mutex> lock(state_->mutex);
    state_->interval = time;
    return *this;
  }
  BasicProgress&& every(std::chrono::duration<double> time) && { return std::move(every(time)); }

  /// Prints whole lines above the live one, each with its end.
  void print(const std::string& lines) { state_->line->print(lines); }

  /// Shows how the study stands now, and leaves the line. A later event begins a new one.
  void finish() { state_->finish(); }

  void on_epoch_end(const EpochEnd& /*event*/) { state_->refresh(); }
  void on_trial_end(const LoopEnd& /*event*/) { state_->refresh(); }
  void on_trial_end(const TrialEnd& /*event*/) { state_->refresh(); }

 private:
  template <class>
  friend class BasicLogTrials;
  using Clock = detail::Terminal::Clock;

  struct State {
    State(StudyView its_study, std::shared_ptr<detail::Terminal> terminal)
        : study(std::move(its_study)),
          line(std::make_shared<detail::LiveLine>(std::move(terminal))),
          began(line->terminal().now()),
          shown(began) {
      if (line->terminal().is_live) shown -= std::chrono::seconds(1);  // the first event shows
      look();
      finished_before = counts.finished;
    }
    ~State() {
      if (process == detail::process_id()) finish();  // not in a child of a fork
    }

    /// Whoever comes while another thread is at it goes on at once.
    void refresh() {
      const std::unique_lock<std::mutex> lock(mutex, std::try_to_lock);
      if (!lock) return;
      is_due = true;
      const auto now = line->terminal().now();
      const bool is_live = line->terminal().is_live;
      const std::chrono::duration<double> pause =
          is_live ? std::chrono::duration<double>(0.1) : interval;
      if (now - shown < pause) return;
      show(now, /*is_last=*/false);
    }

    void finish() {
      const std::lock_guard<std::mutex> lock(mutex);
      if (is_due) show(line->terminal().now(), /*is_last=*/true);
      is_due = false;
      line->end();
    }

    void show(Clock::time_point now, bool is_last) {
      look();
      shown = now;
      const std::string text = describe(now, is_last);
      if (line->terminal().is_live)
        line->show(text);
      else
        line->print(text + '\n');
    }

    void look() {
      try {
        study.read([&](const StudyRecord& record) { counts.update(record); });
      } catch (const Error&) {  // whoever trains and tells will say so
      }
      if (counts.finished != last_finished) {
        last_finished = counts.finished;
        last_end = line->terminal().now();
      }
    }

    std::string describe(Clock::time_point now, bool is_last) const {
      const detail::Terminal& terminal = line->terminal();
      const std::string dot = terminal.has_utf8 ? " · " : " | ";
      std::string text = "trial " + std::to_string(counts.finished);
      if (total) text += '/' + std::to_string(*total);
      if (counts.best >= 0) {
        char number[40];
        std::snprintf(number, sizeof number, "%.4g", counts.best_value);
        text += dot + (terminal.has_color ? "\x1b[32m" : "") + "best " + number + " (#" +
                std::to_string(counts.best) + ')' + (terminal.has_color ? "\x1b[0m" : "");
      }
      const auto add = [&](int64_t count, const char* what) {
        if (count > 0) text += dot + std::to_string(count) + what;
      };
      add(counts.running, " running");
      add(counts.pruned, " pruned");
      add(counts.failed, " failed");
      if (is_last)
        text += dot + "took " + detail::clock_text(seconds(now - began));
      else if (const auto left = seconds_left(now))
        text += dot + detail::clock_text(*left) + " left";
      return text;
    }

    /// As long as the trials so far took for each, whoever ran them.
    std::optional<double> seconds_left(Clock::time_point now) const {
      const int64_t ended = counts.finished - finished_before;
      if (!total || ended <= 0 || counts.finished >= *total) return std::nullopt;
      const double each = seconds(last_end - began) / static_cast<double>(ended);
      return each * static_cast<double>(*total - counts.finished) - seconds(now - last_end);
    }

    static double seconds(Clock::duration time) {
      return std::chrono::duration<double>(time).count();
    }

    const StudyView study;
    const std::shared_ptr<detail::LiveLine> line;
    const pid_t process = detail::process_id();
    std::mutex mutex;  // guards what follows
    std::optional<int64_t> total;
    std::chrono::duration<double> interval{60};
    detail::StudyCounts counts;
    bool is_due = false;  // something has happened since the line was left
    Clock::time_point began, shown, last_end;
    int64_t finished_before = 0, last_finished = 0;
  };

  std::shared_ptr<State> state_;
};

/// `study` is a Study.
template <class T = void>
inline BasicProgress<T> progress(StudyView study, std::FILE* stream = stderr) {
  return BasicProgress<T>(std::move(study), stream);
}

}  // namespace v0
}  // namespace hone
