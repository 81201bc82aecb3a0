// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/mlflow/connection.hpp>
#include <hone/detail/mlflow/open_trials.hpp>
#include <hone/detail/mlflow/outbox.hpp>
#include <hone/detail/mlflow/study_records.hpp>
#include <hone/detail/owner.hpp>
#include <hone/mlflow/hook.hpp>
#include <hone/mlflow/options.hpp>
#include <hone/study.hpp>

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {

/// Shows a study in MLflow: a run for the study, and nested in it one for each trial.
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
/// value as metrics, and its best.pt as an artifact (see MlflowCheckpoints); the study's run the
/// best trial's number, value and parameters as tags, and `best_value` as a metric by trial.
///
/// Everything is first written to `<study>/mlflow`, and sent from there by one thread: a server
/// that is down, slow or wrong costs the training nothing and loses nothing. What could not be sent
/// when the program ends, or was killed, is sent by the next tracker of the study, in whatever
/// process; nothing arrives twice. What the server refuses is kept in `rejected.jsonl`.
///
/// Any thread may call it. It outlives the study's last trial; hooks may outlive it.
class MlflowTracker {
 public:
  using Seconds = MlflowOptions::Seconds;

  /// Throws ArgumentError where no server is named, or the study keeps no files and the options no
  /// spool_directory; CheckpointError or StorageError where that cannot be written. No server is
  /// asked.
  explicit MlflowTracker(const Study& study, MlflowOptions options = {})
      : MlflowTracker(std::move(options), study.directory(), study.name(),
                      detail::mlflow_uid(study)) {
    direction_ = study.direction();
    tell_missed_ends(study);
  }
  /// For loops without a study: a run of its own, which `hook()` fills.
  ///
  ///   hone::MlflowTracker mlflow(hone::MlflowOptions().spool_directory("runs/mlflow"));
  ///   auto hooks = hone::hooks(mlflow.hook().param("lr", 0.1));
  explicit MlflowTracker(MlflowOptions options)
      : MlflowTracker(options, "", name_of(options), detail::mlflow_uid(name_of(options))) {}

  MlflowTracker(MlflowTracker&&) = default;
  MlflowTracker& operator=(MlflowTracker&&) = delete;

  /// Waits for the server, see `flush_timeout`; what is left is the next tracker's to send.
  ~MlflowTracker() {
    if (!records_.channel.outbox) return;  // moved from
    if (ends_run_) {
      detail::MlflowRecord record = records_.run;
      record.status = "FINISHED";
      record.end = detail::milliseconds_now();
      outbox().add(record, /*is_durable=*/true);
    }
    outbox().close(flush_timeout_);
  }

  /// A hook for the trial's loop.
  MlflowHook hook(const Trial& trial) {
    const FrozenTrial frozen = trial.frozen();
    detail::MlflowRecord record = records_.of(frozen);
    record.is_resumed =
        !frozen.intermediate_values.empty() || frozen.system_attrs.count(detail::kAttemptsAttr) > 0;
    {
      const std::lock_guard<std::mutex> guard(shared_->mutex);
      shared_->hooked.insert(frozen.number);
    }
    detail::MlflowRecord begin = record;
    begin.is_new = records_.is_new(frozen);
    records_.describe(begin, frozen);
    outbox().add(begin);
    open_.add(frozen.number);
    return MlflowHook(records_.channel, std::move(record));
  }
  /// A hook for a loop without a study.
  MlflowHook hook() {
    detail::MlflowRecord record = records_.run;
    record.is_resumed = !ends_run_;  // MLFLOW_RUN_ID: a run that may have metrics
    return MlflowHook(records_.channel, std::move(record));
  }

  /// Sends now; waits until all of this process's is sent, or the server takes nothing for so long.
  /// Whether it is.
  bool flush(Seconds patience) { return outbox().flush(patience); }

  void on_trial_end(const TrialEnd& event) {
    const FrozenTrial& trial = event.trial;
    bool is_hooked = false;
    {
      const std::lock_guard<std::mutex> guard(shared_->mutex);
      is_hooked = shared_->hooked.erase(trial.number) > 0;
    }
    detail::MlflowRecord record = records_.of(trial);
    record.is_new = !is_hooked && records_.is_new(trial);
    // A trial of a dead worker, given up: what it had to say is in that one's spool.
    if (!is_hooked && detail::owner_of(trial) == detail::worker_name())
      for (const auto& [step, value] : trial.intermediate_values)
        record.items.metrics.push_back(
            {"epoch_value", value, detail::milliseconds_of(*trial.datetime_complete), step});
    tell_end(std::move(record), event);
  }

 private:
  struct Shared {
    std::mutex mutex;
    std::set<int64_t> hooked;  // trials that have a hook in this process
  };

  MlflowTracker(MlflowOptions options, const std::string& directory, const std::string& name,
                std::string uid)
      : directory_(directory),
        checkpoints_(options.checkpoints_),
        flush_timeout_(options.flush_timeout_),
        shared_(std::make_shared<Shared>()) {
    detail::MlflowOutboxOptions to;
    to.directory = options.spool_directory_.empty() && !directory.empty()
                       ? directory + "/mlflow"
                       : options.spool_directory_;
    if (to.directory.empty())
      throw ArgumentError(
          "hone: \"" + name +
          "\" keeps no files, so there is no place for what is to be sent to MLflow; "
          "use Study(directory) or MlflowOptions().spool_directory(path)");
    to.connection =
        detail::MlflowConnection::from_environment(options.tracking_uri_, options.experiment_);
    if (to.connection.experiment.empty() && to.connection.experiment_id.empty())
      to.connection.experiment = detail::mlflow_text(name, 500);
    to.send_every = options.send_every_;
    to.retry_within = options.retry_within_;
    to.send = std::move(options.send_);
    ends_run_ = to.connection.run_id.empty();
    open_ = detail::MlflowOpenTrials(to.directory);
    detail::MlflowChannel& channel = records_.channel;
    channel.warnings = std::make_shared<detail::MlflowWarnings>(options.on_warning_);
    channel.outbox = std::make_shared<detail::MlflowOutbox>(std::move(to), channel.warnings);
    channel.max_param_length = options.max_param_length_;
    channel.max_tag_length = options.max_tag_length_;
    records_.study = name;
    records_.run.run = std::move(uid);
    records_.run.name = options.run_name_.empty() ? name : options.run_name_;
    records_.run.start = detail::milliseconds_of(records_.begun);
    begin(options.tags_);
  }

  void tell_end(detail::MlflowRecord record, const TrialEnd& event) {
    const FrozenTrial& trial = event.trial;
    records_.describe(record, trial);
    records_.end(record, trial);
    if (!directory_.empty()) add_checkpoint(record, event);
    outbox().add(record, /*is_durable=*/true);
    if (event.is_best && trial.values.size() == 1)
      outbox().add(records_.best(trial, direction_), /*is_durable=*/true);
    open_.remove(trial.number);
  }

  /// Of trials whose process died between telling the study and its hooks.
  void tell_missed_ends(const Study& study) {
    const std::vector<int64_t> open = open_.all();
    if (open.empty()) return;
    const std::vector<FrozenTrial> trials = study.trials();
    int64_t best = -1;
    try {
      best = study.best_trial().number;
    } catch (const Error&) {  // there is none, or there are several objectives
    }
    for (const int64_t number : open) {
      if (number >= static_cast<int64_t>(trials.size())) continue;
      const FrozenTrial& trial = trials[static_cast<size_t>(number)];
      if (!is_finished(trial.state)) continue;
      detail::MlflowRecord record = records_.of(trial);
      record.is_resumed = true;  // its process may be about to tell this itself
      TrialEnd event;
      event.trial = trial;
      event.is_best = number == best;
      tell_end(std::move(record), event);
    }
  }

  static std::string name_of(const MlflowOptions& options) {
    return options.run_name_.empty() ? "run" : options.run_name_;
  }
  detail::MlflowOutbox& outbox() const { return *records_.channel.outbox; }

  void begin(const std::map<std::string, std::string>& tags) const {
    const detail::MlflowChannel& channel = records_.channel;
    detail::MlflowRecord record = records_.run;
    if (!directory_.empty()) channel.add_tag(record.items, "hone.study", records_.study);
    for (const auto& [key, value] : tags) channel.add_tag(record.items, key, value);
    if (ends_run_) {
      if (const char* user = std::getenv("USER"))
        channel.add_tag(record.items, "mlflow.user", user);
      char program[4096];
      const ssize_t length = ::readlink("/proc/self/exe", program, sizeof program);
      if (length > 0)
        channel.add_tag(record.items, "mlflow.source.name",
                        std::string(program, static_cast<size_t>(length)));
      record.status = "RUNNING";
    }
    outbox().add(record);
  }

  /// The trial's weights: their path, and, where they are wanted, a link that keeps them until they
  /// are there.
  void add_checkpoint(detail::MlflowRecord& record, const TrialEnd& event) const {
    const std::string number = std::to_string(event.trial.number);
    const std::string checkpoint = directory_ + "/trials/" + number + "/best.pt";
    if (::access(checkpoint.c_str(), R_OK) != 0) return;
    records_.channel.add_tag(record.items, "hone.checkpoint", checkpoint);
    if (checkpoints_ == MlflowCheckpoints::none) return;
    if (checkpoints_ == MlflowCheckpoints::best && !event.is_best) return;
    const std::string link = outbox().keep(checkpoint, "trial-" + number + ".pt");
    record.is_link = !link.empty();
    record.file = record.is_link ? link : checkpoint;
    record.artifact = "best.pt";
  }

  std::string directory_;
  MlflowCheckpoints checkpoints_;
  Seconds flush_timeout_;
  std::shared_ptr<Shared> shared_;
  detail::MlflowStudyRecords records_;
  detail::MlflowOpenTrials open_{""};
  Direction direction_ = Direction::not_set;
  bool ends_run_ = true;  // it is hone's
};

}  // namespace v0
}  // namespace hone
