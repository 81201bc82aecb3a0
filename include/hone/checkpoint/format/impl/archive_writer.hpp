// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/archive_writer.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/format/pickler.hpp>
#include <hone/checkpoint/format/record.hpp>
#include <hone/checkpoint/format/zip_writer.hpp>
#include <hone/files/atomic_file.hpp>
#include <hone/files/crc32.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE void RecordWriter::write(Record& entry, const void* data) {
  const char* from = static_cast<const char*>(data);
  if (entry.bytes <= kSmall) {
    entry.crc32 = crc32(0, from, static_cast<size_t>(entry.bytes));
    append(zip::local_header(entry));
    append({from, static_cast<size_t>(entry.bytes)});
    return;
  }
  // The header contains the checksum, so it is written after the data, in the space left for it.
  flush();
  for (uint64_t at = 0; at < entry.bytes; at += kBlock) {
    // Block by block, so that the data is still in the cache when it is written.
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

HONE_INLINE void RecordWriter::append(std::string_view text) {
  if (gathered_.size() + text.size() > kGather) flush();
  gathered_ += text;
}

HONE_INLINE SavedFile RecordWriter::finish() {
  flush();
  return {at_, crc_};
}

HONE_INLINE void RecordWriter::flush() {
  file_.write(at_, gathered_.data(), gathered_.size());
  crc_ = crc32(crc_, gathered_.data(), gathered_.size());
  at_ += gathered_.size();
  gathered_.clear();
}

// Converts Bytes to tensors of uint8, each with its own storage.
HONE_INLINE void store_bytes(Node& node, std::vector<StorageSource>& storages) {
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

HONE_INLINE SavedFile save_archive(const std::vector<std::string>& paths, Archive archive,
                                   const FileOps& ops) {
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
}  // namespace HONE_ABI
}  // namespace hone
