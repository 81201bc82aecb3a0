// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/in_parallel.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <thread>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE size_t threads_for(uint64_t bytes) {
  constexpr uint64_t kWorthAThread = uint64_t{32} << 20, kMost = 4;
  const uint64_t most = std::min<uint64_t>(kMost, std::thread::hardware_concurrency());
  return static_cast<size_t>(std::max<uint64_t>(1, std::min(bytes / kWorthAThread, most)));
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
