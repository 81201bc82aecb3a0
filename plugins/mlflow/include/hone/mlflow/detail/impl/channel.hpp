// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/mlflow/detail/batch.hpp>
#include <hone/mlflow/detail/channel.hpp>
#include <hone/mlflow/detail/warnings.hpp>
#include <hone/records/text/json.hpp>
#include <hone/records/value.hpp>

#include <cstddef>
#include <string>
#include <variant>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::string MlflowChannel::key(const std::string& name) const {
  std::string result = mlflow_key(name);
  if (result != name)
    (*warnings)("name: " + name, "hone: MLflow takes no such name as \"" + name +
                                     "\"; it is sent as \"" + result + "\"");
  return result;
}

HONE_INLINE std::string MlflowChannel::shortened(const std::string& name, const Value& value,
                                                 size_t most) const {
  const auto* text = std::get_if<std::string>(&value.variant());
  const std::string whole = text ? *text : to_json(value);
  std::string result = mlflow_text(whole, most);
  if (result.size() < whole.size())
    (*warnings)("length: " + name, "hone: the value of \"" + name + "\" is cut to " +
                                       std::to_string(result.size()) +
                                       " bytes for MLflow; see MlflowOptions::max_lengths");
  return result;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
