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
  uint64_t count = 0;  ///< 0 where there is no end of them

  Candidates() = default;
  explicit Candidates(const Distribution& distribution);

  double value(uint64_t index) const {
    return std::min(low + static_cast<double>(index) * step, high);
  }

  /// Nothing where the value is not among them.
  std::optional<uint64_t> index_of(double value) const;

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
class SearchTree {
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
    double draw(Random& random) const;

   private:
    friend class SearchTree;
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
  Node* find(const std::vector<Param>& params);

  /// A trial asks on from here. False where another has asked for something else.
  bool ask(Node& node, const std::string& name, const Candidates& candidates);

  /// A trial has ended here.
  void end(Node& node);

  /// A trial is here, or no more.
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
