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
inline namespace HONE_ABI {
namespace detail {

/// Returns how many threads pay off for reading that many bytes: few, as they share the memory, and
/// only the caller's for little work.
size_t threads_for(uint64_t bytes);

/// Calls `work(i)` once for each i below `count`, on that many threads including the caller's.
/// Returns when all have ended. The first exception stops it and is rethrown.
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
    // The system has no more threads: the existing ones do the work.
  }
  run();
  for (std::thread& other : others) other.join();
  if (first) std::rethrow_exception(first);
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/detail/impl/in_parallel.hpp>
#endif
