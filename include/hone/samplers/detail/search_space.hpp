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

/// By name: sorted, as Optuna sorts them.
using SearchSpace = std::map<std::string, std::shared_ptr<const Distribution>>;

bool is_same(const std::shared_ptr<const Distribution>& a,
             const std::shared_ptr<const Distribution>& b);

bool is_same(const SearchSpace& a, const SearchSpace& b);

/// What the parameters of a trial were chosen from.
SearchSpace space_of(const FrozenTrial& trial);

/// The parameters that every COMPLETE and PRUNED trial has, from one and the same distribution:
/// those that can be chosen together. (Optuna: IntersectionSearchSpace.) Add each trial once, after
/// what is to be left out.
class IntersectionSearchSpace {
 public:
  void add(const FrozenTrial& trial);

  /// They are no part of it.
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
class GroupedSearchSpace {
 public:
  void add(const FrozenTrial& trial);

  /// They are in no part.
  void leave_out(const std::set<std::string>& names) {
    left_out_.insert(names.begin(), names.end());
  }

  const std::vector<SearchSpace>& get() const { return parts_; }

  /// All parts together.
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
