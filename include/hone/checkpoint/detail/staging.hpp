// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/archive_writer.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A reusable buffer for an archive's data, so that it can be written while its owner changes the
/// original. It grows if an archive needs more and is kept for the next: a save then costs one copy
/// and no allocation. Not thread-safe.
///
///   const auto wait = staging.take(archive);  // now the archive reads only from `staging`
///   wait();                                   // until devices have finished copying
///   save_archive(paths, std::move(archive));
class Staging {
 public:
  /// Copies the archive's data here, and releases its source. Returns a function that must be
  /// called, in any thread, before the archive is written. The archive must be written before the
  /// next `take` and before this is destroyed. If `take` throws, the archive is unchanged.
  std::function<void()> take(Archive& archive);

  /// Returns the size of its memory in bytes.
  size_t capacity() const { return capacity_; }

 private:
  static uint64_t aligned(uint64_t bytes) { return (bytes + 63) / 64 * 64; }

  char* memory() const { return static_cast<char*>(memory_.get()); }

  void reserve(size_t bytes, const std::function<std::shared_ptr<void>(size_t)>& allocate);

  static void copy(const StorageSource& storage, void* into);

  std::shared_ptr<void> memory_;
  size_t capacity_ = 0;
  bool is_for_devices_ = false;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/detail/impl/staging.hpp>
#endif
