// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/staging.hpp>
#include <hone/checkpoint/format/archive_writer.hpp>
#include <hone/checkpoint/format/pickler.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::function<void()> Staging::take(Archive& archive) {
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
    wait_for_devices()();  // they write to this memory
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

HONE_INLINE void Staging::reserve(size_t bytes,
                                  const std::function<std::shared_ptr<void>(size_t)>& allocate) {
  if (bytes <= capacity_ && (is_for_devices_ || !allocate)) return;
  memory_.reset();  // first, so that old and new memory are never held together
  capacity_ = 0;
  if (allocate)
    memory_ = allocate(bytes);
  else
    memory_ = std::shared_ptr<char[]>(new char[bytes]);  // leaves its pages untouched
  is_for_devices_ = allocate != nullptr;
  capacity_ = bytes;
}

HONE_INLINE void Staging::copy(const StorageSource& storage, void* into) {
  if (storage.info.bytes == 0) return;
  if (storage.copy)
    storage.copy(into);
  else
    std::memcpy(into, storage.read().get(), static_cast<size_t>(storage.info.bytes));
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
