// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/pruners/pruner.hpp>
#include <hone/records/detail/constraints.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/records/detail/name.hpp>
#include <hone/records/detail/owner.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/next.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/value.hpp>
#include <hone/samplers/sampler.hpp>
#include <hone/storages/storage.hpp>
#include <hone/study/detail/trial_core.hpp>
#include <hone/trial.hpp>

#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE int64_t Trial::number() const { return core().number; }

HONE_INLINE void Trial::set_user_attr(const std::string& key, Value value) {
  core().write({SetTrialUserAttr{core().number, key, std::move(value)}});
}

HONE_INLINE const std::string& Trial::study_name() const { return core().study->name; }

HONE_INLINE const std::string& Trial::study_directory() const { return core().study->directory; }

HONE_INLINE const std::string& Trial::device() const { return core().device; }

HONE_INLINE bool Trial::is_only_job() const { return core().study->live_trials == 1; }

HONE_INLINE void Trial::record_answer(Next answer) { core().answer = answer; }

HONE_INLINE Next Trial::answer() const { return core().answer; }

HONE_INLINE Trial& Trial::operator=(Trial&& other) noexcept {
  std::swap(core_, other.core_);
  std::swap(owning_, other.owning_);
  return *this;
}

HONE_INLINE Trial::~Trial() {
  if (core_ && owning_) release(core_->answer == Next::pause ? detail::kPaused : detail::kReleased);
}

HONE_INLINE double Trial::suggest_float(const std::string& name, double low, double high,
                                        Scale scale) {
  return suggest(name, FloatDistribution{low, high, scale == Scale::log, std::nullopt});
}

HONE_INLINE int64_t Trial::suggest_int(const std::string& name, int64_t low, int64_t high,
                                       Scale scale) {
  return static_cast<int64_t>(suggest(name, IntDistribution{low, high, scale == Scale::log, 1}));
}

HONE_INLINE void Trial::report(double value, int64_t step) {
  detail::TrialCore& trial = core();
  detail::require_single_objective(*trial.study, "report");
  if (step < 0)
    throw ArgumentError("hone: report of step " + std::to_string(step) + "; steps count from 0");
  if (trial.reported.count(step) > 0) return;
  trial.write({SetIntermediateValue{trial.number, step, value}});
  trial.reported.insert(step);
}

HONE_INLINE bool Trial::should_prune() {
  detail::TrialCore& trial = core();
  detail::require_single_objective(*trial.study, "should_prune");
  Verdict verdict;
  {
    const std::lock_guard<std::mutex> lock(trial.study->search);
    trial.study->storage->read(trial.study->id, [&](const StudyRecord& record) {
      verdict = trial.study->pruner->prune(record, trial.held(record));
    });
  }
  if (!verdict.system_attrs.empty()) {
    Changes changes;
    for (auto& [key, value] : verdict.system_attrs)
      changes.push_back(SetTrialSystemAttr{trial.number, key, std::move(value)});
    trial.write(changes);
  }
  return verdict.prune;
}

HONE_INLINE void Trial::set_constraint(const std::string& name, double value) {
  detail::TrialCore& trial = core();
  if (std::isnan(value))
    throw ArgumentError("hone: constraint \"" + name + "\" of trial " +
                        std::to_string(trial.number) +
                        " is NaN; it is a number, at most 0 where the constraint is kept");
  const std::string key = std::string(detail::kConstraints) + ":" + name;
  trial.study->storage->update_trial(
      trial.study->id, trial.number,
      [&](const StudyRecord& record) {
        Changes changes;
        if (!trial.held(record).system_attrs.count(key))
          changes.push_back(SetTrialSystemAttr{trial.number, key, value});
        return changes;
      },
      Durability::appended);
}

HONE_INLINE void Trial::detach() {
  detail::TrialCore& trial = core();
  trial.settle();
  trial.write({SetTrialSystemAttr{trial.number, detail::kOwnerAttr, detail::kDetached}},
              Durability::durable);
  trial.end();
}

HONE_INLINE Params Trial::params() const {
  Params result;
  for (const Param& param : core().params) result[param.name] = param.value();
  return result;
}

HONE_INLINE FrozenTrial Trial::frozen() const {
  FrozenTrial result;
  core().study->storage->read(core().study->id, [&](const StudyRecord& record) {
    if (const FrozenTrial* trial = record.find_trial(core().number)) result = *trial;
  });
  return result;
}

HONE_INLINE Direction Trial::direction() const {
  return core().study->directions.size() == 1 ? core().study->directions.front()
                                              : Direction::not_set;
}

HONE_INLINE void Trial::before_end(std::function<void()> finish) {
  core().before_end.push_back(std::move(finish));
}

HONE_INLINE detail::TrialCore& Trial::core() const {
  if (!core_)
    throw ArgumentError("hone: this Trial was moved from; use the one that it was moved to");
  return *core_;
}

HONE_INLINE void Trial::release(const char* how) noexcept {
  if (!core_->held_here()) return;
  core_->settle_quietly();  // the next worker writes to the same files
  try {
    core_->write({SetTrialSystemAttr{core_->number, detail::kOwnerAttr, how}});
    core_->end();
  } catch (...) {  // in a destructor; if this fails, the process's end releases the trial
  }
}

namespace detail {

/// The internal number of a parameter that needs no sampling: it was fixed, has only one value, or
/// was proposed together with others.
HONE_INLINE std::optional<double> settled(const TrialCore& trial, const std::string& name,
                                          const Distribution& distribution) {
  const auto fixed = trial.fixed.find(name);
  if (fixed != trial.fixed.end()) {
    if (const auto internal = to_internal(distribution, fixed->second)) return internal;
    throw ArgumentError("hone: trial " + std::to_string(trial.number) + " was given " + name +
                        " = " + fixed->second.to_string() + ", which is not " +
                        to_string(distribution));
  }
  if (is_single(distribution)) {
    if (const auto* d = std::get_if<FloatDistribution>(&distribution)) return d->low;
    if (const auto* i = std::get_if<IntDistribution>(&distribution))
      return static_cast<double>(i->low);
    return 0;
  }
  for (const Param& param : trial.proposal.params)
    if (param.name == name && is_compatible(*param.distribution, distribution) &&
        contains(distribution, param.internal))
      return param.internal;
  return std::nullopt;
}

/// The internal number of a parameter that the trial does not have yet.
HONE_INLINE double sample(TrialCore& trial, const StudyRecord& record, const std::string& name,
                          const Distribution& distribution) {
  if (const auto internal = settled(trial, name, distribution)) return *internal;
  const FrozenTrial& frozen = trial.held(record);
  if (!trial.is_proposed) {
    trial.proposal = trial.study->sampler->sample_relative(record, frozen);
    trial.is_proposed = true;
    if (const auto internal = settled(trial, name, distribution)) return *internal;
  }
  return trial.study->sampler->sample_independent(record, frozen, name, distribution);
}

}  // namespace detail

HONE_INLINE double Trial::suggest(const std::string& name, Distribution distribution) {
  detail::TrialCore& trial = core();
  detail::check_name("parameter", name);
  distribution = checked(name, std::move(distribution));
  for (const Param& param : trial.params)
    if (param.name == name) {
      if (!is_compatible(*param.distribution, distribution))
        throw ArgumentError("hone: parameter \"" + name + "\" is " +
                            to_string(*param.distribution) +
                            " in this trial, and was now suggested as " + to_string(distribution) +
                            "; use two names");
      return param.internal;
    }
  Param param{name, nullptr, 0};
  bool is_first = false;
  {
    const std::lock_guard<std::mutex> lock(trial.study->search);
    const auto known = trial.study->kinds.find(name);
    if (known != trial.study->kinds.end() && *known->second == distribution)
      param.distribution = known->second;
    const bool is_known = param.distribution != nullptr;
    if (!is_known)
      param.distribution = std::make_shared<const Distribution>(std::move(distribution));
    std::optional<double> internal;
    if (is_known) internal = detail::settled(trial, name, *param.distribution);
    if (!internal)
      trial.study->storage->read(trial.study->id, [&](const StudyRecord& record) {
        std::shared_ptr<const Distribution> first;
        if (!is_known) first = detail::known_kind(*trial.study, record, name, *param.distribution);
        internal = detail::sample(trial, record, name, *param.distribution);
        is_first = !is_known && !first;
        if (!is_known) trial.study->kinds[name] = first ? first : param.distribution;
      });
    param.internal = *internal;
  }
  Changes changes;
  for (const auto& [key, value] : trial.proposal.system_attrs)
    changes.push_back(SetTrialSystemAttr{trial.number, key, value});
  changes.push_back(SetParam{trial.number, param});
  try {
    trial.write(changes);
  } catch (...) {
    const std::lock_guard<std::mutex> lock(trial.study->search);
    if (is_first) trial.study->kinds.erase(name);
    throw;
  }
  trial.proposal.system_attrs.clear();
  trial.params.push_back(param);
  return param.internal;
}

}  // namespace HONE_ABI
}  // namespace hone
