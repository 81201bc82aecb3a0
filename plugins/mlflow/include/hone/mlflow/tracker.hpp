// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/mlflow/outbox.hpp>
#include <hone/mlflow/hook.hpp>
#include <hone/mlflow/options.hpp>
#include <hone/study.hpp>

#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <utility>

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
      : MlflowTracker(std::move(options), study.directory(), study.name(), uid_of(study)) {
    direction_ = study.direction();
  }
  /// For loops without a study: a run of its own, which `hook()` fills.
  ///
  ///   hone::MlflowTracker
  ///   mlflow(hone::MlflowOptions().run_name("try").spool_directory("runs/try")); auto hooks =
  ///   hone::hooks(mlflow.hook().param("lr", 0.1));
  explicit MlflowTracker(MlflowOptions options)
      : MlflowTracker(options, "", options.run_name_.empty() ? "run" : options.run_name_,
                      random_uid(options.run_name_)) {}

  MlflowTracker(MlflowTracker&&) = default;
  MlflowTracker& operator=(MlflowTracker&&) = delete;

  /// Waits for the server, at most `flush_timeout`; the rest is the next tracker's to send.
  ~MlflowTracker() {
    if (!channel_.outbox) return;  // moved from
    if (ends_run_) {
      detail::MlflowRecord record = run_;
      record.status = "FINISHED";
      record.end = detail::milliseconds_now();
      channel_.outbox->add(record, /*is_durable=*/true);
    }
    channel_.outbox->close(flush_timeout_);
  }

  /// A hook for the trial's loop.
  MlflowHook hook(const Trial& trial) {
    const FrozenTrial frozen = trial.frozen();
    detail::MlflowRecord record = run_of(frozen);
    record.is_resumed =
        !frozen.intermediate_values.empty() || frozen.system_attrs.count(detail::kAttemptsAttr) > 0;
    {
      const std::lock_guard<std::mutex> guard(shared_->mutex);
      shared_->hooked.insert(frozen.number);
    }
    detail::MlflowRecord begin = record;
    describe(begin, frozen);
    channel_.outbox->add(begin);
    return MlflowHook(channel_, std::move(record));
  }
  /// A hook for a loop without a study.
  MlflowHook hook() {
    detail::MlflowRecord record = run_;
    record.is_resumed = !ends_run_;  // MLFLOW_RUN_ID: a run that may have metrics
    return MlflowHook(channel_, std::move(record));
  }

  /// Sends now; waits until all of this process's is sent, at most so long. Whether it is.
  bool flush(Seconds limit) { return channel_.outbox->flush(limit); }

  void on_trial_end(const TrialEnd& event) {
    const FrozenTrial& trial = event.trial;
    detail::MlflowRecord record = run_of(trial);
    describe(record, trial);
    bool is_hooked = false;
    {
      const std::lock_guard<std::mutex> guard(shared_->mutex);
      is_hooked = shared_->hooked.erase(trial.number) > 0;
    }
    record.end =
        detail::milliseconds_of(trial.datetime_complete.value_or(std::chrono::system_clock::now()));
    record.status = trial.state == TrialState::fail ? "FAILED" : "FINISHED";
    // A trial of a dead worker, given up: what it had to say is in that one's spool.
    if (!is_hooked && detail::owner_of(trial) == detail::worker_name())
      for (const auto& [step, value] : trial.intermediate_values)
        record.items.metrics.push_back({"epoch_value", value, record.end, step});
    for (size_t i = 0; i < trial.values.size(); ++i)
      record.items.metrics.push_back(
          {trial.values.size() == 1 ? "value" : "value_" + std::to_string(i), trial.values[i],
           record.end, 0});
    const std::string checkpoint =
        directory_.empty() ? ""
                           : directory_ + "/trials/" + std::to_string(trial.number) + "/best.pt";
    if (!checkpoint.empty() && ::access(checkpoint.c_str(), R_OK) == 0) {
      channel_.add_tag(record.items, "hone.checkpoint", checkpoint);
      if (checkpoints_ == MlflowCheckpoints::all ||
          (checkpoints_ == MlflowCheckpoints::best && event.is_best)) {
        record.file =
            channel_.outbox->keep(checkpoint, "trial-" + std::to_string(trial.number) + ".pt");
        record.is_link = !record.file.empty();
        if (!record.is_link) record.file = checkpoint;
        record.artifact = "best.pt";
      }
    }
    channel_.outbox->add(record, /*is_durable=*/true);
    if (event.is_best && trial.values.size() == 1) tell_best(trial);
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
    channel_.warnings = std::make_shared<detail::MlflowWarnings>(options.on_warning_);
    channel_.outbox = std::make_shared<detail::MlflowOutbox>(std::move(to), channel_.warnings);
    channel_.max_param_length = options.max_param_length_;
    channel_.max_tag_length = options.max_tag_length_;
    run_.run = std::move(uid);
    run_.name = options.run_name_.empty() ? name : options.run_name_;
    run_.start = detail::milliseconds_now();
    detail::MlflowRecord begin = run_;
    if (!directory.empty()) channel_.add_tag(begin.items, "hone.study", name);
    for (const auto& [key, value] : options.tags_) channel_.add_tag(begin.items, key, value);
    if (ends_run_) {
      if (const char* user = std::getenv("USER"))
        channel_.add_tag(begin.items, "mlflow.user", user);
      char program[4096];
      const ssize_t length = ::readlink("/proc/self/exe", program, sizeof program);
      if (length > 0)
        channel_.add_tag(begin.items, "mlflow.source.name",
                         std::string(program, static_cast<size_t>(length)));
      begin.status = "RUNNING";
    }
    channel_.outbox->add(begin);
  }

  /// Names a study everywhere: two of one name differ by the seed that each drew when it was made.
  static std::string uid_of(const Study& study) {
    const Attributes attrs = study.system_attrs();
    const auto seed = attrs.find(detail::kSeedAttr);
    char hex[24];
    std::snprintf(
        hex, sizeof hex, ".%llx",
        seed == attrs.end() ? 0ull : static_cast<unsigned long long>(seed->second.as<int64_t>()));
    return detail::mlflow_key(study.name()) + hex;
  }
  static std::string random_uid(const std::string& name) {
    std::random_device device;
    char hex[24];
    std::snprintf(hex, sizeof hex, ".%08x%08x", device(), device());
    return detail::mlflow_key(name.empty() ? "run" : name) + hex;
  }

  detail::MlflowRecord run_of(const FrozenTrial& trial) const {
    detail::MlflowRecord record;
    record.run = run_.run + "/" + std::to_string(trial.number);
    record.parent = run_.run;
    record.name = "trial " + std::to_string(trial.number);
    record.start =
        detail::milliseconds_of(trial.datetime_start.value_or(std::chrono::system_clock::now()));
    return record;
  }

  void describe(detail::MlflowRecord& record, const FrozenTrial& trial) const {
    for (const Param& param : trial.params)
      channel_.add_param(record.items, param.name, param.value());
    const char* const states[] = {"RUNNING", "COMPLETE", "PRUNED", "FAIL", "WAITING"};
    channel_.add_tag(record.items, "hone.study", run_.name);
    channel_.add_tag(record.items, "hone.trial.number", trial.number);
    channel_.add_tag(record.items, "hone.trial.state", states[static_cast<int>(trial.state)]);
    for (const auto& [key, value] : trial.user_attrs) channel_.add_tag(record.items, key, value);
    const auto reason = trial.system_attrs.find("fail_reason");
    if (reason != trial.system_attrs.end())
      channel_.add_tag(record.items, "hone.trial.fail_reason", reason->second);
  }

  void tell_best(const FrozenTrial& trial) const {
    detail::MlflowRecord record = run_;
    record.best = {trial.value(), trial.number, direction_ == Direction::maximize};
    Params params;
    std::string note = "Best: trial " + std::to_string(trial.number) + ", value " +
                       detail::to_json(trial.value()) + "\n";
    for (const Param& param : trial.params) {
      params[param.name] = param.value();
      note += "\n- " + param.name + " = " + detail::to_json(param.value());
    }
    channel_.add_tag(record.items, "hone.best.trial", trial.number);
    channel_.add_tag(record.items, "hone.best.value", trial.value());
    channel_.add_tag(record.items, "hone.best.params", detail::to_json(params));
    channel_.add_tag(record.items, "mlflow.note.content", note);
    channel_.add_metric(record.items, "best_value", trial.value(), trial.number);
    channel_.outbox->add(record, /*is_durable=*/true);
  }

  std::string directory_;
  MlflowCheckpoints checkpoints_;
  Seconds flush_timeout_;
  std::shared_ptr<Shared> shared_;
  detail::MlflowChannel channel_;
  detail::MlflowRecord run_;  // the study's, without items
  Direction direction_ = Direction::not_set;
  bool ends_run_ = true;  // it is hone's
};

}  // namespace v0
}  // namespace hone
