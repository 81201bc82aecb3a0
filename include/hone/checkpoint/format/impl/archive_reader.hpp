// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/in_parallel.hpp>
#include <hone/checkpoint/format/archive_reader.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/format/pickler.hpp>
#include <hone/checkpoint/format/record.hpp>
#include <hone/checkpoint/format/record_file.hpp>
#include <hone/checkpoint/format/safetensors_reader.hpp>
#include <hone/checkpoint/format/unpickler.hpp>
#include <hone/checkpoint/format/zip_reader.hpp>
#include <hone/error.hpp>
#include <hone/files/crc32.hpp>
#include <hone/files/file_ops.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE ArchiveReader::ArchiveReader(const std::string& path, const FileOps& ops)
    : file_(path, ops) {
  if (SafetensorsReader::fits(file_))
    take(SafetensorsReader(std::move(file_)));
  else
    take(ZipReader(std::move(file_)));
}

HONE_INLINE void ArchiveReader::verify_all() const {
  const std::vector<Record>& entries = file_.entries();
  in_parallel(entries.size(), threads_for(file_.bytes()),
              [&](size_t i) { file_.verify(entries[i]); });
}

HONE_INLINE std::string ArchiveReader::bytes(const Node& node) const {
  const auto* tensor = node.get<TensorNode>();
  if (!tensor || tensor->dtype != Dtype::uint8 || tensor->sizes.size() != 1 ||
      (tensor->sizes[0] > 1 && tensor->strides[0] != 1))
    file_.fail("it holds something else where a tensor of bytes was expected");
  const std::string text = file_.read_checked(record(tensor->storage), kMaxBytes);
  return text.substr(static_cast<size_t>(tensor->offset), static_cast<size_t>(tensor->sizes[0]));
}

HONE_INLINE void ArchiveReader::take(SafetensorsReader weights) {
  root_ = weights.tensors();
  for_each_tensor(root_, [&](TensorNode& tensor) {
    storages_.push_back({{tensor.dtype, weights.entries()[tensor.storage].bytes}, tensor.storage});
  });
  file_ = std::move(weights);
}

HONE_INLINE void ArchiveReader::take(ZipReader zip) {
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

HONE_INLINE const Record& ArchiveReader::find_pickle(const ZipReader& zip) {
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

HONE_INLINE std::pair<uint64_t, uint32_t> file_crc32(const std::string& path, const FileOps& ops) {
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
}  // namespace HONE_ABI
}  // namespace hone
