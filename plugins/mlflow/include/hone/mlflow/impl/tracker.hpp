// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/files/worker.hpp>
#include <hone/mlflow/detail/batch.hpp>
#include <hone/mlflow/detail/channel.hpp>
#include <hone/mlflow/detail/connection.hpp>
#include <hone/mlflow/detail/mailer.hpp>
#include <hone/mlflow/detail/open_trials.hpp>
#include <hone/mlflow/detail/outbox.hpp>
#include <hone/mlflow/detail/record.hpp>
#include <hone/mlflow/detail/study_records.hpp>
#include <hone/mlflow/detail/warnings.hpp>
#include <hone/mlflow/hook.hpp>
#include <hone/mlflow/options.hpp>
#include <hone/mlflow/tracker.hpp>
#include <hone/records/detail/owner.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/step_values.hpp>
#include <hone/records/value.hpp>
#include <hone/study.hpp>
#include <hone/study/trial_end.hpp>
#include <hone/trial.hpp>

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE MlflowTracker::MlflowTracker(const Study& study, MlflowOptions options)
    : MlflowTracker(std::move(options), study.directory(), study.name(),
                    detail::mlflow_uid(study)) {
  direction_ = study.direction();
  tell_missed_ends(study);
}

HONE_INLINE MlflowTracker::~MlflowTracker() {
  if (!records_.channel.outbox) return;  // moved from
  if (ends_run_) {
    detail::MlflowRecord record = records_.run;
    record.status = "FINISHED";
    record.end = detail::milliseconds_now();
    outbox().add(record, /*is_durable=*/true);
  }
  outbox().close(flush_timeout_);
}

HONE_INLINE MlflowHook MlflowTracker::hook(const Trial& trial) {
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

HONE_INLINE MlflowHook MlflowTracker::hook() {
  detail::MlflowRecord record = records_.run;
  record.is_resumed = !ends_run_;  // MLFLOW_RUN_ID: the run may have metrics already
  return MlflowHook(records_.channel, std::move(record));
}

HONE_INLINE void MlflowTracker::on_trial_end(const TrialEnd& event) {
  const FrozenTrial& trial = event.trial;
  bool is_hooked = false;
  {
    const std::lock_guard<std::mutex> guard(shared_->mutex);
    is_hooked = shared_->hooked.erase(trial.number) > 0;
  }
  detail::MlflowRecord record = records_.of(trial);
  record.is_new = !is_hooked && records_.is_new(trial);
  // Not for a dead worker's trial that was given up: its metrics are in that worker's spool.
  if (!is_hooked && detail::owner_of(trial) == detail::worker_name())
    for (const auto& [step, value] : trial.intermediate_values)
      record.items.metrics.push_back(
          {"epoch_value", value, detail::milliseconds_of(*trial.datetime_complete), step});
  tell_end(std::move(record), event);
}

HONE_INLINE MlflowTracker::MlflowTracker(MlflowOptions options, const std::string& directory,
                                         const std::string& name, std::string uid)
    : directory_(directory),
      checkpoints_(options.checkpoints_),
      flush_timeout_(options.flush_timeout_),
      shared_(std::make_shared<Shared>()) {
  detail::MlflowOutboxOptions to;
  to.directory = options.spool_directory_.empty() && !directory.empty() ? directory + "/mlflow"
                                                                        : options.spool_directory_;
  if (to.directory.empty())
    throw ArgumentError("hone: \"" + name +
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

HONE_INLINE void MlflowTracker::tell_end(detail::MlflowRecord record, const TrialEnd& event) {
  const FrozenTrial& trial = event.trial;
  records_.describe(record, trial);
  records_.end(record, trial);
  if (!directory_.empty()) add_checkpoint(record, event);
  outbox().add(record, /*is_durable=*/true);
  if (event.is_best && trial.values.size() == 1)
    outbox().add(records_.best(trial, direction_), /*is_durable=*/true);
  open_.remove(trial.number);
}

HONE_INLINE void MlflowTracker::tell_missed_ends(const Study& study) {
  const std::vector<int64_t> open = open_.all();
  if (open.empty()) return;
  const std::vector<FrozenTrial> trials = study.trials();
  int64_t best = -1;
  try {
    best = study.best_trial().number;
  } catch (const Error&) {  // no best trial, or several objectives
  }
  for (const int64_t number : open) {
    if (number >= static_cast<int64_t>(trials.size())) continue;
    const FrozenTrial& trial = trials[static_cast<size_t>(number)];
    if (!is_finished(trial.state)) continue;
    detail::MlflowRecord record = records_.of(trial);
    record.is_resumed = true;  // its process may be about to send this too
    TrialEnd event;
    event.trial = trial;
    event.is_best = number == best;
    tell_end(std::move(record), event);
  }
}

HONE_INLINE detail::MlflowOutbox& MlflowTracker::outbox() const { return *records_.channel.outbox; }

HONE_INLINE void MlflowTracker::begin(const std::map<std::string, std::string>& tags) const {
  const detail::MlflowChannel& channel = records_.channel;
  detail::MlflowRecord record = records_.run;
  if (!directory_.empty()) channel.add_tag(record.items, "hone.study", records_.study);
  for (const auto& [key, value] : tags) channel.add_tag(record.items, key, value);
  if (ends_run_) {
    if (const char* user = std::getenv("USER")) channel.add_tag(record.items, "mlflow.user", user);
    char program[4096];
    const ssize_t length = ::readlink("/proc/self/exe", program, sizeof program);
    if (length > 0)
      channel.add_tag(record.items, "mlflow.source.name",
                      std::string(program, static_cast<size_t>(length)));
    record.status = "RUNNING";
  }
  outbox().add(record);
}

HONE_INLINE void MlflowTracker::add_checkpoint(detail::MlflowRecord& record,
                                               const TrialEnd& event) const {
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

}  // namespace HONE_ABI
}  // namespace hone
