// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/mlflow/detail/rejects.hpp>
#include <hone/records/text/json.hpp>

#include <fstream>
#include <ios>
#include <string>
#include <string_view>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE void MlflowRejects::add(std::string_view line, const std::string& why) {
  if (!known_.insert(std::string(line)).second) return;
  std::string text = "{\"reason\":";
  append_json(text, std::string_view(why));
  text += ",\"record\":";
  append_json(text, line.substr(0, line.find('\n')));
  std::ofstream(path_, std::ios::app) << text + "}\n" << std::flush;
  warn_("rejected: " + why,
        "hone: MLflow refused a record, which is kept in " + path_ + ": " + why);
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
