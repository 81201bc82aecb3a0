// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/distribution.hpp>
#include <hone/records/text/json.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Keeps one copy of each distribution, however often and in whatever spelling it is read. One
/// thread at a time.
class DistributionPool {
 public:
  /// Throws ArgumentError where the text is no distribution.
  std::shared_ptr<const Distribution> get(std::string_view text);

  /// The same for the text as it stands in a line, between its quotes; nullptr where it is no
  /// distribution.
  std::shared_ptr<const Distribution> get_escaped(std::string_view text);

  /// The copy that is kept of it: itself where it is the first.
  std::shared_ptr<const Distribution> share(std::shared_ptr<const Distribution> distribution);

 private:
  using Texts = std::map<std::string, std::shared_ptr<const Distribution>, std::less<>>;

  static std::shared_ptr<const Distribution> find(const Texts& texts, std::string_view text);
  // Ranges that each trial has of its own are not worth remembering, and could be any number.
  static void keep(Texts& texts, std::string_view text,
                   const std::shared_ptr<const Distribution>& distribution);

  Texts by_text_, by_escaped_text_;
  JsonReader reader_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/records/detail/impl/distribution_pool.hpp>
#endif
