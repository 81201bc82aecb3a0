// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/archive_writer.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>

namespace hone {
inline namespace v0 {
namespace detail {

/// Memory for the numbers of one archive after another, so that they can be written while their
/// owner goes on changing them. It grows when an archive needs more, and is then kept: a save costs
/// one copy of the bytes and asks the system for nothing. One thread at a time.
///
///   const auto wait = staging.take(archive);  // now it reads nobody's numbers but these
///   wait();                                   // until a device has copied them
///   save_archive(paths, std::move(archive));
template <class = void>
class StagingOf {
 public:
  /// Copies the archive's numbers here, and lets go of what it read them from. What it returns is
  /// to be called, by any thread, before the archive is written; and that is to be done before the
  /// next `take`, and while this lives. Where it throws the archive is as it was.
  std::function<void()> take(Archive& archive) {
    uint64_t bytes = 0;
    for (const StorageSource& storage : archive.storages) bytes += aligned(storage.info.bytes);
    reserve(static_cast<size_t>(bytes), archive.allocate);
    const auto wait_for_devices = [&]() -> std::function<void()> {
      if (archive.begun) return archive.begun();
      return [] {};
    };
    try {
      char* into = memory();
      for (const StorageSource& storage : archive.storages) {
        copy(storage, into);
        into += aligned(storage.info.bytes);
      }
    } catch (...) {
      wait_for_devices()();  // they write here
      throw;
    }
    std::function<void()> wait = wait_for_devices();
    archive.begun = nullptr;
    archive.allocate = nullptr;
    const char* from = memory();
    for (StorageSource& storage : archive.storages) {
      storage.read = [from] { return std::shared_ptr<const void>(std::shared_ptr<void>(), from); };
      storage.copy = nullptr;
      from += aligned(storage.info.bytes);
    }
    return wait;
  }

  /// How much memory it holds.
  size_t capacity() const { return capacity_; }

 private:
  static uint64_t aligned(uint64_t bytes) { return (bytes + 63) / 64 * 64; }

  char* memory() const { return static_cast<char*>(memory_.get()); }

  void reserve(size_t bytes, const std::function<std::shared_ptr<void>(size_t)>& allocate) {
    if (bytes <= capacity_ && (is_for_devices_ || !allocate)) return;
    memory_.reset();  // first: never both
    capacity_ = 0;
    if (allocate)
      memory_ = allocate(bytes);
    else
      memory_ = std::shared_ptr<char[]>(new char[bytes]);  // which writes to none of its pages
    is_for_devices_ = allocate != nullptr;
    capacity_ = bytes;
  }

  static void copy(const StorageSource& storage, void* into) {
    if (storage.info.bytes == 0) return;
    if (storage.copy)
      storage.copy(into);
    else
      std::memcpy(into, storage.read().get(), static_cast<size_t>(storage.info.bytes));
  }

  std::shared_ptr<void> memory_;
  size_t capacity_ = 0;
  bool is_for_devices_ = false;
};
using Staging = StagingOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
