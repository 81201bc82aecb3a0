// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <optional>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// libtorch's functions for its number of intra-op threads. They are looked up in the running
/// program, so this header does not need torch. Both are null in a program without libtorch, or
/// that links it statically.
struct IntraOp {
  int (*threads)() = nullptr;
  void (*set_threads)(int) = nullptr;
};

/// Divides the caller's intra-op threads among `n_jobs` jobs during its lifetime: jobs that each
/// use all threads wait for one another.
class IntraOpShare {
 public:
  IntraOpShare(int n_jobs, std::optional<int> wanted);
  ~IntraOpShare() {
    if (share_ > 0) set(before_);
  }
  IntraOpShare(const IntraOpShare&) = delete;
  IntraOpShare& operator=(const IntraOpShare&) = delete;

  /// Called by each job in its own thread: torch keeps the number per thread.
  void enter() const {
    if (share_ > 0) set(share_);
  }

 private:
  void set(int threads) const;

  IntraOp intra_op_;
  int before_ = 0;
  int share_ = 0;  // 0: the number is not changed
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/study/detail/impl/intra_op.hpp>
#endif
