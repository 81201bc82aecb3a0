// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/rdb/text.hpp>
#include <hone/distribution.hpp>

#include <memory>
#include <string>
#include <unordered_map>

namespace hone {
inline namespace v0 {
namespace detail {

/// Parameters of trials that are written alike share one distribution.
class SharedDistributions {
 public:
  /// Of a distribution's JSON, as a database has it.
  const std::shared_ptr<const Distribution>& read(const std::string& text) {
    std::shared_ptr<const Distribution>& known = by_text_[text];
    if (!known) known = std::make_shared<const Distribution>(distribution_from_json(text));
    return known;
  }

  void share(std::shared_ptr<const Distribution>& distribution) {
    const std::string text = python_json(distribution_to_json(*distribution));
    distribution = by_text_.try_emplace(text, distribution).first->second;
  }

 private:
  std::unordered_map<std::string, std::shared_ptr<const Distribution>> by_text_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
