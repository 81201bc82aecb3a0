// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/node.hpp>
#include <hone/checkpoint/safetensors_reader.hpp>
#include <hone/checkpoint/unpickler.hpp>
#include <hone/checkpoint/zip_reader.hpp>
#include <hone/detail/in_parallel.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// A checkpoint file, open: its tree, and the way to the numbers. hone's own, what Python's
/// torch.save wrote, and safetensors. Opening checks the tree against its checksum; `verify` checks
/// the numbers. Many threads may read.
template <class = void>
class ArchiveReaderOf {
 public:
  explicit ArchiveReaderOf(const std::string& path, const FileOps& ops = system_file_ops())
      : file_(path, ops) {
    if (SafetensorsReader::fits(file_))
      take(SafetensorsReader(std::move(file_)));
    else
      take(ZipReader(std::move(file_)));
  }

  const std::string& path() const { return file_.path(); }
  const Node& root() const { return root_; }
  const StorageInfo& storage(size_t index) const { return storages_.at(index).info; }

  /// Reads a whole storage against its checksum; throws CheckpointError where it differs. The bytes
  /// go to `into`, where it is given.
  void verify(size_t storage, void* into = nullptr) const {
    file_.verify(record(storage), static_cast<char*>(into));
  }

  /// Reads every record against its checksum.
  void verify_all() const {
    const std::vector<Record>& entries = file_.entries();
    in_parallel(entries.size(), threads_for(file_.bytes()),
                [&](size_t i) { file_.verify(entries[i]); });
  }

  /// Reads a stretch of a storage, unchecked.
  void read(size_t storage, uint64_t offset, void* into, size_t bytes) const {
    file_.read(record(storage), offset, into, bytes);
  }

  /// What was written as Bytes, checked. Throws CheckpointError where the node is something else.
  std::string bytes(const Node& node) const {
    const auto* tensor = node.get<TensorNode>();
    if (!tensor || tensor->dtype != Dtype::uint8 || tensor->sizes.size() != 1 ||
        (tensor->sizes[0] > 1 && tensor->strides[0] != 1))
      file_.fail("it holds something else where a tensor of bytes was expected");
    const std::string text = file_.read_checked(record(tensor->storage), kMaxBytes);
    return text.substr(static_cast<size_t>(tensor->offset), static_cast<size_t>(tensor->sizes[0]));
  }

  [[noreturn]] void fail(const std::string& why) const { file_.fail(why); }

 private:
  static constexpr std::string_view kPickle = "data.pkl";
  static constexpr uint64_t kMaxPickle = uint64_t{1} << 26;
  static constexpr uint64_t kMaxBytes = uint64_t{1} << 32;

  const Record& record(size_t storage) const {
    return file_.entries()[storages_.at(storage).record];
  }

  void take(SafetensorsReader weights) {
    root_ = weights.tensors();
    for_each_tensor(root_, [&](TensorNode& tensor) {
      storages_.push_back(
          {{tensor.dtype, weights.entries()[tensor.storage].bytes}, tensor.storage});
    });
    file_ = std::move(weights);
  }

  void take(ZipReader zip) {
    const Record& pickle = find_pickle(zip);
    const std::string folder = pickle.name.substr(0, pickle.name.size() - kPickle.size());
    if (const Record* order = zip.find(folder + "byteorder"))
      if (zip.read_checked(*order, 64) != "little")
        zip.fail("it was written by a big-endian machine, and hone reads little-endian numbers");
    const std::string text = zip.read_checked(pickle, kMaxPickle);
    Unpickled unpickled;
    try {
      unpickled = Unpickler::unpickle(text);
    } catch (const CheckpointError& error) {
      zip.fail(error.what());
    }
    root_ = std::move(unpickled.root);
    for (const Unpickled::Storage& storage : unpickled.storages) {
      const Record* record = zip.find(folder + "data/" + storage.key);
      if (!record) zip.fail("it has no record " + folder + "data/" + storage.key);
      if (record->bytes != storage.info.bytes)
        zip.fail("record " + record->name + " has " + std::to_string(record->bytes) +
                 " bytes, and its tensors need " + std::to_string(storage.info.bytes));
      storages_.push_back({storage.info, static_cast<size_t>(record - zip.entries().data())});
    }
    file_ = std::move(zip);
  }

  static const Record& find_pickle(const ZipReader& zip) {
    const Record* found = nullptr;
    for (const Record& entry : zip.entries()) {
      const size_t slash = entry.name.find('/');
      if (slash == std::string::npos) continue;
      if (entry.name.compare(slash + 1, std::string::npos, "constants.pkl") == 0)
        zip.fail(
            "it is a TorchScript archive, as torch::save writes them; save it with hone, or in "
            "Python by torch.save of the state_dict");
      if (entry.name.compare(slash + 1, std::string::npos, kPickle) == 0) {
        if (found) zip.fail("it has two records data.pkl");
        found = &entry;
      }
    }
    if (!found) zip.fail("it has no record data.pkl, so it is no checkpoint");
    return *found;
  }

  struct Storage {
    StorageInfo info;
    size_t record;  // its place in the file's entries
  };

  RecordFile file_;
  Node root_;
  std::vector<Storage> storages_;
};
using ArchiveReader = ArchiveReaderOf<>;

/// Length and CRC-32 of a file, read from its beginning to its end.
template <class = void>
inline std::pair<uint64_t, uint32_t> file_crc32(const std::string& path,
                                                const FileOps& ops = system_file_ops()) {
  const File file(ops,
                  uninterrupted([&] { return ops.open(path.c_str(), O_RDONLY | O_CLOEXEC, 0); }));
  if (file.get() < 0) throw_file_error("read", path, "opening it", errno);
  std::vector<char> buffer(size_t{1} << 18);
  uint64_t at = 0;
  uint32_t crc = 0;
  for (;;) {
    const ssize_t count = uninterrupted([&] {
      return ops.pread(file.get(), buffer.data(), buffer.size(), static_cast<int64_t>(at));
    });
    if (count < 0) throw_file_error("read", path, "reading", errno);
    if (count == 0) return {at, crc};
    crc = crc32(crc, buffer.data(), static_cast<size_t>(count));
    at += static_cast<uint64_t>(count);
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace hone
