// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/json_distribution.hpp>

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace hone {
inline namespace v0 {
namespace detail {

/// Keeps one copy of each distribution, however often and in whatever spelling it is read. One
/// thread at a time.
template <class = void>
class DistributionPoolOf {
 public:
  /// Throws ArgumentError where the text is no distribution.
  std::shared_ptr<const Distribution> get(std::string_view text) {
    if (auto known = find(by_text_, text)) return known;
    const auto shared = share(std::make_shared<const Distribution>(distribution_from_json(text)));
    keep(by_text_, text, shared);
    return shared;
  }

  /// The same for the text as it stands in a line, between its quotes; nullptr where it is no
  /// distribution.
  std::shared_ptr<const Distribution> get_escaped(std::string_view text) {
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

  /// The copy that is kept of it: itself where it is the first.
  std::shared_ptr<const Distribution> share(std::shared_ptr<const Distribution> distribution) {
    const std::string text = distribution_to_json(*distribution);
    if (auto known = find(by_text_, text)) return known;
    keep(by_text_, text, distribution);
    return distribution;
  }

 private:
  using Texts = std::map<std::string, std::shared_ptr<const Distribution>, std::less<>>;

  static std::shared_ptr<const Distribution> find(const Texts& texts, std::string_view text) {
    const auto known = texts.find(text);
    return known == texts.end() ? nullptr : known->second;
  }
  // Ranges that each trial has of its own are not worth remembering, and could be any number.
  static void keep(Texts& texts, std::string_view text,
                   const std::shared_ptr<const Distribution>& distribution) {
    if (texts.size() >= 1000) texts.clear();
    texts.emplace(text, distribution);
  }

  Texts by_text_, by_escaped_text_;
  JsonReader reader_;
};
using DistributionPool = DistributionPoolOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
