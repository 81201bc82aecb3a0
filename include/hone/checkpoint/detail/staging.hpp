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

/// Memory for the numbers of one archive after another, so that they can be written while their
/// owner goes on changing them. It grows when an archive needs more, and is then kept: a save costs
/// one copy of the bytes and asks the system for nothing. One thread at a time.
///
///   const auto wait = staging.take(archive);  // now it reads nobody's numbers but these
///   wait();                                   // until a device has copied them
///   save_archive(paths, std::move(archive));
class Staging {
 public:
  /// Copies the archive's numbers here, and lets go of what it read them from. What it returns is
  /// to be called, by any thread, before the archive is written; and that is to be done before the
  /// next `take`, and while this lives. Where it throws the archive is as it was.
  std::function<void()> take(Archive& archive);

  /// How much memory it holds.
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
