// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/json.hpp>
#include <hone/frozen_trial.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>

namespace hone {
inline namespace v0 {
namespace detail {

/// The parameters chosen together for a RUNNING trial, which it has perhaps not asked for yet, so
/// that other workers, Optuna's among them, stay away from there. They stand in its system
/// attributes as one JSON object {"name": value, ...}, cut into pieces "tpe:relative_params:0",
/// ":1", ... since Optuna's databases hold 2045 characters in one.
constexpr const char* kRelativeParamsKey = "tpe:relative_params:";
constexpr size_t kRelativeParamsPiece = 2045;

template <class = void>
inline Attributes to_relative_params(const Params& params) {
  const std::string text = to_json(params);
  Attributes attributes;
  for (size_t at = 0, piece = 0; at < text.size(); ++piece) {
    size_t end = std::min(at + kRelativeParamsPiece, text.size());
    // Not within a character: each piece is a text of its own to whoever stores it.
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    attributes[kRelativeParamsKey + std::to_string(piece)] = text.substr(at, end - at);
    at = end;
  }
  return attributes;
}

/// What `to_relative_params` or Optuna wrote; nothing where there is none, or only a part of it.
template <class = void>
inline Params relative_params_of(const FrozenTrial& trial) {
  std::string text;
  for (size_t piece = 0;; ++piece) {
    const auto found = trial.system_attrs.find(kRelativeParamsKey + std::to_string(piece));
    if (found == trial.system_attrs.end()) break;
    const auto* part = std::get_if<std::string>(&found->second.variant());
    if (!part || part->empty()) break;
    text += *part;
  }
  if (text.empty()) return {};
  JsonReader reader;
  const JsonValue* value = reader.parse(text);
  return value ? attributes_from_json(*value) : Params();
}

}  // namespace detail
}  // namespace v0
}  // namespace hone
