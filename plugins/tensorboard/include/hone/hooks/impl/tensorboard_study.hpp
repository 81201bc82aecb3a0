// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/files/atomic_file.hpp>
#include <hone/files/file_ops.hpp>
#include <hone/hooks/tensorboard.hpp>
#include <hone/hooks/tensorboard_study.hpp>
#include <hone/records/detail/finished_cursor.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/storages/study_view.hpp>
#include <hone/study/trial_end.hpp>
#include <hone/tensorboard/detail/event_file.hpp>
#include <hone/tensorboard/detail/hparams.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE TensorBoardStudy::TensorBoardStudy(StudyView study, const std::string& directory,
                                               const detail::FileOps& ops)
    : study_(std::move(study)),
      directory_(detail::tensorboard_directory(study_.directory(), directory)),
      ops_(&ops) {
  if (study_.directions().size() == 1)
    metrics_ = {"objective"};
  else
    for (size_t i = 0; i < study_.directions().size(); ++i)
      metrics_.push_back("objective/" + std::to_string(i));
}

HONE_INLINE TensorBoardStudy& TensorBoardStudy::metrics(std::vector<std::string> tags) & {
  if (tags.size() != study_.directions().size())
    throw ArgumentError("hone: tensorboard was given names for " + std::to_string(tags.size()) +
                        " metrics, and study \"" + study_.name() + "\" has " +
                        std::to_string(study_.directions().size()) + " objectives");
  metrics_ = std::move(tags);
  return *this;
}

HONE_INLINE TensorBoardStudy& TensorBoardStudy::on_error(
    std::function<void(const Error&)> handler) & {
  on_error_ = std::move(handler);
  return *this;
}

HONE_INLINE TensorBoardStudy&& TensorBoardStudy::on_error(
    std::function<void(const Error&)> handler) && {
  return std::move(on_error(std::move(handler)));
}

HONE_INLINE void TensorBoardStudy::on_trial_end(const TrialEnd& event) {
  try {
    write_experiment();
    write_trial(event.trial);
  } catch (const Error& error) {
    if (on_error_) on_error_(error);
  }
}

HONE_INLINE void TensorBoardStudy::write_experiment() {
  study_.read([&](const StudyRecord& record) {
    while (const FrozenTrial* trial = cursor_.next(record))
      for (const Param& param : trial->params) learn(param);
    if (!created_ && !record.trials.empty() && record.trials.front().datetime_start)
      created_ = detail::wall_time(*record.trials.front().datetime_start);
  });
  const double created = created_.value_or(0);
  std::string text;
  detail::append_record(text, detail::version_event(created));
  detail::append_record(
      text, detail::summary_event(
                created, 0, detail::experiment_value(study_.name(), created, params_, metrics_)));
  const std::string path = directory_ + "/events.out.tfevents.0000000000.study";
  if (detail::read_text(path) == text) return;
  detail::make_directories(directory_, *ops_);
  detail::replace_text(path, text, *ops_);
}

HONE_INLINE void TensorBoardStudy::learn(const Param& param) {
  const detail::HParam hparam(*param.distribution);
  const auto [known, is_new] = params_.emplace(param.name, hparam);
  if (is_new) return;
  known->second.low = std::min(known->second.low, hparam.low);
  known->second.high = std::max(known->second.high, hparam.high);
}

HONE_INLINE void TensorBoardStudy::write_trial(const FrozenTrial& trial) {
  const std::string run = directory_ + '/' + detail::tensorboard_run(trial.number);
  const detail::PastEvents past = detail::PastEvents::of(run);
  if (past.has(detail::kSessionEndTag)) return;
  detail::EventFile file(run, past.newest, *ops_);
  const double now = detail::wall_time();
  if (!past.has(detail::kSessionStartTag))
    file.add(detail::summary_event(now, 0, detail::tensorboard_session(trial, study_.directory())));
  for (size_t i = 0; i < trial.values.size() && i < metrics_.size(); ++i)
    file.add(
        detail::scalar_event(now, trial.last_step().value_or(0), metrics_[i], trial.values[i]));
  file.add(detail::summary_event(now, 0, detail::session_end_value(trial)));
  file.flush();
}

}  // namespace HONE_ABI
}  // namespace hone
