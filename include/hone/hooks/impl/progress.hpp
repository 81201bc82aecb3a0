// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/hooks/detail/live_line.hpp>
#include <hone/hooks/progress.hpp>
#include <hone/records/detail/attempts.hpp>
#include <hone/records/detail/best_tracker.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/records/detail/owner.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/storages/study_view.hpp>

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
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE void StudyCounts::update(const StudyRecord& record) {
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

/// Such as 2:31 or 1:02:31.
HONE_INLINE std::string clock_text(double seconds) {
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

HONE_INLINE Progress::Progress(StudyView study, std::FILE* stream)
    : Progress(std::move(study), std::make_shared<detail::StreamTerminal>(stream)) {}

HONE_INLINE Progress::Progress(StudyView study, std::shared_ptr<detail::Terminal> terminal)
    : state_(std::make_shared<State>(std::move(study), std::move(terminal))) {}

HONE_INLINE Progress& Progress::total_trials(int64_t n) & {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  state_->total = n;
  return *this;
}

HONE_INLINE Progress& Progress::every(std::chrono::duration<double> time) & {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  state_->interval = time;
  return *this;
}

HONE_INLINE Progress::State::State(StudyView its_study, std::shared_ptr<detail::Terminal> terminal)
    : study(std::move(its_study)),
      line(std::make_shared<detail::LiveLine>(std::move(terminal))),
      began(line->terminal().now()),
      shown(began) {
  if (line->terminal().is_live) shown -= std::chrono::seconds(1);  // the first event shows
  look();
  finished_before = counts.finished;
}

HONE_INLINE void Progress::State::refresh() {
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

HONE_INLINE void Progress::State::finish() {
  const std::lock_guard<std::mutex> lock(mutex);
  if (is_due) show(line->terminal().now(), /*is_last=*/true);
  is_due = false;
  line->end();
}

HONE_INLINE void Progress::State::show(Clock::time_point now, bool is_last) {
  look();
  shown = now;
  const std::string text = describe(now, is_last);
  if (line->terminal().is_live)
    line->show(text);
  else
    line->print(text + '\n');
}

HONE_INLINE void Progress::State::look() {
  try {
    study.read([&](const StudyRecord& record) { counts.update(record); });
  } catch (const Error&) {  // training reports storage errors itself
  }
  if (counts.finished != last_finished) {
    last_finished = counts.finished;
    last_end = line->terminal().now();
  }
}

HONE_INLINE std::string Progress::State::describe(Clock::time_point now, bool is_last) const {
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

HONE_INLINE std::optional<double> Progress::State::seconds_left(Clock::time_point now) const {
  const int64_t ended = counts.finished - finished_before;
  if (!total || ended <= 0 || counts.finished >= *total) return std::nullopt;
  const double each = seconds(last_end - began) / static_cast<double>(ended);
  return each * static_cast<double>(*total - counts.finished) - seconds(now - last_end);
}

}  // namespace HONE_ABI
}  // namespace hone
