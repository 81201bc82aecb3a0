// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/samplers/detail/random.hpp>
#include <hone/samplers/detail/search_tree.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE Candidates::Candidates(const Distribution& distribution) {
  if (const auto* d = std::get_if<FloatDistribution>(&distribution)) {
    low = d->low;
    high = d->high;
    step = d->step ? *d->step : 0;
    if (low == high) step = 1;
    if (step == 0) return;
  } else if (const auto* i = std::get_if<IntDistribution>(&distribution)) {
    low = static_cast<double>(i->low);
    high = static_cast<double>(i->high);
    step = static_cast<double>(i->step);
  } else {
    high = static_cast<double>(std::get<CategoricalDistribution>(distribution).choices.size() - 1);
  }
  count = static_cast<uint64_t>(std::floor((high - low) / step + 0.5)) + 1;
}

HONE_INLINE std::optional<uint64_t> Candidates::index_of(double value) const {
  const double index = std::nearbyint((value - low) / step);
  if (!(index >= 0 && index < static_cast<double>(count) &&
        std::abs((value - low) / step - index) < 1e-8))
    return std::nullopt;
  return static_cast<uint64_t>(index);
}

HONE_INLINE double SearchTree::Node::draw(Random& random) const {
  const bool by_place = random.uniform() < 0.5;
  uint64_t values = candidates_.count;
  for (const auto& child : children_) values -= child.second->open() == 0;
  double left = std::floor(random.uniform() * static_cast<double>(by_place ? open_ : values));
  // Between existing children, each value is one open place.
  uint64_t index = 0;
  for (const auto& [at, child] : children_) {
    const double between = static_cast<double>(at - index);
    if (left < between) break;
    left -= between;
    index = at;
    const double here =
        static_cast<double>(by_place ? child->open() : std::min<uint64_t>(child->open(), 1));
    if (left < here) return candidates_.value(at);
    left -= here;
    index = at + 1;
  }
  return candidates_.value(std::min(index + static_cast<uint64_t>(left), candidates_.count - 1));
}

HONE_INLINE SearchTree::Node* SearchTree::find(const std::vector<Param>& params) {
  Node* node = &root_;
  for (const Param& param : params) {
    const Candidates candidates(*param.distribution);
    const auto index = candidates.index_of(param.internal);
    if (!index || !ask(*node, param.name, candidates)) return nullptr;
    std::unique_ptr<Node>& child = node->children_[*index];
    if (!child) {
      child = std::make_unique<Node>();
      child->parent_ = node;
    }
    node = child.get();
  }
  return node;
}

HONE_INLINE bool SearchTree::ask(Node& node, const std::string& name,
                                 const Candidates& candidates) {
  if (node.is_known()) return node.is(name, candidates);
  if (candidates.count == 0) return false;
  change(node, [&] {
    node.name_ = name;
    node.candidates_ = candidates;
    node.open_ = candidates.count;
  });
  return true;
}

HONE_INLINE void SearchTree::end(Node& node) {
  change(node, [&] { node.is_ended_ = true; });
}

HONE_INLINE void SearchTree::enter(Node& node) {
  change(node, [&] { ++node.running_; });
}

HONE_INLINE void SearchTree::leave(Node& node) {
  change(node, [&] { --node.running_; });
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
