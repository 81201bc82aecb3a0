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

/// Keeps one copy of each distribution, however often and in whatever format it is read. Not
/// thread-safe.
class DistributionPool {
 public:
  /// Throws ArgumentError if the text is not a distribution.
  std::shared_ptr<const Distribution> get(std::string_view text);

  /// The same for text in escaped form, as between the quotes of a line. Returns nullptr if it is
  /// not a distribution.
  std::shared_ptr<const Distribution> get_escaped(std::string_view text);

  /// Returns the pooled copy of a distribution; a new distribution becomes the pooled copy itself.
  std::shared_ptr<const Distribution> share(std::shared_ptr<const Distribution> distribution);

 private:
  using Texts = std::map<std::string, std::shared_ptr<const Distribution>, std::less<>>;

  static std::shared_ptr<const Distribution> find(const Texts& texts, std::string_view text);
  // Forgets everything when full: unique ranges per trial would grow the map without limit.
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
