// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// How many threads are worth their while for so many bytes to be read: few, as memory is shared,
/// and for little work none beside the caller's.
template <class = void>
inline size_t threads_for(uint64_t bytes) {
  constexpr uint64_t kWorthAThread = uint64_t{32} << 20, kMost = 4;
  const uint64_t most = std::min<uint64_t>(kMost, std::thread::hardware_concurrency());
  return static_cast<size_t>(std::max<uint64_t>(1, std::min(bytes / kWorthAThread, most)));
}

/// Calls `work(i)` once for each i below `count`, on so many threads, of which the caller's is one;
/// returns when all have ended. The first exception ends it, and is thrown on.
///
///   in_parallel(files.size(), 4, [&](size_t i) { check(files[i]); });
template <class Work>
void in_parallel(size_t count, size_t threads, const Work& work) {
  std::atomic<size_t> next{0};
  std::mutex mutex;
  std::exception_ptr first;
  const auto run = [&] {
    for (size_t i; (i = next.fetch_add(1)) < count;) try {
        work(i);
      } catch (...) {
        const std::lock_guard<std::mutex> lock(mutex);
        if (!first) first = std::current_exception();
        next = count;
      }
  };
  std::vector<std::thread> others;
  others.reserve(threads);
  try {
    while (others.size() + 1 < std::min(threads, count)) others.emplace_back(run);
  } catch (const std::system_error&) {
    // The system has no more threads to give: those that there are do the work.
  }
  run();
  for (std::thread& other : others) other.join();
  if (first) std::rethrow_exception(first);
}

}  // namespace detail
}  // namespace v0
}  // namespace hone
