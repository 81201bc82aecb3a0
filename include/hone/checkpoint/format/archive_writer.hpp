// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/format/pickler.hpp>
#include <hone/checkpoint/format/record.hpp>
#include <hone/files/atomic_file.hpp>
#include <hone/files/file_ops.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "hone writes tensors as they are in memory, and checkpoints are little-endian"
#endif

/// A storage to be written. `read` is called once, just before the storage is written, and its
/// result is released afterwards: so copies from another device need memory for one storage, not
/// for all. `copy` copies the data directly from its origin; without it, the data is at the
/// address that `read` returns.
struct StorageSource {
  StorageInfo info;
  std::function<std::shared_ptr<const void>()> read;
  std::function<void(void* into)> copy = {};
};

/// The contents of a file to be written: a tree, and the storages of its tensors.
struct Archive {
  Node root;
  std::vector<StorageSource> storages;

  // For storages whose `copy` starts an asynchronous copy from a device:
  /// Allocates memory that devices can write to asynchronously. If empty, any memory will do.
  std::function<std::shared_ptr<void>(size_t bytes)> allocate = {};
  /// Called when all copies have started. Returns a function, callable in any thread, that waits
  /// for their end.
  std::function<std::function<void()>()> begun = {};
};

/// Size and checksum of a file that was written.
struct SavedFile {
  uint64_t bytes = 0;
  uint32_t crc32 = 0;
};

/// Writes the records of a zip file one after another. Small ones are buffered, large ones are
/// written directly from their memory. Computes the complete file's checksum on the way.
class RecordWriter {
 public:
  explicit RecordWriter(AtomicFile& file) : file_(file) { gathered_.reserve(kGather); }

  /// Writes the record at the place that `entry` gives, and sets the entry's checksum.
  void write(Record& entry, const void* data);

  void append(std::string_view text);

  SavedFile finish();

 private:
  static constexpr size_t kSmall = size_t{1} << 16;
  static constexpr size_t kBlock = size_t{1} << 20;
  static constexpr size_t kGather = size_t{1} << 20;

  void flush();

  AtomicFile& file_;
  std::string gathered_;
  uint64_t at_ = 0;
  uint32_t crc_ = 0;
};

/// Writes a checkpoint under these names, which must be in one directory; each names the same file.
/// The write is durable and replaces existing files. Throws CheckpointError if it fails; existing
/// files are then unchanged. The tensors must not change during the call.
SavedFile save_archive(const std::vector<std::string>& paths, Archive archive,
                       const FileOps& ops = system_file_ops());

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/format/impl/archive_writer.hpp>
#endif
