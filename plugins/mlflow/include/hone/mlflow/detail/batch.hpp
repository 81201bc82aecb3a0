// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A name in the form that MLflow accepts for a metric, a parameter or a tag. Characters other than
/// letters, digits and "_-. /" become '_', and so do components of a path that are empty, "." or
/// "..". Longer names are cut to 250 bytes.
std::string mlflow_key(std::string_view name);

/// Text cut to at most `most` bytes, between characters. Bytes that are not UTF-8 become '?'.
std::string mlflow_text(std::string_view text, size_t most);

struct MlflowMetric {
  std::string key;
  double value = 0;
  int64_t timestamp = 0;  ///< milliseconds since 1970
  int64_t step = 0;
};
using MlflowPairs = std::vector<std::pair<std::string, std::string>>;

/// What /runs/log-batch adds to a run.
struct MlflowItems {
  std::vector<MlflowMetric> metrics;
  MlflowPairs params, tags;

  bool empty() const { return metrics.empty() && params.empty() && tags.empty(); }
  /// Adds later items. Skips a parameter that is there with the same value, because the server
  /// rejects a batch that has it twice. The last value of a tag counts.
  void add(const MlflowItems& more);
};

std::string mlflow_pair(const std::string& key, const std::string& value);

/// The request bodies that send all items to a run, each within the server's limits: 1000 metrics,
/// 100 parameters, 100 tags, 1000 of all together, and a million bytes.
std::vector<std::string> mlflow_batches(const std::string& run_id, const MlflowItems& items);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/mlflow/detail/impl/batch.hpp>
#endif
