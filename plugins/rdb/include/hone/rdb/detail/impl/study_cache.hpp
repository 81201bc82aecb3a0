// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/files/worker.hpp>
#include <hone/rdb/detail/connection.hpp>
#include <hone/rdb/detail/details_query.hpp>
#include <hone/rdb/detail/is_recorded.hpp>
#include <hone/rdb/detail/study_cache.hpp>
#include <hone/rdb/detail/text.hpp>
#include <hone/records/detail/distribution_pool.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/records/detail/owner.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/step_values.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/text/json.hpp>
#include <hone/records/value.hpp>
#include <hone/samplers/detail/random.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE void StudyCache::refresh(Connection& connection) {
  if (reads(connection)) return;
  if (record.name.empty())
    throw ArgumentError("hone: the database has no study with the id " + std::to_string(row_));
  throw StorageError("hone: the study \"" + record.name +
                     "\" was deleted from the database; open it again to begin a new one");
}

HONE_INLINE bool StudyCache::reads(Connection& connection) {
  if (is_gone_) return false;
  const int64_t version = connection.version();
  if (has_read_ && version >= 0 && version == version_) return true;
  std::vector<Row> rows = read_trials(connection);
  std::vector<int64_t> wanted;
  for (const Row& row : rows)
    if (wants(row)) wanted.push_back(row.id);
  if (!read_details(connection, rows, wanted)) {
    if (has_read_) note_deleted(record.name);
    return false;
  }
  has_read_ = true;
  version_ = version;
  return true;
}

HONE_INLINE void StudyCache::note_deleted(const std::string& name) {
  is_gone_ = true;
  StudyRecord gone;
  gone.name = name;
  record = std::move(gone);
  ids.clear();
  numbers_.clear();
  mine_.clear();
}

HONE_INLINE std::string StudyCache::stored_owner(Connection& connection, int64_t id) {
  std::string owner;
  connection.run(Statement{"SELECT value_json FROM trial_system_attributes WHERE trial_id = ? "
                           "AND \"key\" = 'hone:owner'",
                           {id}},
                 [&](const SqlRow& row) { owner = text_of(row.at(0)); });
  return owner;
}

HONE_INLINE bool StudyCache::is_stored_as_mine(Connection& connection, int64_t id) const {
  std::string owner, seed;
  connection.run(
      Statement{"SELECT 0, value_json FROM trial_system_attributes WHERE trial_id = ? "
                "AND \"key\" = 'hone:owner' UNION ALL SELECT 1, value_json FROM "
                "study_system_attributes WHERE study_id = ? AND \"key\" = 'hone:seed'",
                {id, row_}},
      [&](const SqlRow& row) { (integer_of(row.at(0)) == 0 ? owner : seed) = text_of(row.at(1)); });
  return owner == python_json_of(worker_name()) && has_seed(seed);
}

HONE_INLINE std::string StudyCache::known_owner(int64_t number) const {
  const Attributes& attrs = record.trials[static_cast<size_t>(number)].system_attrs;
  const auto owner = attrs.find(kOwnerAttr);
  return owner == attrs.end() ? std::string() : python_json_of(owner->second);
}

HONE_INLINE bool StudyCache::contains(const Changes& changes,
                                      const std::vector<int64_t>& created) const {
  size_t next = 0;
  for (const Change& change : changes)
    if (const auto* create = std::get_if<CreateTrial>(&change))
      if (!is_made(created.at(next++), create->trial)) return false;
  if (!created.empty()) return true;  // a transaction is atomic
  for (const Change& change : changes)
    if (is_taken(change) || !std::visit(IsRecorded{record}, change)) return false;
  return true;
}

HONE_INLINE void StudyCache::note_owners(const Changes& changes,
                                         const std::vector<int64_t>& created) {
  for (const Change& change : changes)
    if (const auto* attr = std::get_if<SetTrialSystemAttr>(&change))
      if (record.find_trial(attr->number)) note_owner(attr->number);
  for (const int64_t id : created) note_owner(numbers_.at(id));
}

HONE_INLINE void StudyCache::apply(Changes changes, const std::vector<int64_t>& created) {
  size_t next = 0;
  for (Change& change : changes) {
    int64_t number = -1;
    if (std::holds_alternative<CreateTrial>(change)) {
      number = static_cast<int64_t>(record.trials.size());
      ids.push_back(created.at(next++));
      numbers_[ids.back()] = number;
      last_id_ = std::max(last_id_, ids.back());
    } else if (const auto* attr = std::get_if<SetTrialSystemAttr>(&change)) {
      if (attr->key == kOwnerAttr) number = attr->number;
    } else if (const auto* state = std::get_if<SetState>(&change)) {
      number = state->number;
    }
    if (auto* set = std::get_if<SetParam>(&change))
      set->param.distribution = distributions_.share(set->param.distribution);
    if (auto* create = std::get_if<CreateTrial>(&change))
      for (Param& param : create->trial.params)
        param.distribution = distributions_.share(param.distribution);
    hone::apply(record, std::move(change));
    if (number >= 0) note_owner(number);
  }
}

HONE_INLINE void StudyCache::let_go(int64_t number) {
  mine_.erase(number);
  version_ = -1;
}

HONE_INLINE bool StudyCache::is_made(int64_t id, const FrozenTrial& sent) const {
  const auto number = numbers_.find(id);
  if (number == numbers_.end()) return false;
  const FrozenTrial& there = record.trials[static_cast<size_t>(number->second)];
  if (sent.state != TrialState::waiting && (sent.state != there.state || holds(there.number)))
    return false;
  return IsRecorded::has(there, sent);
}

HONE_INLINE bool StudyCache::is_taken(const Change& change) const {
  const auto* attr = std::get_if<SetTrialSystemAttr>(&change);
  return attr && attr->key == kOwnerAttr && attr->value == Value(worker_name()) &&
         holds(attr->number);
}

HONE_INLINE bool StudyCache::wants(const Row& row) const {
  const auto known = numbers_.find(row.id);
  if (known == numbers_.end()) return true;
  const FrozenTrial& trial = record.trials[static_cast<size_t>(known->second)];
  if (row.state != trial.state) return true;
  return !holds(known->second);
}

HONE_INLINE std::vector<StudyCache::Row> StudyCache::read_trials(Connection& connection) {
  std::string text =
      "SELECT trial_id, number, state, datetime_start, datetime_complete FROM trials WHERE "
      "study_id = " +
      std::to_string(row_) + " AND (trial_id > " + std::to_string(last_id_);
  if (!record.unfinished.empty()) {
    std::vector<int64_t> open;
    for (const int64_t number : record.unfinished) open.push_back(ids[static_cast<size_t>(number)]);
    text += " OR trial_id IN (" + sql_list(open) + ')';
  }
  std::vector<Row> rows;
  connection.query(text + ") ORDER BY trial_id", [&](const SqlRow& row) {
    rows.push_back({integer_of(row.at(0)), integer_of(row.at(1)),
                    state_from_name(text_of(row.at(2))), time_from_sql(row.at(3)),
                    time_from_sql(row.at(4))});
  });
  return rows;
}

HONE_INLINE std::vector<int64_t> StudyCache::running() const {
  std::vector<int64_t> result;
  for (const int64_t number : mine_) result.push_back(ids[static_cast<size_t>(number)]);
  return result;
}

HONE_INLINE bool StudyCache::read_details(Connection& connection, const std::vector<Row>& rows,
                                          const std::vector<int64_t>& wanted) {
  constexpr size_t kAtOnce = 2000;
  std::unordered_map<int64_t, FrozenTrial> found;
  for (const Row& row : rows) {
    FrozenTrial& trial = found[row.id];
    trial.number = row.number;
    trial.state = row.state;
    trial.datetime_start = row.start;
    trial.datetime_complete = row.complete;
  }
  Attributes user_attrs, system_attrs;
  std::map<int64_t, int64_t> directions;  // by objective
  std::string name;
  for (size_t first = 0; first == 0 || first < wanted.size(); first += kAtOnce) {
    const size_t last = std::min(first + kAtOnce, wanted.size());
    std::unordered_map<int64_t, std::vector<std::pair<int64_t, Param>>> params;
    const std::vector<int64_t> some(wanted.begin() + static_cast<std::ptrdiff_t>(first),
                                    wanted.begin() + static_cast<std::ptrdiff_t>(last));
    const std::string query =
        details_query(some) + (first == 0 ? study_details(row_, running()) : "");
    connection.query(query, [&](const SqlRow& row) {
      const int64_t kind = integer_of(row.at(0)), id = integer_of(row.at(1)),
                    place = integer_of(row.at(3));
      if (kind == kStudy) return void(name = text_of(row.at(2)));
      if (kind == kDirection) return void(directions[place] = integer_of(row.at(6)));
      if (kind == kStudyUserAttr) return set(user_attrs, row);
      if (kind == kStudySystemAttr) return set(system_attrs, row);
      if (kind == kOwner) return check_owner(id, row);
      FrozenTrial& trial = found[id];
      if (kind == kUserAttr) set(trial.user_attrs, row);
      if (kind == kSystemAttr) set(trial.system_attrs, row);
      if (kind == kReport)
        trial.intermediate_values[place] = number_from_sql(row.at(4), integer_of(row.at(6)));
      if (kind == kValue) {
        const auto objective = static_cast<size_t>(place);
        if (trial.values.size() <= objective) trial.values.resize(objective + 1);
        trial.values[objective] = number_from_sql(row.at(4), integer_of(row.at(6)));
      }
      if (kind == kParam)
        params[id].push_back({place,
                              {text_of(row.at(2)), distributions_.get(text_of(row.at(5))),
                               number_from_sql(row.at(4), 0)}});
    });
    for (auto& [id, list] : params) {
      std::sort(list.begin(), list.end(),
                [](const auto& a, const auto& b) { return a.first < b.first; });
      for (auto& [place, param] : list) found[id].params.push_back(std::move(param));
    }
  }
  if (name.empty() || !is_ours(name, system_attrs)) return false;
  record.name = std::move(name);
  record.directions.clear();
  for (const auto& [objective, direction] : directions)
    record.directions.push_back(static_cast<Direction>(direction));
  record.user_attrs = std::move(user_attrs);
  record.system_attrs = std::move(system_attrs);
  for (const int64_t id : wanted) put(id, std::move(found[id]));
  return true;
}

HONE_INLINE std::string StudyCache::seed_of(const Attributes& system_attrs) {
  const auto found = system_attrs.find(kSeedAttr);
  return found == system_attrs.end() ? std::string() : python_json_of(found->second);
}

HONE_INLINE bool StudyCache::has_seed(const std::string& seed) const {
  const std::string known = seed_of(record.system_attrs);
  return known.empty() || known == seed;
}

HONE_INLINE void StudyCache::set(Attributes& attributes, const SqlRow& row) {
  const std::string& text = text_of(row.at(5));
  const JsonValue* value = json_.parse(text);
  if (!value)
    throw StorageError("hone: the attribute \"" + text_of(row.at(2)) + "\" of the study \"" +
                       record.name + "\" is no JSON: " + text.substr(0, 60));
  attributes[text_of(row.at(2))] = value_from_json(*value);
}

HONE_INLINE void StudyCache::check_owner(int64_t id, const SqlRow& row) {
  const int64_t number = numbers_.at(id);
  Attributes& attributes = record.trials[static_cast<size_t>(number)].system_attrs;
  set(attributes, row);
  note_owner(number);
}

HONE_INLINE void StudyCache::put(int64_t id, FrozenTrial trial) {
  const auto known = numbers_.find(id);
  if (known == numbers_.end()) {
    const int64_t number = static_cast<int64_t>(record.trials.size());
    if (trial.number != number)
      throw StorageError("hone: the study \"" + record.name + "\" has trial " +
                         std::to_string(trial.number) + " in place of trial " +
                         std::to_string(number) +
                         "; rows of the database were deleted, or written without the study's "
                         "lock");
    numbers_[id] = number;
    ids.push_back(id);
    last_id_ = std::max(last_id_, id);
    hone::apply(record, CreateTrial{std::move(trial)});
    return;
  }
  const int64_t number = known->second;
  FrozenTrial& old = record.trials[static_cast<size_t>(number)];
  if (is_finished(old.state)) return;
  mine_.erase(number);
  if (is_finished(trial.state)) {
    record.unfinished.erase(number);
    record.finished.push_back(number);
  }
  old = std::move(trial);
}

HONE_INLINE void StudyCache::note_owner(int64_t number) {
  const FrozenTrial& trial = record.trials[static_cast<size_t>(number)];
  const auto owner = trial.system_attrs.find(kOwnerAttr);
  const bool is_mine = trial.state == TrialState::running && owner != trial.system_attrs.end() &&
                       owner->second == Value(worker_name());
  is_mine ? void(mine_.insert(number)) : void(mine_.erase(number));
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
