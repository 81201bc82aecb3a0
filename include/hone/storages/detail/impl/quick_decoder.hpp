// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/distribution_pool.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/records/text/json.hpp>
#include <hone/records/text/timestamp.hpp>
#include <hone/records/time_point.hpp>
#include <hone/storages/detail/journal_record.hpp>
#include <hone/storages/detail/quick_decoder.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE bool QuickDecoder::decode(std::string_view line, JournalRecord& record) {
  int64_t op = 0;
  record.study = record.trial = -1;
  if (!split(line) || !integer("op_code", op)) return false;
  if (has_escapes_ && op != static_cast<int64_t>(JournalOp::set_trial_param)) return false;
  record.op = static_cast<JournalOp>(op);
  switch (record.op) {
    case JournalOp::create_trial:
      return integer("study_id", record.study) && create_trial(record);
    case JournalOp::set_trial_param:
      return integer("trial_id", record.trial) && set_param(record);
    case JournalOp::set_trial_state_values:
      return integer("trial_id", record.trial) && set_state(record);
    case JournalOp::set_trial_intermediate_value:
      return integer("trial_id", record.trial) && set_report(record);
    default:
      return false;
  }
}

HONE_INLINE bool QuickDecoder::split(std::string_view line) {
  at_ = line.data(), end_ = line.data() + line.size();
  count_ = 0;
  has_escapes_ = false;
  if (!takes('{')) return false;
  do {
    if (count_ == members_.size() || !takes('"')) return false;
    Member& member = members_[count_++];
    bool escaped = false;
    if (!text(member.name, escaped) || escaped || !takes(':')) return false;
    if (takes('"')) {
      if (!text(member.value, escaped)) return false;
      member.kind = escaped ? Kind::escaped : Kind::text;
      if (escaped && (has_escapes_ || member.name != "distribution")) return false;
      has_escapes_ |= escaped;
    } else if (takes('[')) {
      const char* const begin = at_;
      if (!list()) return false;
      member.value = {begin, static_cast<size_t>(at_ - 1 - begin)};
      member.kind = Kind::list;
    } else {
      if (!token(member.value)) return false;
      member.kind = Kind::token;
    }
  } while (takes(','));
  return takes('}') && (blanks(), at_ == end_);
}

HONE_INLINE bool QuickDecoder::takes(char c) {
  blanks();
  return at_ != end_ && *at_ == c && (++at_, true);
}

HONE_INLINE bool QuickDecoder::text(std::string_view& result, bool& escaped) {
  const char* const begin = at_;
  const char* const end = end_;
  for (const char* at = begin; at != end; ++at) {
    if (kPlainCharacters.has(*at)) continue;
    const unsigned char c = static_cast<unsigned char>(*at);
    if (c == '"') {
      result = {begin, static_cast<size_t>(at - begin)};
      at_ = at + 1;
      return true;
    }
    if (c < 0x20 || c == 0xed) return false;
    if (c == '\\') {
      escaped = true;
      if (++at == end) return false;
    }
  }
  return false;
}

HONE_INLINE bool QuickDecoder::list() {
  if (takes(']')) return true;
  std::string_view number;
  do {
    if (!token(number)) return false;
  } while (takes(','));
  return takes(']');
}

HONE_INLINE bool QuickDecoder::token(std::string_view& result) {
  blanks();
  const char* const begin = at_;
  if (at_ != end_ && *at_ == '-') ++at_;
  const char* const first = at_;
  const size_t whole = digits();
  if (whole == 0) return word(begin, result);
  if (whole > 1 && *first == '0') return false;
  if (at_ != end_ && *at_ == '.') {
    ++at_;
    if (digits() == 0) return false;
  }
  if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
    const bool small = ++at_ != end_ && *at_ == '-';
    if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
    const size_t exponent = digits();
    if (exponent == 0 || exponent > (small ? 3 : 2)) return false;  // may be out of range
  }
  result = {begin, static_cast<size_t>(at_ - begin)};
  return result.size() <= 25;  // longer than any number that is written
}

HONE_INLINE bool QuickDecoder::word(const char* begin, std::string_view& result) {
  const std::string_view rest(begin, static_cast<size_t>(end_ - begin));
  for (const std::string_view known : {"null", "NaN", "Infinity", "-Infinity"})
    if (rest.substr(0, known.size()) == known) {
      result = rest.substr(0, known.size());
      at_ = begin + known.size();
      return true;
    }
  return false;
}

HONE_INLINE size_t QuickDecoder::digits() {
  const char* const begin = at_;
  while (at_ != end_ && *at_ >= '0' && *at_ <= '9') ++at_;
  return static_cast<size_t>(at_ - begin);
}

HONE_INLINE const QuickDecoder::Member* QuickDecoder::find(std::string_view name) const {
  for (size_t i = 0; i < count_; ++i)
    if (members_[i].name == name) return &members_[i];
  return nullptr;
}

HONE_INLINE bool QuickDecoder::integer(std::string_view name, int64_t& result) const {
  const Member* member = find(name);
  return member && member->kind == Kind::token && to_integer(member->value, result);
}

HONE_INLINE bool QuickDecoder::to_integer(std::string_view text, int64_t& result) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), result);
  return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

HONE_INLINE bool QuickDecoder::to_number(std::string_view text, double& result) {
  int64_t integer = 0;
  if (to_integer(text, integer)) {
    result = static_cast<double>(integer);
  } else if (text == "null" || text == "NaN") {
    result = std::numeric_limits<double>::quiet_NaN();
  } else {
    result = double_from_json(text);
    return !std::isinf(result) || text.back() == 'y';
  }
  return true;
}

HONE_INLINE bool QuickDecoder::number(std::string_view name, double& result) const {
  const Member* member = find(name);
  return member && member->kind == Kind::token && to_number(member->value, result);
}

HONE_INLINE bool QuickDecoder::time(std::string_view name, TimePoint& result) const {
  const Member* member = find(name);
  if (!member || member->kind != Kind::text) return false;
  const std::optional<TimePoint> time = from_timestamp(member->value);
  if (time) result = *time;
  return time.has_value();
}

HONE_INLINE bool QuickDecoder::worker(std::string& result) const {
  const Member* member = find("worker_id");
  if (!member || member->kind != Kind::text) return false;
  result = member->value;
  return true;
}

HONE_INLINE bool QuickDecoder::values(std::vector<double>& result) const {
  const Member* member = find("values");
  if (!member) return true;
  if (member->kind == Kind::token) return member->value == "null";
  if (member->kind != Kind::list) return false;
  std::string_view rest = member->value;
  while (!rest.empty()) {
    const size_t comma = rest.find(',');
    std::string_view text = rest.substr(0, comma);
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    text = text.substr(0, text.find(' '));
    double value = 0;
    if (text.empty() || !to_number(text, value)) return false;
    result.push_back(value);
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
  }
  return true;
}

HONE_INLINE bool QuickDecoder::create_trial(JournalRecord& record) const {
  if (count_ != 4) return false;  // more: not a plain new trial
  CreateTrial create;
  TimePoint start;
  if (!worker(create.trial.worker) || !time("datetime_start", start)) return false;
  create.trial.datetime_start = start;
  record.change = std::move(create);
  return true;
}

HONE_INLINE bool QuickDecoder::set_param(JournalRecord& record) {
  const Member *name = find("param_name"), *distribution = find("distribution");
  double internal = 0;
  if (!name || name->kind != Kind::text || !distribution || distribution->kind != Kind::escaped ||
      !number("param_value_internal", internal))
    return false;
  auto shared = pool_.get_escaped(distribution->value);
  if (!shared) return false;
  try {
    record.change =
        SetParam{0, checked_param({std::string(name->value), std::move(shared), internal})};
  } catch (const BadRecord&) {
    return false;
  }
  return true;
}

HONE_INLINE bool QuickDecoder::set_state(JournalRecord& record) const {
  SetState set{};
  int64_t state = 0;
  if (!integer("state", state) || state < 0 || state > 4 || !values(set.values)) return false;
  set.state = static_cast<TrialState>(state);
  if (set.state == TrialState::running) {
    if (!time("datetime_start", set.time) || !worker(set.worker)) return false;
  } else if (is_finished(set.state) && !time("datetime_complete", set.time)) {
    return false;
  }
  record.change = std::move(set);
  return true;
}

HONE_INLINE bool QuickDecoder::set_report(JournalRecord& record) const {
  SetIntermediateValue set{};
  if (!integer("step", set.step) || !number("intermediate_value", set.value)) return false;
  record.change = set;
  return true;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
