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

/// Numbers to be written. `read` is called once, when it is their turn, and what it returns is kept
/// until they are written: so a copy from another device costs memory for one storage, not for all.
/// `copy` puts them somewhere else, straight from where they are; without it they are where `read`
/// says.
struct StorageSource {
  StorageInfo info;
  std::function<std::shared_ptr<const void>()> read;
  std::function<void(void* into)> copy = {};
};

/// What is about to be written: a tree, and the storages that its tensors look at.
struct Archive {
  Node root;
  std::vector<StorageSource> storages;

  // Where a storage's `copy` only begins what a device ends in its own time:
  /// Memory that devices write to while the program goes on; without it any will do.
  std::function<std::shared_ptr<void>(size_t bytes)> allocate = {};
  /// Called when all copies have begun; what it returns waits for their end, in any thread.
  std::function<std::function<void()>()> begun = {};
};

/// A file that was written: what a pointer to it can say of it.
struct SavedFile {
  uint64_t bytes = 0;
  uint32_t crc32 = 0;
};

/// Writes the records of a zip file one after another. Small ones are gathered, large ones go
/// straight from where they are; the whole file's checksum is put together on the way.
class RecordWriter {
 public:
  explicit RecordWriter(AtomicFile& file) : file_(file) { gathered_.reserve(kGather); }

  /// Writes what stands in `entry` at its place, and sets its checksum.
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

/// Writes a checkpoint, durably, in place of what stands under those names (in one directory; each
/// will be the same file). Throws CheckpointError where it cannot, and what stood there stays.
/// Nobody may change the tensors meanwhile.
SavedFile save_archive(const std::vector<std::string>& paths, Archive archive,
                       const FileOps& ops = system_file_ops());

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/format/impl/archive_writer.hpp>
#endif
