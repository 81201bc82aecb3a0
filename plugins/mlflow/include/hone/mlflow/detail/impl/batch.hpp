// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/mlflow/detail/batch.hpp>
#include <hone/records/text/json.hpp>
#include <hone/records/text/utf8.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::string mlflow_key(std::string_view name) {
  std::string key, step;
  const auto end_step = [&] {
    if (!key.empty()) key += '/';
    key += step.empty() || step == "." || step == ".." ? "_" : step;
    step.clear();
  };
  for (const char c : name.substr(0, 250)) {
    if (c == '/') {
      end_step();
      continue;
    }
    const bool is_kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                         (c >= '0' && c <= '9') ||
                         std::string_view("_-. ").find(c) != std::string_view::npos;
    step += is_kept ? c : '_';
  }
  end_step();
  if (key.size() > 250) key.resize(250);
  if (key.back() == '/') key.back() = '_';
  return key;
}

HONE_INLINE std::string mlflow_text(std::string_view text, size_t most) {
  std::string result;
  for (size_t at = 0; at < text.size();) {
    const size_t length = utf8_length(text, at);
    if (result.size() + std::max<size_t>(length, 1) > most) break;
    if (length == 0)
      result += '?';
    else
      result.append(text, at, length);
    at += std::max<size_t>(length, 1);
  }
  return result;
}

HONE_INLINE void MlflowItems::add(const MlflowItems& more) {
  metrics.insert(metrics.end(), more.metrics.begin(), more.metrics.end());
  for (const auto& param : more.params)
    if (std::find(params.begin(), params.end(), param) == params.end()) params.push_back(param);
  for (const auto& tag : more.tags) {
    const auto known = std::find_if(tags.begin(), tags.end(),
                                    [&](const auto& other) { return other.first == tag.first; });
    if (known == tags.end())
      tags.push_back(tag);
    else
      known->second = tag.second;
  }
}

HONE_INLINE std::string mlflow_pair(const std::string& key, const std::string& value) {
  std::string text = "{\"key\":";
  append_json(text, std::string_view(key));
  text += ",\"value\":";
  append_json(text, std::string_view(value));
  return text += '}';
}

HONE_INLINE std::string mlflow_metric(const MlflowMetric& metric) {
  std::string text = "{\"key\":";
  append_json(text, std::string_view(metric.key));
  text += ",\"value\":";
  const bool quoted = !std::isfinite(metric.value);  // as protocol buffers do in JSON
  if (quoted) text += '"';
  append_json(text, metric.value);
  if (quoted) text += '"';
  text += ",\"timestamp\":";
  append_json(text, metric.timestamp);
  text += ",\"step\":";
  append_json(text, metric.step);
  return text += '}';
}

HONE_INLINE std::vector<std::string> mlflow_batches(const std::string& run_id,
                                                    const MlflowItems& items) {
  struct Field {
    const char* name;
    size_t most, count;
    std::string text;
  };
  Field fields[] = {{"metrics", 1000, 0, ""}, {"params", 100, 0, ""}, {"tags", 100, 0, ""}};
  constexpr size_t kMostBytes = 1000000 - 1000;  // room for the text around the lists
  size_t count = 0, bytes = 0;
  std::vector<std::string> bodies;
  const auto end_batch = [&] {
    if (count == 0) return;
    std::string body = "{\"run_id\":";
    append_json(body, std::string_view(run_id));
    for (Field& field : fields) {
      if (field.count > 0) ((((body += ",\"") += field.name) += "\":[") += field.text) += ']';
      field.count = 0;
      field.text.clear();
    }
    bodies.push_back(body += '}');
    count = bytes = 0;
  };
  const auto put = [&](Field& field, const std::string& item) {
    if (field.count == field.most || count == 1000 || bytes + item.size() + 1 > kMostBytes)
      end_batch();
    if (field.count > 0) field.text += ',';
    field.text += item;
    ++field.count, ++count;
    bytes += item.size() + 1;
  };
  for (const auto& [key, value] : items.params) put(fields[1], mlflow_pair(key, value));
  for (const auto& [key, value] : items.tags) put(fields[2], mlflow_pair(key, value));
  for (const MlflowMetric& metric : items.metrics) put(fields[0], mlflow_metric(metric));
  end_batch();
  return bodies;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
