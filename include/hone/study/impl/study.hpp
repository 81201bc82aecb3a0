// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/pruners/median.hpp>
#include <hone/records/detail/best_tracker.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/records/detail/name.hpp>
#include <hone/records/detail/pareto.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/next.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/text/json.hpp>
#include <hone/records/value.hpp>
#include <hone/samplers/detail/random.hpp>
#include <hone/samplers/tpe.hpp>
#include <hone/storages/journal.hpp>
#include <hone/storages/memory.hpp>
#include <hone/storages/storage.hpp>
#include <hone/study.hpp>
#include <hone/study/detail/added_trial.hpp>
#include <hone/study/detail/best_pointer.hpp>
#include <hone/study/detail/heartbeat.hpp>
#include <hone/study/detail/retry.hpp>
#include <hone/study/detail/study_directory.hpp>
#include <hone/study/detail/study_state.hpp>
#include <hone/study/detail/trial_core.hpp>
#include <hone/study/detail/trial_folders.hpp>
#include <hone/study/study_options.hpp>
#include <hone/study/trial_files.hpp>
#include <hone/trial.hpp>

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE Study::Study(StudyOptions options) : Study(Location{}, std::move(options)) {}

HONE_INLINE Study::Study(const std::string& directory, StudyOptions options)
    : Study(Location{directory}, std::move(options)) {}

HONE_INLINE Study::Study(Study&&) noexcept = default;
HONE_INLINE Study& Study::operator=(Study&&) noexcept = default;
HONE_INLINE Study::~Study() = default;

HONE_INLINE Trial Study::ask() { return *claim(std::nullopt, /*may_end=*/false); }

HONE_INLINE void Study::stop() { ++state_->stops; }

HONE_INLINE const std::string& Study::name() const { return core_->name; }

HONE_INLINE Direction Study::direction() const {
  return core_->directions.size() == 1 ? core_->directions.front() : Direction::not_set;
}

HONE_INLINE const std::vector<Direction>& Study::directions() const { return core_->directions; }

HONE_INLINE const std::string& Study::directory() const { return core_->directory; }

HONE_INLINE Study::operator StudyView() const {
  return {core_->storage, core_->id, core_->name, core_->directions, core_->directory};
}

HONE_INLINE void Study::attach_call(std::function<Next(const TrialEnd&)> hook) {
  const std::lock_guard<std::mutex> lock(state_->hooks_mutex);
  state_->hooks.push_back(std::move(hook));
}

HONE_INLINE void Study::tell(Trial& trial, std::vector<double> values) {
  core_of(trial).settle();
  if (trial.answer() == Next::pause) return pause(trial);
  if (trial.answer() == Next::prune) return finish(trial, TrialState::pruned, {}, "");
  check_count(trial, values);
  for (const double value : values)
    if (std::isnan(value)) return finish(trial, TrialState::fail, {}, detail::kValueWasNan);
  finish(trial, TrialState::complete, std::move(values), "");
}

HONE_INLINE void Study::tell(Trial& trial, TrialState state) {
  if (state != TrialState::pruned && state != TrialState::fail)
    throw ArgumentError(
        "hone: tell without a value is for TrialState::pruned and TrialState::fail; pass the "
        "value");
  finish(trial, state, {}, "");
}

HONE_INLINE void Study::enqueue_trial(Params params, Attributes user_attrs) {
  FrozenTrial trial;
  trial.state = TrialState::waiting;
  trial.user_attrs = std::move(user_attrs);
  trial.system_attrs["fixed_params"] = Json{detail::to_json(params)};
  update([&](const StudyRecord&) { return Changes{CreateTrial{trial}}; });
}

HONE_INLINE void Study::add_trial(const FrozenTrial& trial) {
  const std::lock_guard<std::mutex> lock(core_->search);
  update([&](const StudyRecord& record) {
    return Changes{CreateTrial{detail::added_trial(trial, *core_, record)}};
  });
}

HONE_INLINE FrozenTrial Study::best_trial() const {
  detail::require_single_objective(*core_, "best_trial");
  FrozenTrial best;
  std::string failures;
  {
    const std::lock_guard<std::mutex> lock(core_->search);
    core_->storage->read(core_->id, [&](const StudyRecord& record) {
      const int64_t number = state_->best.best(record);
      if (number >= 0)
        best = *record.find_trial(number);
      else
        failures = detail::describe_failures(record);
    });
  }
  if (best.number < 0)
    throw Error("hone: no trial of study \"" + core_->name +
                "\" is COMPLETE and within its constraints yet, so there is no best one" +
                failures);
  return best;
}

HONE_INLINE Params Study::best_params() const {
  Params params;
  for (const Param& param : best_trial().params) params[param.name] = param.value();
  return params;
}

HONE_INLINE std::vector<FrozenTrial> Study::best_trials() const {
  std::vector<FrozenTrial> result;
  read([&](const StudyRecord& record) {
    for (const int64_t number : detail::pareto_front(record))
      result.push_back(*record.find_trial(number));
  });
  return result;
}

HONE_INLINE std::vector<FrozenTrial> Study::trials() const {
  std::vector<FrozenTrial> result;
  read([&](const StudyRecord& record) {
    result.assign(record.trials.begin(), record.trials.end());
  });
  return result;
}

HONE_INLINE void Study::set_user_attr(const std::string& key, const Value& value) {
  update([&](const StudyRecord&) { return Changes{SetStudyUserAttr{key, value}}; });
}

HONE_INLINE Attributes Study::user_attrs() const {
  Attributes result;
  read([&](const StudyRecord& record) { result = record.user_attrs; });
  return result;
}

HONE_INLINE Attributes Study::system_attrs() const {
  Attributes result;
  read([&](const StudyRecord& record) { result = record.system_attrs; });
  return result;
}

HONE_INLINE void Study::read(detail::FunctionRef<void(const StudyRecord&)> look) const {
  core_->storage->read(core_->id, look);
}

HONE_INLINE void Study::update(detail::FunctionRef<Changes(const StudyRecord&)> decide) const {
  core_->storage->update(core_->id, decide, Durability::durable);
}

HONE_INLINE void Study::check_count(const Trial& trial, const std::vector<double>& values) const {
  if (values.size() != core_->directions.size())
    throw ArgumentError("hone: trial " + std::to_string(trial.number()) + " was told " +
                        std::to_string(values.size()) + " values, and study \"" + core_->name +
                        "\" has " + std::to_string(core_->directions.size()) +
                        " objectives; give a value for each");
}

HONE_INLINE TrialFiles Study::files(TrialState state) const {
  const TrialFiles asked = state_->kept[static_cast<size_t>(state)];
  const bool needed = state == TrialState::complete && !state_->pointer;
  return needed && asked == TrialFiles::none ? TrialFiles::best : asked;
}

HONE_INLINE bool Study::has_folder(int64_t number) const {
  return !core_->directory.empty() && detail::TrialFolders(core_->directory).has(number);
}

HONE_INLINE Study::Study(const Location& location, StudyOptions options)
    : core_(std::make_shared<detail::StudyCore>()), state_(std::make_shared<detail::StudyState>()) {
  core_->sampler = options.sampler_ ? std::move(options.sampler_) : std::make_shared<TpeSampler>();
  core_->pruner = options.pruner_ ? std::move(options.pruner_) : std::make_shared<MedianPruner>();
  core_->max_attempts = options.max_attempts_;
  state_->kept = options.kept_;
  core_->storage = std::move(options.storage_);
  core_->name = options.name_.empty() ? "study" : options.name_;
  const std::string asked = location.directory.value_or(options.directory_);
  if (location.directory || !asked.empty()) {
    const detail::StudyDirectory directory = detail::StudyDirectory::make(asked);
    core_->directory = directory.path;
    if (location.directory) core_->name = directory.name;
    if (!core_->storage)
      core_->storage = std::make_shared<JournalStorage>(directory.path + "/journal.log");
  }
  if (!core_->storage) core_->storage = std::make_shared<MemoryStorage>();
  detail::check_name("study", core_->name);
  if (!core_->directory.empty())
    detail::refuse_others_checkpoints(core_->directory, core_->name, *core_->storage);
  core_->id = core_->storage->open_study(core_->name, options.directions_);
  const std::chrono::duration<double> interval = options.heartbeat_interval_;
  state_->grace = options.grace_period_.count() >= 0 ? options.grace_period_ : 2 * interval;
  if (interval.count() > 0 && !std::dynamic_pointer_cast<MemoryStorage>(core_->storage))
    core_->heartbeat = std::make_shared<detail::Heartbeat>(core_->storage, core_->id, interval);
  bool is_new = false;
  read([&](const StudyRecord& record) {
    core_->directions = record.directions;
    is_new = detail::needs_header(record);
  });
  if (is_new)
    update([&](const StudyRecord& record) {
      return detail::study_header(record, detail::random_seed());
    });
  if (!core_->directory.empty() && core_->directions.size() == 1) {
    state_->pointer = std::make_unique<detail::BestPointer>(core_->directory, core_->name);
    state_->pointer->follow(*core_->storage, core_->id);
    state_->pointer->tidy_all(*core_->storage, core_->id);
  }
}

}  // namespace HONE_ABI
}  // namespace hone
