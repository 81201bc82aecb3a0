// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>
#include <hone/records/text/json.hpp>
#include <hone/records/value.hpp>
#include <hone/samplers/tpe/relative_params.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <variant>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE Attributes to_relative_params(const Params& params) {
  const std::string text = to_json(params);
  Attributes attributes;
  for (size_t at = 0, piece = 0; at < text.size(); ++piece) {
    size_t end = std::min(at + kRelativeParamsPiece, text.size());
    // Do not split a UTF-8 character: each piece is stored as a string of its own.
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    attributes[kRelativeParamsKey + std::to_string(piece)] = text.substr(at, end - at);
    at = end;
  }
  return attributes;
}

HONE_INLINE Params relative_params_of(const FrozenTrial& trial) {
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
}  // namespace HONE_ABI
}  // namespace hone
