// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/mlflow/detail/batch.hpp>
#include <hone/mlflow/detail/outbox.hpp>
#include <hone/mlflow/detail/warnings.hpp>
#include <hone/records/value.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

inline int64_t milliseconds_of(std::chrono::system_clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}
inline int64_t milliseconds_now() { return milliseconds_of(std::chrono::system_clock::now()); }

/// A tracker's way to the server. Converts names and values to what MLflow accepts.
struct MlflowChannel {
  std::shared_ptr<MlflowOutbox> outbox;
  std::shared_ptr<MlflowWarnings> warnings;
  size_t max_param_length = 500, max_tag_length = 5000;

  std::string key(const std::string& name) const;
  void add_param(MlflowItems& items, const std::string& name, const Value& value) const {
    items.params.emplace_back(key(name), shortened(name, value, max_param_length));
  }
  void add_tag(MlflowItems& items, const std::string& name, const Value& value) const {
    items.tags.emplace_back(key(name), shortened(name, value, max_tag_length));
  }
  void add_metric(MlflowItems& items, const std::string& name, double value, int64_t step) const {
    items.metrics.push_back({key(name), value, milliseconds_now(), step});
  }

 private:
  std::string shortened(const std::string& name, const Value& value, size_t most) const;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/mlflow/detail/impl/channel.hpp>
#endif
