// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/archive_writer.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

namespace hone {
inline namespace v0 {
namespace detail {

/// Memory for the numbers of one archive after another, so that they can be written while their
/// owner goes on changing them. It grows when an archive needs more, and is then kept: a save costs
/// one copy of the bytes and asks the system for nothing. One thread at a time.
///
///   staging.take(archive);  // from here on the archive reads nobody's numbers but these
class Staging {
 public:
  /// Copies the archive's numbers here, and lets go of what it read them from. The archive is to be
  /// written before the next `take`, and while this lives. Where it throws the archive is as it
  /// was.
  void take(Archive& archive) {
    uint64_t bytes = 0;
    for (const StorageSource& storage : archive.storages) bytes += aligned(storage.info.bytes);
    reserve(static_cast<size_t>(bytes));
    char* into = memory_.get();
    for (const StorageSource& storage : archive.storages) {
      copy(storage, into);
      into += aligned(storage.info.bytes);
    }
    const char* from = memory_.get();
    for (StorageSource& storage : archive.storages) {
      storage.read = [from] { return std::shared_ptr<const void>(std::shared_ptr<void>(), from); };
      storage.copy = nullptr;
      from += aligned(storage.info.bytes);
    }
  }

  /// How much memory it holds.
  size_t capacity() const { return capacity_; }

 private:
  static uint64_t aligned(uint64_t bytes) { return (bytes + 63) / 64 * 64; }

  void reserve(size_t bytes) {
    if (bytes <= capacity_) return;
    memory_.reset();  // first: never both
    capacity_ = 0;
    memory_.reset(new char[bytes]);  // not make_unique, which would write to every page
    capacity_ = bytes;
  }

  static void copy(const StorageSource& storage, void* into) {
    if (storage.info.bytes == 0) return;
    if (storage.copy)
      storage.copy(into);
    else
      std::memcpy(into, storage.read().get(), static_cast<size_t>(storage.info.bytes));
  }

  std::unique_ptr<char[]> memory_;
  size_t capacity_ = 0;
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
