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
                            const detail::FileOps& ops = detail::system_file_ops());

  /// What the objective's values are called, one name for each. Default: "objective"; with several
  /// "objective/0" and so on.
  TensorBoardStudy& metrics(std::vector<std::string> tags) &;
  TensorBoardStudy&& metrics(std::vector<std::string> tags) && {
    return std::move(metrics(std::move(tags)));
  }

  /// Is told what could not be written. Without it nobody is.
  TensorBoardStudy& on_error(std::function<void(const Error&)> handler) &;
  TensorBoardStudy&& on_error(std::function<void(const Error&)> handler) &&;

  void on_trial_end(const TrialEnd& event);

 private:
  /// Looks through the trials that have finished since, and replaces the study's file where it
  /// lacks something. By what stands there: another process may have written it.
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
