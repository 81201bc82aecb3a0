// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/files/file_ops.hpp>
#include <hone/records/detail/finished_cursor.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/storages/study_view.hpp>
#include <hone/study/trial_end.hpp>
#include <hone/tensorboard/detail/hparams.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// A study hook that fills TensorBoard's HParams tab: the study's parameters, their ranges and its
/// metrics; and for each trial that this process ends, its parameters, how it ended, and its
/// values.
///
///   study.attach(hone::tensorboard(study));
///   ...
///   $ tensorboard --logdir runs/fashion/tensorboard
///
/// Trials have the same run names as with hone::tensorboard(trial), which adds the curves. The
/// study's own file is replaced when a new parameter appears; a running TensorBoard shows the new
/// column only after a restart. Any number of processes may do this for one study. If nothing can
/// be written, the study continues, and on_error is called.
class TensorBoardStudy {
 public:
  /// `directory` holds the study's runs. Default: `tensorboard` in the study's directory.
  explicit TensorBoardStudy(StudyView study, const std::string& directory = "",
                            const detail::FileOps& ops = detail::system_file_ops());

  /// The names of the objective values, one per objective. Default: "objective"; with several
  /// objectives "objective/0" and so on.
  TensorBoardStudy& metrics(std::vector<std::string> tags) &;
  TensorBoardStudy&& metrics(std::vector<std::string> tags) && {
    return std::move(metrics(std::move(tags)));
  }

  /// Called when something could not be written. Default: errors are ignored.
  TensorBoardStudy& on_error(std::function<void(const Error&)> handler) &;
  TensorBoardStudy&& on_error(std::function<void(const Error&)> handler) &&;

  void on_trial_end(const TrialEnd& event);

 private:
  /// Reads the newly finished trials, and replaces the study's file if it lacks something. Compares
  /// with the file itself, because another process may have written it.
  void write_experiment();

  void learn(const Param& param);

  void write_trial(const FrozenTrial& trial);

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

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/hooks/impl/tensorboard_study.hpp>
#endif
