// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <optional>

namespace hone {
inline namespace v0 {
namespace detail {

/// How many threads the training's library computes one operation with. <hone/checkpoint/torch.hpp>
/// fills it for libtorch; null in a program that sees no torch.
struct IntraOp {
  int (*threads)() = nullptr;
  void (*set_threads)(int) = nullptr;
};
inline IntraOp intra_op;

/// Each job's share of the caller's threads, while this lives: two jobs with all threads each would
/// wait for one another.
class IntraOpShare {
 public:
  IntraOpShare(int n_jobs, std::optional<int> wanted) {
    if (!intra_op.threads || (n_jobs == 1 && !wanted)) return;
    before_ = intra_op.threads();
    share_ = wanted ? *wanted : std::max(1, before_ / n_jobs);
  }
  ~IntraOpShare() {
    if (share_ > 0) intra_op.set_threads(before_);
  }
  IntraOpShare(const IntraOpShare&) = delete;
  IntraOpShare& operator=(const IntraOpShare&) = delete;

  /// A job calls this in its thread, since the number is a thread's own.
  void enter() const {
    if (share_ > 0) intra_op.set_threads(share_);
  }

 private:
  int before_ = 0;
  int share_ = 0;  // 0: left alone
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
