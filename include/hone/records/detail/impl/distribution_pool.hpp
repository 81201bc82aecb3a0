// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/detail/distribution_pool.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/text/json.hpp>
#include <hone/records/text/json_distribution.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::shared_ptr<const Distribution> DistributionPool::get(std::string_view text) {
  if (auto known = find(by_text_, text)) return known;
  const auto shared = share(std::make_shared<const Distribution>(distribution_from_json(text)));
  keep(by_text_, text, shared);
  return shared;
}

HONE_INLINE std::shared_ptr<const Distribution> DistributionPool::get_escaped(
    std::string_view text) {
  if (auto known = find(by_escaped_text_, text)) return known;
  const JsonValue* value = reader_.parse('"' + std::string(text) + '"');
  if (!value || !value->IsString()) return nullptr;
  try {
    auto result = get({value->GetString(), value->GetStringLength()});
    keep(by_escaped_text_, text, result);
    return result;
  } catch (const ArgumentError&) {
    return nullptr;
  }
}

HONE_INLINE std::shared_ptr<const Distribution> DistributionPool::share(
    std::shared_ptr<const Distribution> distribution) {
  const std::string text = distribution_to_json(*distribution);
  if (auto known = find(by_text_, text)) return known;
  keep(by_text_, text, distribution);
  return distribution;
}

HONE_INLINE std::shared_ptr<const Distribution> DistributionPool::find(const Texts& texts,
                                                                       std::string_view text) {
  const auto known = texts.find(text);
  return known == texts.end() ? nullptr : known->second;
}

HONE_INLINE void DistributionPool::keep(Texts& texts, std::string_view text,
                                        const std::shared_ptr<const Distribution>& distribution) {
  if (texts.size() >= 1000) texts.clear();
  texts.emplace(text, distribution);
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
