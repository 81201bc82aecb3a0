// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>
#include <hone/samplers/detail/search_space.hpp>

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE bool is_same(const std::shared_ptr<const Distribution>& a,
                         const std::shared_ptr<const Distribution>& b) {
  return a == b || *a == *b;
}

HONE_INLINE bool is_same(const SearchSpace& a, const SearchSpace& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.first == y.first && is_same(x.second, y.second);
  });
}

HONE_INLINE SearchSpace space_of(const FrozenTrial& trial) {
  SearchSpace space;
  for (const Param& param : trial.params) space[param.name] = param.distribution;
  return space;
}

HONE_INLINE void IntersectionSearchSpace::add(const FrozenTrial& trial) {
  if (trial.state != TrialState::complete && trial.state != TrialState::pruned) return;
  if (!started_) {
    started_ = true;
    first_ = space_of(trial);
    for (const std::string& name : left_out_) first_.erase(name);
    space_ = first_;
    return;
  }
  for (auto known = space_.begin(); known != space_.end();) {
    const Param* param = trial.find_param(known->first);
    known = param && is_same(param->distribution, known->second) ? std::next(known)
                                                                 : space_.erase(known);
  }
}

HONE_INLINE void GroupedSearchSpace::add(const FrozenTrial& trial) {
  if (trial.state != TrialState::complete && trial.state != TrialState::pruned) return;
  SearchSpace rest = space_of(trial);
  for (const std::string& name : left_out_) rest.erase(name);
  std::vector<SearchSpace> parts;
  const auto keep = [&parts](SearchSpace part) {
    if (!part.empty()) parts.push_back(std::move(part));
  };
  for (const SearchSpace& part : parts_) {
    SearchSpace there, not_there;
    for (const auto& parameter : part)
      (rest.erase(parameter.first) > 0 ? there : not_there).insert(parameter);
    keep(std::move(there));
    keep(std::move(not_there));
  }
  keep(std::move(rest));
  parts_ = std::move(parts);
}

HONE_INLINE SearchSpace GroupedSearchSpace::whole() const {
  SearchSpace space;
  for (const SearchSpace& part : parts_) space.insert(part.begin(), part.end());
  return space;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
