// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/samplers/detail/random.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The values of a finite parameter, by index.
struct Candidates {
  double low = 0;
  double high = 0;
  double step = 1;
  uint64_t count = 0;  ///< 0 if infinite

  Candidates() = default;
  explicit Candidates(const Distribution& distribution);

  double value(uint64_t index) const {
    return std::min(low + static_cast<double>(index) * step, high);
  }

  /// Returns nullopt if the value is not one of them.
  std::optional<uint64_t> index_of(double value) const;

  friend bool operator==(const Candidates& a, const Candidates& b) {
    return a.low == b.low && a.step == b.step && a.count == b.count;
  }
};

/// A search space that is discovered as trials ask: a node is a parameter, its children are the
/// values that were tried. A place that no trial has reached counts as one open place, however
/// large the subtree turns out to be. A place where a trial is running counts as none. (Optuna:
/// _TreeNode of BruteForceSampler.)
///
/// If a program's next parameter is not determined by the values before it, it has no tree: its
/// trials are followed as far as they fit. Not thread-safe.
class SearchTree {
 public:
  class Node {
   public:
    /// Number of open places here and below.
    uint64_t open() const { return is_known() ? open_ : is_ended_ || running_ > 0 ? 0 : 1; }
    bool is(const std::string& name, const Candidates& candidates) const {
      return is_known() && name_ == name && candidates_ == candidates;
    }
    bool is_known() const { return candidates_.count > 0; }
    const std::string& name() const { return name_; }

    /// Draws a value that leads to an open place. Half the time all open places are equally likely,
    /// else all values that lead to one, so that small branches are not left to the end. Requires
    /// open() > 0.
    double draw(Random& random) const;

   private:
    friend class SearchTree;
    Node* parent_ = nullptr;
    std::string name_;
    Candidates candidates_;  // count of 0: no trial has asked for a parameter here
    std::map<uint64_t, std::unique_ptr<Node>> children_;
    uint64_t open_ = 0;  // valid if there are candidates
    int running_ = 0;
    bool is_ended_ = false;
  };

  const Node& root() const { return root_; }

  /// Returns the node that a trial has reached; null if the trial does not fit the tree.
  Node* find(const std::vector<Param>& params);

  /// A trial asks for a parameter here. Returns false if another trial asked for a different one.
  bool ask(Node& node, const std::string& name, const Candidates& candidates);

  /// A trial has ended here.
  void end(Node& node);

  /// A running trial is here, or is here no longer.
  void enter(Node& node);
  void leave(Node& node);

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

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/detail/impl/search_tree.hpp>
#endif
