// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/value.hpp>
#include <hone/storages/detail/journal_record.hpp>
#include <hone/storages/detail/journal_replay.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Whether Optuna allows both distributions for one parameter. Like is_compatible, but with
/// Python's equality of choices: 1, 1.0 and True are equal. NaN equals itself.
HONE_INLINE bool is_compatible_in_python(const Distribution& a, const Distribution& b) {
  const auto* left = std::get_if<CategoricalDistribution>(&a);
  const auto* right = std::get_if<CategoricalDistribution>(&b);
  if (!left || !right) return is_compatible(a, b);
  const auto same = [](const Value& x, const Value& y) {
    const auto number = [](const Value& value) -> std::optional<double> {
      if (const auto* flag = std::get_if<bool>(&value.variant())) return *flag ? 1.0 : 0.0;
      if (const auto* integer = std::get_if<int64_t>(&value.variant()))
        return static_cast<double>(*integer);
      if (const auto* real = std::get_if<double>(&value.variant())) return *real;
      return std::nullopt;
    };
    if (x == y) return true;
    const auto p = number(x), q = number(y);
    return p && q && x.variant().index() != y.variant().index() ? *p == *q
           : p && q                                             ? std::isnan(*p) && std::isnan(*q)
                                                                : false;
  };
  return left->choices.size() == right->choices.size() &&
         std::equal(left->choices.begin(), left->choices.end(), right->choices.begin(), same);
}

HONE_INLINE const JournalReplay::Study* JournalReplay::find(int64_t study) const {
  return study >= 0 && static_cast<uint64_t>(study) < studies_.size()
             ? &studies_[static_cast<size_t>(study)]
             : nullptr;
}

HONE_INLINE int64_t JournalReplay::find(const std::string& name) const {
  for (size_t id = 0; id < studies_.size(); ++id)
    if (!studies_[id].is_deleted && studies_[id].record.name == name)
      return static_cast<int64_t>(id);
  return -1;
}

HONE_INLINE void JournalReplay::apply(JournalRecord record) {
  switch (record.op) {
    case JournalOp::create_study:
      if (find(record.name) >= 0) return;
      studies_.emplace_back();
      studies_.back().record.name = std::move(record.name);
      studies_.back().record.directions = std::move(record.directions);
      return;
    case JournalOp::delete_study:
      if (Study* study = living(record.study)) {
        std::string name = std::move(study->record.name);
        *study = Study{};
        study->record.name = std::move(name);
        study->is_deleted = true;
      }
      return;
    case JournalOp::discard_trials:
      return;
    default:
      record.study >= 0 || record.trial < 0 ? change_study(record.study, record.change)
                                            : change_trial(record.trial, record.change);
  }
}

HONE_INLINE JournalReplay::Study* JournalReplay::living(int64_t id) {
  Study* study = const_cast<Study*>(find(id));
  return study && !study->is_deleted ? study : nullptr;
}

HONE_INLINE void JournalReplay::change_study(int64_t id, Change& change) {
  Study* study = living(id);
  if (!study) return;
  if (const auto* create = std::get_if<CreateTrial>(&change)) {
    const int64_t number = static_cast<int64_t>(study->trials.size());
    for (const Param& param : create->trial.params) note(*study, number, param);
    study->trials.push_back(next_trial());
    trials_.push_back({id, number});
  }
  hone::apply(study->record, std::move(change));
}

HONE_INLINE void JournalReplay::change_trial(int64_t id, Change& change) {
  if (id >= next_trial()) return;
  const Place place = trials_[static_cast<size_t>(id)];
  Study* study = living(place.study);
  if (!study) return;
  std::visit([&](auto& set) { address(set, place.number); }, change);
  if (const auto* set = std::get_if<SetParam>(&change)) {
    const FrozenTrial* trial = study->record.find_trial(place.number);
    if (!trial || is_finished(trial->state)) return;
    const auto first = study->first.find(set->param.name);
    if (first != study->first.end() && first->second.distribution != set->param.distribution &&
        !is_compatible_in_python(*first->second.distribution, *set->param.distribution))
      return;
    note(*study, place.number, set->param);
  }
  hone::apply(study->record, std::move(change));
}

HONE_INLINE void JournalReplay::note(Study& study, int64_t number, const Param& param) {
  using First = typename Study::First;
  const auto [first, is_new] = study.first.try_emplace(param.name, First{number, nullptr});
  if (is_new || number <= first->second.number) first->second = {number, param.distribution};
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
