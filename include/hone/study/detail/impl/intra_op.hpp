// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/study/detail/intra_op.hpp>

#include <dlfcn.h>

#include <algorithm>
#include <optional>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// `at::get_num_threads()` and `at::set_num_threads(int)`.
HONE_INLINE IntraOp find_intra_op() {
  IntraOp found{
      reinterpret_cast<int (*)()>(::dlsym(RTLD_DEFAULT, "_ZN2at15get_num_threadsEv")),
      reinterpret_cast<void (*)(int)>(::dlsym(RTLD_DEFAULT, "_ZN2at15set_num_threadsEi"))};
  return found.threads && found.set_threads ? found : IntraOp{};
}

/// Debian's libtorch multiplies with OpenBLAS, whose own threads torch does not count: two jobs
/// that use them wait for one another. The number is never raised above OpenBLAS's initial one.
HONE_INLINE void set_openblas_threads(int n) {
  void* const get = ::dlsym(RTLD_DEFAULT, "openblas_get_num_threads");
  void* const set = ::dlsym(RTLD_DEFAULT, "openblas_set_num_threads");
  if (!get || !set) return;
  static const int most = reinterpret_cast<int (*)()>(get)();
  reinterpret_cast<void (*)(int)>(set)(std::min(n, most));
}

HONE_INLINE IntraOpShare::IntraOpShare(int n_jobs, std::optional<int> wanted)
    : intra_op_(find_intra_op()) {
  if (!intra_op_.threads || (n_jobs == 1 && !wanted)) return;
  before_ = intra_op_.threads();
  share_ = wanted ? *wanted : std::max(1, before_ / n_jobs);
}

HONE_INLINE void IntraOpShare::set(int threads) const {
  intra_op_.set_threads(threads);
  set_openblas_threads(threads);
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
