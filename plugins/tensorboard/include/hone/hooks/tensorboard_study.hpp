// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/atomic_file.hpp>
#include <hone/detail/finished_cursor.hpp>
#include <hone/hooks/tensorboard.hpp>
#include <hone/study_view.hpp>
#include <hone/trial_end.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {

/// A study's hook that fills TensorBoard's HParams tab: the study with its parameters, their ranges
/// and its metrics, and of each trial that this process ends what was chosen, how it ended, and
/// what it returned.
///
///   study.attach(hone::tensorboard(study));
///   ...
///   $ tensorboard --logdir runs/fashion/tensorboard
///
/// Trials are runs of the names that hone::tensorboard(trial) gives them, which adds the curves.
/// The study's own file is replaced when a parameter comes up that it has not got; a TensorBoard
/// that runs meanwhile shows such a column after it was started anew. Any number of processes may
/// do this to one study. Where nothing can be written the study goes on, and on_error is told.
class TensorBoardStudy {
 public:
  /// `directory` holds the study's runs; without it `tensorboard` in the study's own.
  explicit TensorBoardStudy(StudyView study, const std::string& directory = "",
                            const detail::FileOps& ops = detail::system_file_ops())
      : study_(std::move(study)),
        directory_(detail::tensorboard_directory(study_.directory(), directory)),
        ops_(&ops) {
    if (study_.directions().size() == 1)
      metrics_ = {"objective"};
    else
      for (size_t i = 0; i < study_.directions().size(); ++i)
        metrics_.push_back("objective/" + std::to_string(i));
  }

  /// What the objective's values are called, one name for each. Default: "objective"; with several
  /// "objective/0" and so on.
  TensorBoardStudy& metrics(std::vector<std::string> tags) & {
    if (tags.size() != study_.directions().size())
      throw ArgumentError("hone: tensorboard was given names for " + std::to_string(tags.size()) +
                          " metrics, and study \"" + study_.name() + "\" has " +
                          std::to_string(study_.directions().size()) + " objectives");
    metrics_ = std::move(tags);
    return *this;
  }
  TensorBoardStudy&& metrics(std::vector<std::string> tags) && {
    return std::move(metrics(std::move(tags)));
  }

  /// Is told what could not be written. Without it nobody is.
  TensorBoardStudy& on_error(std::function<void(const Error&)> handler) & {
    on_error_ = std::move(handler);
    return *this;
  }
  TensorBoardStudy&& on_error(std::function<void(const Error&)> handler) && {
    return std::move(on_error(std::move(handler)));
  }

  void on_trial_end(const TrialEnd& event) {
    try {
      write_experiment();
      write_trial(event.trial);
    } catch (const Error& error) {
      if (on_error_) on_error_(error);
    }
  }

 private:
  /// Looks through the trials that have finished since, and replaces the study's file where it
  /// lacks something. By what stands there: another process may have written it.
  void write_experiment() {
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

  void learn(const Param& param) {
    const detail::HParam hparam(*param.distribution);
    const auto [known, is_new] = params_.emplace(param.name, hparam);
    if (is_new) return;
    known->second.low = std::min(known->second.low, hparam.low);
    known->second.high = std::max(known->second.high, hparam.high);
  }

  void write_trial(const FrozenTrial& trial) {
    const std::string run = directory_ + '/' + detail::tensorboard_run(trial.number);
    const detail::PastEvents past = detail::PastEvents::of(run);
    if (past.has(detail::kSessionEndTag)) return;
    detail::EventFile file(run, past.newest, *ops_);
    const double now = detail::wall_time();
    if (!past.has(detail::kSessionStartTag))
      file.add(
          detail::summary_event(now, 0, detail::tensorboard_session(trial, study_.directory())));
    for (size_t i = 0; i < trial.values.size() && i < metrics_.size(); ++i)
      file.add(
          detail::scalar_event(now, trial.last_step().value_or(0), metrics_[i], trial.values[i]));
    file.add(detail::summary_event(now, 0, detail::session_end_value(trial)));
    file.flush();
  }

  StudyView study_;
  std::string directory_;
  const detail::FileOps* ops_;
  std::vector<std::string> metrics_;
  std::function<void(const Error&)> on_error_;
  detail::FinishedCursor cursor_;
  std::map<std::string, detail::HParam> params_;
  std::optional<double> created_;
};

inline TensorBoardStudy tensorboard(const StudyView& study, const std::string& directory = "") {
  return TensorBoardStudy(study, directory);
}

}  // namespace v0
}  // namespace hone
