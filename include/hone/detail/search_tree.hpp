// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/random.hpp>
#include <hone/frozen_trial.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace hone {
inline namespace v0 {
namespace detail {

/// The values of a finite parameter, by index.
struct Candidates {
  double low = 0;
  double high = 0;
  double step = 1;
  uint64_t count = 0;  ///< 0 where there is no end of them

  Candidates() = default;
  explicit Candidates(const Distribution& distribution) {
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
      high =
          static_cast<double>(std::get<CategoricalDistribution>(distribution).choices.size() - 1);
    }
    count = static_cast<uint64_t>(std::floor((high - low) / step + 0.5)) + 1;
  }

  double value(uint64_t index) const {
    return std::min(low + static_cast<double>(index) * step, high);
  }

  /// Nothing where the value is not among them.
  template <class = void>
  std::optional<uint64_t> index_of(double value) const {
    const double index = std::nearbyint((value - low) / step);
    if (!(index >= 0 && index < static_cast<double>(count) &&
          std::abs((value - low) / step - index) < 1e-8))
      return std::nullopt;
    return static_cast<uint64_t>(index);
  }

  friend bool operator==(const Candidates& a, const Candidates& b) {
    return a.low == b.low && a.step == b.step && a.count == b.count;
  }
};

/// What is known of a search space that shows itself only as trials ask: a node is a parameter, its
/// children are the values that were tried. A place where nobody has been counts as one open place,
/// however much may turn out to lie behind it; where somebody is just now, as none. (Optuna:
/// _TreeNode of BruteForceSampler.)
///
/// A program whose next parameter does not follow from the values before it has no tree: its trials
/// are followed as far as they fit. One thread to an object.
template <class = void>
class SearchTreeOf {
 public:
  class Node {
   public:
    /// Open places here and below.
    uint64_t open() const { return is_known() ? open_ : is_ended_ || running_ > 0 ? 0 : 1; }
    bool is(const std::string& name, const Candidates& candidates) const {
      return is_known() && name_ == name && candidates_ == candidates;
    }
    bool is_known() const { return candidates_.count > 0; }
    const std::string& name() const { return name_; }

    /// A value that leads to an open place: half the time all places are alike, else all values
    /// that lead to one, so that a small branch is not left to the end. `open` is above 0.
    double draw(Random& random) const {
      const bool by_place = random.uniform() < 0.5;
      uint64_t values = candidates_.count;
      for (const auto& child : children_) values -= child.second->open() == 0;
      double left = std::floor(random.uniform() * static_cast<double>(by_place ? open_ : values));
      // Between children that exist, each value is one place.
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
      return candidates_.value(
          std::min(index + static_cast<uint64_t>(left), candidates_.count - 1));
    }

   private:
    friend class SearchTreeOf;
    Node* parent_ = nullptr;
    std::string name_;
    Candidates candidates_;  // of no count: no trial has asked on from here
    std::map<uint64_t, std::unique_ptr<Node>> children_;
    uint64_t open_ = 0;  // with candidates
    int running_ = 0;
    bool is_ended_ = false;
  };

  const Node& root() const { return root_; }

  /// Where a trial has come to; null where it left what is known to be there.
  Node* find(const std::vector<Param>& params) {
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

  /// A trial asks on from here. False where another has asked for something else.
  bool ask(Node& node, const std::string& name, const Candidates& candidates) {
    if (node.is_known()) return node.is(name, candidates);
    if (candidates.count == 0) return false;
    change(node, [&] {
      node.name_ = name;
      node.candidates_ = candidates;
      node.open_ = candidates.count;
    });
    return true;
  }

  /// A trial has ended here.
  void end(Node& node) {
    change(node, [&] { node.is_ended_ = true; });
  }

  /// A trial is here, or no more.
  void enter(Node& node) {
    change(node, [&] { ++node.running_; });
  }
  void leave(Node& node) {
    change(node, [&] { --node.running_; });
  }

 private:
  template <class Act>
  static void change(Node& node, const Act& act) {
    const uint64_t before = node.open();
    act();
    const uint64_t after = node.open();
    for (Node* above = node.parent_; above; above = above->parent_) above->open_ += after - before;
  }

  Node root_;
};
using SearchTree = SearchTreeOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
