// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/mlflow/options.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <utility>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE MlflowOptions& MlflowOptions::on_warning(
    std::function<void(const std::string&)> handler) {
  on_warning_ = std::move(handler);
  return *this;
}

HONE_INLINE MlflowOptions& MlflowOptions::max_lengths(size_t of_params, size_t of_tags) {
  max_param_length_ = of_params;
  max_tag_length_ = of_tags;
  return *this;
}

HONE_INLINE MlflowOptions& MlflowOptions::set(Seconds& field, const char* name, Seconds value) {
  if (!(value.count() >= 0))
    throw ArgumentError(std::string("hone: MlflowOptions::") + name + " of " +
                        std::to_string(value.count()) + " seconds; it is at least 0");
  field = value;
  return *this;
}

}  // namespace HONE_ABI
}  // namespace hone
