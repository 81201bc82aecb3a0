// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// By name: in Optuna's order.
using SearchSpace = std::map<std::string, std::shared_ptr<const Distribution>>;

bool is_same(const std::shared_ptr<const Distribution>& a,
             const std::shared_ptr<const Distribution>& b);

bool is_same(const SearchSpace& a, const SearchSpace& b);

/// The distributions of a trial's parameters.
SearchSpace space_of(const FrozenTrial& trial);

/// The parameters that every COMPLETE and PRUNED trial has, with equal distributions: those that
/// can be chosen jointly. (Optuna: IntersectionSearchSpace.) Add each trial once, after
/// `leave_out`.
class IntersectionSearchSpace {
 public:
  void add(const FrozenTrial& trial);

  /// Excludes these parameters.
  void leave_out(const std::set<std::string>& names) {
    left_out_.insert(names.begin(), names.end());
  }

  const SearchSpace& get() const { return space_; }

  /// The space after the first trial. It only shrinks, so this contains every later space.
  const SearchSpace& first() const { return first_; }

 private:
  std::set<std::string> left_out_;
  bool started_ = false;
  SearchSpace space_;
  SearchSpace first_;
};

/// The parameters of all COMPLETE and PRUNED trials, partitioned so that those that always appear
/// together form one part: these can be chosen jointly. (Optuna: _GroupDecomposedSearchSpace.) A
/// parameter keeps its first distribution. Add each trial once, after `leave_out`.
class GroupedSearchSpace {
 public:
  void add(const FrozenTrial& trial);

  /// Excludes these parameters.
  void leave_out(const std::set<std::string>& names) {
    left_out_.insert(names.begin(), names.end());
  }

  const std::vector<SearchSpace>& get() const { return parts_; }

  /// The union of all parts.
  SearchSpace whole() const;

 private:
  std::set<std::string> left_out_;
  std::vector<SearchSpace> parts_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/detail/impl/search_space.hpp>
#endif
