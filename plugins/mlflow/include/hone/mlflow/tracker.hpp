// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/mlflow/detail/open_trials.hpp>
#include <hone/mlflow/detail/outbox.hpp>
#include <hone/mlflow/detail/record.hpp>
#include <hone/mlflow/detail/study_records.hpp>
#include <hone/mlflow/hook.hpp>
#include <hone/mlflow/options.hpp>
#include <hone/records/direction.hpp>
#include <hone/study.hpp>
#include <hone/study/trial_end.hpp>
#include <hone/trial.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

namespace hone {
inline namespace HONE_ABI {

/// Shows a study in MLflow: one run for the study, with a nested run for each trial.
///
///   hone::Study study("runs/fashion");
///   hone::MlflowTracker mlflow(study, hone::MlflowOptions().tracking_uri("http://tracking:5000"));
///   study.attach(mlflow);
///   study.optimize([&](hone::Trial& trial) {
///     auto hooks = hone::hooks(hone::report(trial), mlflow.hook(trial));
///     ...
///   }, 100);
///
/// A trial's run gets its parameters, its state and user attributes as tags, its epochs and its
/// value as metrics, and its best.pt as an artifact (see MlflowCheckpoints). The study's run gets
/// the best trial's number, value and parameters as tags, and `best_value` as a metric by trial
/// number.
///
/// Everything is first written to `<study>/mlflow`, and sent from there by one thread. A server
/// that is down, slow or faulty never blocks the training, and no data is lost. What could not be
/// sent before the program ended or was killed is sent by the next tracker of the study, in any
/// process. Sending is idempotent. What the server rejects is kept in `rejected.jsonl`.
///
/// Thread-safe. The tracker must outlive the study's last trial; hooks may outlive the tracker.
class MlflowTracker {
 public:
  using Seconds = MlflowOptions::Seconds;

  /// Throws ArgumentError if no server is named, or if the study has no directory and
  /// `spool_directory` is not set. Throws CheckpointError or StorageError if the directory cannot
  /// be written. Does not contact the server.
  explicit MlflowTracker(const Study& study, MlflowOptions options = {});
  /// For loops without a study: one run, which `hook()` fills.
  ///
  ///   hone::MlflowTracker mlflow(hone::MlflowOptions().spool_directory("runs/mlflow"));
  ///   auto hooks = hone::hooks(mlflow.hook().param("lr", 0.1));
  explicit MlflowTracker(MlflowOptions options)
      : MlflowTracker(options, "", name_of(options), detail::mlflow_uid(name_of(options))) {}

  MlflowTracker(MlflowTracker&&) = default;
  MlflowTracker& operator=(MlflowTracker&&) = delete;

  /// Waits for the server, see `flush_timeout`. The next tracker sends what is left.
  ~MlflowTracker();

  /// A hook for the trial's loop.
  MlflowHook hook(const Trial& trial);
  /// A hook for a loop without a study.
  MlflowHook hook();

  /// Sends now, and waits until this process's data is sent, or the server accepts nothing for
  /// `patience`. Returns whether everything was sent.
  bool flush(Seconds patience) { return outbox().flush(patience); }

  void on_trial_end(const TrialEnd& event);

 private:
  struct Shared {
    std::mutex mutex;
    std::set<int64_t> hooked;  // trials that have a hook in this process
  };

  MlflowTracker(MlflowOptions options, const std::string& directory, const std::string& name,
                std::string uid);

  void tell_end(detail::MlflowRecord record, const TrialEnd& event);

  /// Sends the ends of trials whose process died before its hooks could.
  void tell_missed_ends(const Study& study);

  static std::string name_of(const MlflowOptions& options) {
    return options.run_name_.empty() ? "run" : options.run_name_;
  }
  detail::MlflowOutbox& outbox() const;

  void begin(const std::map<std::string, std::string>& tags) const;

  /// Adds the path of the trial's weights. If they are uploaded, a hard link keeps them until then.
  void add_checkpoint(detail::MlflowRecord& record, const TrialEnd& event) const;

  std::string directory_;
  MlflowCheckpoints checkpoints_;
  Seconds flush_timeout_;
  std::shared_ptr<Shared> shared_;
  detail::MlflowStudyRecords records_;
  detail::MlflowOpenTrials open_{""};
  Direction direction_ = Direction::not_set;
  bool ends_run_ = true;  // false if MLFLOW_RUN_ID names the run
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/mlflow/impl/tracker.hpp>
#endif
