// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/distributed/detail/rank_group.hpp>
#include <hone/distributed/detail/replica_trial.hpp>
#include <hone/distributed/rank_trial.hpp>
#include <hone/records/value.hpp>
#include <hone/study/detail/trial_core.hpp>
#include <hone/trial.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE double RankTrial::suggest_float(const std::string& name, double low, double high,
                                            Scale scale) {
  return suggest(name, [&] { return trial().suggest_float(name, low, high, scale); });
}

HONE_INLINE double RankTrial::suggest_float(const std::string& name, double low, double high,
                                            Step step) {
  return suggest(name, [&] { return trial().suggest_float(name, low, high, step); });
}

HONE_INLINE int64_t RankTrial::suggest_int(const std::string& name, int64_t low, int64_t high,
                                           Scale scale) {
  return suggest(name, [&] { return trial().suggest_int(name, low, high, scale); });
}

HONE_INLINE int64_t RankTrial::suggest_int(const std::string& name, int64_t low, int64_t high,
                                           int64_t step) {
  return suggest(name, [&] { return trial().suggest_int(name, low, high, step); });
}

HONE_INLINE void RankTrial::report(double value, int64_t step) {
  group_->share([&] { trial().report(value, step); });
}

HONE_INLINE bool RankTrial::should_prune() {
  return group_->share([&] { return trial().should_prune(); });
}

HONE_INLINE void RankTrial::set_user_attr(const std::string& key, const Value& value) {
  group_->share([&] { trial().set_user_attr(key, value); });
}

HONE_INLINE void RankTrial::set_constraint(const std::string& name, double value) {
  group_->share([&] { trial().set_constraint(name, value); });
}

HONE_INLINE RankTrial::RankTrial(std::shared_ptr<detail::RankGroup> group, Trial* trial)
    : group_(std::move(group)), trial_(trial) {
  detail::TrialOrigin origin;
  if (trial_)
    origin = {trial_->number(), trial_->study_name(), trial_->study_directory(),
              trial_->core().study->directions};
  origin = detail::share(*group_, origin);
  if (trial_) return;
  replica_ = detail::make_replica(origin);
  own_.emplace(Trial(replica_.core));
  trial_ = &*own_;
}

}  // namespace HONE_ABI
}  // namespace hone
