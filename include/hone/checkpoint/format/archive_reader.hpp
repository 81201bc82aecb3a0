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

/// An open checkpoint file: gives its tree and reads its tensors' data. Reads files of hone, of
/// Python's torch.save, and safetensors. Opening verifies the tree's checksum; `verify` verifies
/// the data. Thread-safe.
class ArchiveReader {
 public:
  explicit ArchiveReader(const std::string& path, const FileOps& ops = system_file_ops());

  const std::string& path() const { return file_.path(); }
  const Node& root() const { return root_; }
  const StorageInfo& storage(size_t index) const { return storages_.at(index).info; }

  /// Reads a complete storage, into `into` if given. Throws CheckpointError if its checksum is
  /// wrong.
  void verify(size_t storage, void* into = nullptr) const {
    file_.verify(record(storage), static_cast<char*>(into));
  }

  /// Verifies the checksum of every record.
  void verify_all() const;

  /// Reads a range of a storage, without verifying its checksum.
  void read(size_t storage, uint64_t offset, void* into, size_t bytes) const {
    file_.read(record(storage), offset, into, bytes);
  }

  /// Returns what was written as Bytes, verified. Throws CheckpointError if the node is not Bytes.
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
    size_t record;  // index in the file's entries
  };

  RecordFile file_;
  Node root_;
  std::vector<Storage> storages_;
};

/// Returns the size and CRC-32 of a file; reads all of it.
std::pair<uint64_t, uint32_t> file_crc32(const std::string& path,
                                         const FileOps& ops = system_file_ops());

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/format/impl/archive_reader.hpp>
#endif
