// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/frozen_trial.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// By name: sorted, as Optuna sorts them.
using SearchSpace = std::map<std::string, std::shared_ptr<const Distribution>>;

template <class = void>
inline bool is_same(const std::shared_ptr<const Distribution>& a,
                    const std::shared_ptr<const Distribution>& b) {
  return a == b || *a == *b;
}

template <class = void>
inline bool is_same(const SearchSpace& a, const SearchSpace& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.first == y.first && is_same(x.second, y.second);
  });
}

/// What the parameters of a trial were chosen from.
template <class = void>
inline SearchSpace space_of(const FrozenTrial& trial) {
  SearchSpace space;
  for (const Param& param : trial.params) space[param.name] = param.distribution;
  return space;
}

/// The parameters that every COMPLETE and PRUNED trial has, from one and the same distribution:
/// those that can be chosen together. (Optuna: IntersectionSearchSpace.) Add each trial once, after
/// what is to be left out.
class IntersectionSearchSpace {
 public:
  template <class = void>
  void add(const FrozenTrial& trial) {
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

  /// They are no part of it.
  template <class = void>
  void leave_out(const std::set<std::string>& names) {
    left_out_.insert(names.begin(), names.end());
  }

  const SearchSpace& get() const { return space_; }

  /// What it was after the first trial: it only shrinks, so whatever it ever held is here.
  const SearchSpace& first() const { return first_; }

 private:
  std::set<std::string> left_out_;
  bool started_ = false;
  SearchSpace space_;
  SearchSpace first_;
};

/// The parameters of all COMPLETE and PRUNED trials, parted so that those which are always there or
/// not there together are one part: those can be chosen together. (Optuna:
/// _GroupDecomposedSearchSpace.) A parameter has the distribution that it had first. Add each trial
/// once, after what is to be left out.
template <class = void>
class GroupedSearchSpaceOf {
 public:
  void add(const FrozenTrial& trial) {
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

  /// They are in no part.
  void leave_out(const std::set<std::string>& names) {
    left_out_.insert(names.begin(), names.end());
  }

  const std::vector<SearchSpace>& get() const { return parts_; }

  /// All parts together.
  SearchSpace whole() const {
    SearchSpace space;
    for (const SearchSpace& part : parts_) space.insert(part.begin(), part.end());
    return space;
  }

 private:
  std::set<std::string> left_out_;
  std::vector<SearchSpace> parts_;
};
using GroupedSearchSpace = GroupedSearchSpaceOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
