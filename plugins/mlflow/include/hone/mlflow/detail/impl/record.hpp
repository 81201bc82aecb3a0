// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/mlflow/detail/batch.hpp>
#include <hone/mlflow/detail/record.hpp>
#include <hone/records/text/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::string MlflowRecord::to_line() const {
  std::string line = "{\"run\":";
  append_json(line, std::string_view(run));
  const auto text = [&](const char* name_of, const std::string& value) {
    if (value.empty()) return;
    ((line += ",\"") += name_of) += "\":";
    append_json(line, std::string_view(value));
  };
  const auto number = [&](const char* name_of, auto value) {
    ((line += ",\"") += name_of) += "\":";
    append_json(line, value);
  };
  const auto pairs = [&](const char* name_of, const MlflowPairs& values) {
    if (values.empty()) return;
    ((line += ",\"") += name_of) += "\":[";
    for (const auto& [key, value] : values) {
      line += line.back() == '[' ? "[" : ",[";
      append_json(line, std::string_view(key));
      line += ',';
      append_json(line, std::string_view(value));
      line += ']';
    }
    line += ']';
  };
  text("parent", parent);
  text("name", name);
  if (start) number("start", start);
  if (is_new) line += ",\"new\":true";
  if (is_resumed) line += ",\"resumed\":true";
  pairs("params", items.params);
  pairs("tags", items.tags);
  if (!items.metrics.empty()) {
    line += ",\"metrics\":[";
    for (const MlflowMetric& metric : items.metrics) {
      line += line.back() == '[' ? "[" : ",[";
      append_json(line, std::string_view(metric.key));
      line += ',';
      append_json(line, metric.value);
      line += ',';
      append_json(line, metric.timestamp);
      line += ',';
      append_json(line, metric.step);
      line += ']';
    }
    line += ']';
  }
  if (best) {
    number("best", best->value);
    number("trial", best->trial);
    if (best->maximize) line += ",\"maximize\":true";
  }
  text("file", file);
  text("artifact", artifact);
  if (is_link) line += ",\"link\":true";
  text("status", status);
  if (end) number("end", end);
  return line += "}\n";
}

HONE_INLINE std::optional<MlflowRecord> MlflowRecord::from_line(std::string_view line,
                                                                JsonReader& reader) {
  const JsonValue* json = reader.parse(line);
  if (!json || !json->IsObject()) return std::nullopt;
  MlflowRecord record;
  bool is_sound = true;
  const auto text = [&](const JsonValue& value) {
    is_sound = is_sound && value.IsString();
    return value.IsString() ? text_from_json(value) : std::string();
  };
  const auto integer = [&](const JsonValue& value) -> int64_t {
    is_sound = is_sound && value.IsInt64();
    return value.IsInt64() ? value.GetInt64() : 0;
  };
  const auto flag = [](const JsonValue& value) { return value.IsBool() && value.GetBool(); };
  // An array of arrays of `count` elements.
  const auto each = [&](const JsonValue& value, unsigned count, auto take) {
    is_sound = is_sound && value.IsArray();
    if (!value.IsArray()) return;
    for (const JsonValue& element : value.GetArray()) {
      is_sound = is_sound && element.IsArray() && element.Size() == count;
      if (is_sound) take(element);
    }
  };
  const auto pair_into = [&](MlflowPairs& pairs) {
    return
        [&](const JsonValue& element) { pairs.emplace_back(text(element[0]), text(element[1])); };
  };
  MlflowRecord::Best best;
  bool has_best = false;
  for (const auto& member : json->GetObject()) {
    const std::string name = text_from_json(member.name);
    const JsonValue& value = member.value;
    if (name == "run") record.run = text(value);
    if (name == "parent") record.parent = text(value);
    if (name == "name") record.name = text(value);
    if (name == "start") record.start = integer(value);
    if (name == "new") record.is_new = flag(value);
    if (name == "resumed") record.is_resumed = flag(value);
    if (name == "params") each(value, 2, pair_into(record.items.params));
    if (name == "tags") each(value, 2, pair_into(record.items.tags));
    if (name == "metrics")
      each(value, 4, [&](const JsonValue& element) {
        is_sound = is_sound && element[1].IsNumber();
        record.items.metrics.push_back({text(element[0]), is_sound ? element[1].GetDouble() : 0,
                                        integer(element[2]), integer(element[3])});
      });
    if (name == "best") {
      has_best = value.IsNumber();
      best.value = has_best ? value.GetDouble() : 0;
    }
    if (name == "trial") best.trial = integer(value);
    if (name == "maximize") best.maximize = flag(value);
    if (name == "file") record.file = text(value);
    if (name == "artifact") record.artifact = text(value);
    if (name == "link") record.is_link = flag(value);
    if (name == "status") record.status = text(value);
    if (name == "end") record.end = integer(value);
  }
  if (has_best) record.best = best;
  if (!is_sound || record.run.empty()) return std::nullopt;
  return record;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
