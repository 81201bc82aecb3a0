// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/format/pickler.hpp>
#include <hone/checkpoint/format/record.hpp>
#include <hone/checkpoint/format/record_file.hpp>
#include <hone/checkpoint/format/safetensors_reader.hpp>
#include <hone/checkpoint/format/zip_reader.hpp>
#include <hone/files/file_ops.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A checkpoint file, open: its tree, and the way to the numbers. hone's own, what Python's
/// torch.save wrote, and safetensors. Opening checks the tree against its checksum; `verify` checks
/// the numbers. Many threads may read.
class ArchiveReader {
 public:
  explicit ArchiveReader(const std::string& path, const FileOps& ops = system_file_ops());

  const std::string& path() const { return file_.path(); }
  const Node& root() const { return root_; }
  const StorageInfo& storage(size_t index) const { return storages_.at(index).info; }

  /// Reads a whole storage against its checksum; throws CheckpointError where it differs. The bytes
  /// go to `into`, where it is given.
  void verify(size_t storage, void* into = nullptr) const {
    file_.verify(record(storage), static_cast<char*>(into));
  }

  /// Reads every record against its checksum.
  void verify_all() const;

  /// Reads a stretch of a storage, unchecked.
  void read(size_t storage, uint64_t offset, void* into, size_t bytes) const {
    file_.read(record(storage), offset, into, bytes);
  }

  /// What was written as Bytes, checked. Throws CheckpointError where the node is something else.
  std::string bytes(const Node& node) const;

  [[noreturn]] void fail(const std::string& why) const { file_.fail(why); }

 private:
  static constexpr std::string_view kPickle = "data.pkl";
  static constexpr uint64_t kMaxPickle = uint64_t{1} << 26;
  static constexpr uint64_t kMaxBytes = uint64_t{1} << 32;

  const Record& record(size_t storage) const {
    return file_.entries()[storages_.at(storage).record];
  }

  void take(SafetensorsReader weights);

  void take(ZipReader zip);

  static const Record& find_pickle(const ZipReader& zip);

  struct Storage {
    StorageInfo info;
    size_t record;  // its place in the file's entries
  };

  RecordFile file_;
  Node root_;
  std::vector<Storage> storages_;
};

/// Length and CRC-32 of a file, read from its beginning to its end.
std::pair<uint64_t, uint32_t> file_crc32(const std::string& path,
                                         const FileOps& ops = system_file_ops());

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/format/impl/archive_reader.hpp>
#endif
