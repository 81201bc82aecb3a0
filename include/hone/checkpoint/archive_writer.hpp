// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/atomic_file.hpp>
#include <hone/checkpoint/crc32.hpp>
#include <hone/checkpoint/node.hpp>
#include <hone/checkpoint/pickler.hpp>
#include <hone/checkpoint/zip_writer.hpp>

#include <algorithm>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {
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
template <class = void>
class RecordWriterOf {
 public:
  explicit RecordWriterOf(AtomicFile& file) : file_(file) { gathered_.reserve(kGather); }

  /// Writes what stands in `entry` at its place, and sets its checksum.
  void write(Record& entry, const void* data) {
    const char* from = static_cast<const char*>(data);
    if (entry.bytes <= kSmall) {
      entry.crc32 = crc32(0, from, static_cast<size_t>(entry.bytes));
      append(zip::local_header(entry));
      append({from, static_cast<size_t>(entry.bytes)});
      return;
    }
    // The header holds the checksum, so it is written after the data, in the place left for it.
    flush();
    for (uint64_t at = 0; at < entry.bytes; at += kBlock) {
      // Block by block, what was read for the checksum is still in the cache when it is written.
      const auto count = static_cast<size_t>(std::min<uint64_t>(kBlock, entry.bytes - at));
      entry.crc32 = crc32(entry.crc32, from + at, count);
      file_.write(entry.data + at, from + at, count);
    }
    const std::string header = zip::local_header(entry);
    file_.write(entry.header, header.data(), header.size());
    crc_ = crc32(crc_, header.data(), header.size());
    crc_ = crc32_combine(crc_, entry.crc32, entry.bytes);
    at_ = entry.data + entry.bytes;
  }

  void append(std::string_view text) {
    if (gathered_.size() + text.size() > kGather) flush();
    gathered_ += text;
  }

  SavedFile finish() {
    flush();
    return {at_, crc_};
  }

 private:
  static constexpr size_t kSmall = size_t{1} << 16;
  static constexpr size_t kBlock = size_t{1} << 20;
  static constexpr size_t kGather = size_t{1} << 20;

  void flush() {
    file_.write(at_, gathered_.data(), gathered_.size());
    crc_ = crc32(crc_, gathered_.data(), gathered_.size());
    at_ += gathered_.size();
    gathered_.clear();
  }

  AtomicFile& file_;
  std::string gathered_;
  uint64_t at_ = 0;
  uint32_t crc_ = 0;
};
using RecordWriter = RecordWriterOf<>;

// Bytes become tensors of uint8, with storages of their own.
template <class = void>
inline void store_bytes(Node& node, std::vector<StorageSource>& storages) {
  if (auto* bytes = node.get<Bytes>()) {
    auto data = std::make_shared<const std::string>(std::move(bytes->data));
    TensorNode tensor{Dtype::uint8, {static_cast<int64_t>(data->size())}, {1}, 0, storages.size()};
    storages.push_back({{Dtype::uint8, data->size()},
                        [data] { return std::shared_ptr<const void>(data, data->data()); }});
    node = std::move(tensor);
  } else if (auto* list = node.get<List>()) {
    for (Node& item : *list) store_bytes(item, storages);
  } else if (auto* tuple = node.get<Tuple>()) {
    for (Node& item : tuple->items) store_bytes(item, storages);
  } else if (auto* dict = node.get<Dict>()) {
    for (DictItem& item : dict->items) store_bytes(item.value, storages);
  }
}

/// Writes a checkpoint, durably, in place of what stands under those names (in one directory; each
/// will be the same file). Throws CheckpointError where it cannot, and what stood there stays.
/// Nobody may change the tensors meanwhile.
template <class = void>
inline SavedFile save_archive(const std::vector<std::string>& paths, Archive archive,
                              const FileOps& ops = system_file_ops()) {
  store_bytes(archive.root, archive.storages);
  std::vector<StorageInfo> infos;
  for (const StorageSource& storage : archive.storages) infos.push_back(storage.info);
  const std::string pickle = Pickler::pickle(archive.root, infos);
  const std::string byteorder = "little", version = "3\n";

  std::vector<Record> entries;
  uint64_t at = 0;
  const auto add = [&](const std::string& name, uint64_t bytes) {
    entries.push_back({"checkpoint/" + name, 0, 0, bytes, 0, true});
    at = zip::place(entries.back(), at);
  };
  add("data.pkl", pickle.size());
  add("byteorder", byteorder.size());
  for (size_t i = 0; i < infos.size(); ++i) add("data/" + std::to_string(i), infos[i].bytes);
  add("version", version.size());

  AtomicFile file(paths, ops);
  file.allocate(at + zip::directory(entries, at).size());
  RecordWriter writer(file);
  writer.write(entries[0], pickle.data());
  writer.write(entries[1], byteorder.data());
  for (size_t i = 0; i < infos.size(); ++i)
    writer.write(entries[i + 2], archive.storages[i].read().get());
  writer.write(entries.back(), version.data());
  writer.append(zip::directory(entries, at));
  const SavedFile saved = writer.finish();
  file.commit();
  return saved;
}

}  // namespace detail
}  // namespace v0
}  // namespace hone
