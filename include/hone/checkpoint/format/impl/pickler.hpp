// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/format/pickler.hpp>
#include <hone/error.hpp>

#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE bool is_utf8(const std::string& text) {
  const auto* at = reinterpret_cast<const unsigned char*>(text.data());
  const auto* const end = at + text.size();
  while (at < end) {
    const unsigned char lead = *at++;
    if (lead < 0x80) continue;
    const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    if (lead < 0xc2 || lead > 0xf4 || end - at < more) return false;
    uint32_t point = lead & (0x3fu >> more);
    for (int i = 0; i < more; ++i, ++at) {
      if ((*at & 0xc0) != 0x80) return false;
      point = point << 6 | (*at & 0x3fu);
    }
    if ((more == 2 && (point < 0x800 || (point >= 0xd800 && point < 0xe000))) ||
        (more == 3 && (point < 0x10000 || point > 0x10ffff)))
      return false;
  }
  return true;
}

HONE_INLINE std::string Pickler::pickle(const Node& root,
                                        const std::vector<StorageInfo>& storages) {
  Pickler pickler(storages);
  pickler.text_ = "\x80\x02";
  pickler.write(root, 0);
  pickler.text_ += '.';
  return std::move(pickler.text_);
}

HONE_INLINE void Pickler::write(const Node& node, int depth) {
  if (depth >= Node::kMaxDepth)
    throw CheckpointError("hone: a checkpoint's data is nested deeper than " +
                          std::to_string(Node::kMaxDepth));
  if (const auto* flag = node.get<bool>()) {
    text_ += *flag ? '\x88' : '\x89';
  } else if (const auto* integer = node.get<int64_t>()) {
    write_integer(*integer);
  } else if (const auto* number = node.get<double>()) {
    uint64_t bits = 0;
    std::memcpy(&bits, number, sizeof(bits));
    text_ += 'G';
    for (int shift = 56; shift >= 0; shift -= 8) text_ += static_cast<char>(bits >> shift & 0xff);
  } else if (const auto* text = node.get<std::string>()) {
    write_text(*text);
  } else if (const auto* list = node.get<List>()) {
    text_ += "](";
    for (const Node& item : *list) write(item, depth + 1);
    text_ += 'e';
  } else if (const auto* tuple = node.get<Tuple>()) {
    text_ += '(';
    for (const Node& item : tuple->items) write(item, depth + 1);
    text_ += 't';
  } else if (const auto* dict = node.get<Dict>()) {
    text_ += "}(";
    for (const DictItem& item : dict->items) {
      if (const auto* key = item.key.get<std::string>())
        write_text(*key);
      else
        write_integer(*item.key.get<int64_t>());
      write(item.value, depth + 1);
    }
    text_ += 'u';
  } else if (const auto* tensor = node.get<TensorNode>()) {
    write_tensor(*tensor);
  } else {
    text_ += 'N';  // None; save_archive has converted all Bytes to tensors
  }
}

HONE_INLINE void Pickler::write_integer(int64_t value) {
  const auto bits = static_cast<uint64_t>(value);
  if (value >= 0 && value < 0x100) {
    text_ += 'K';
    little_endian(bits, 1);
  } else if (value >= std::numeric_limits<int32_t>::min() &&
             value <= std::numeric_limits<int32_t>::max()) {
    text_ += 'J';
    little_endian(bits, 4);
  } else {
    text_ += "\x8a\x08";
    little_endian(bits, 8);
  }
}

HONE_INLINE void Pickler::write_text(const std::string& text) {
  if (!is_utf8(text))
    throw CheckpointError("hone: the text \"" + text +
                          "\" cannot be saved in a checkpoint, as it is not UTF-8");
  if (text.size() > std::numeric_limits<uint32_t>::max())
    throw CheckpointError("hone: a text longer than 4 GiB cannot be saved in a checkpoint");
  text_ += 'X';
  little_endian(text.size(), 4);
  text_ += text;
}

HONE_INLINE void Pickler::write_once(const std::string& opcodes) {
  const auto [found, is_new] = memo_.emplace(opcodes, memo_.size());
  text_ += is_new ? opcodes + 'r' : std::string(1, 'j');
  little_endian(found->second, 4);
}

HONE_INLINE void Pickler::write_sizes(const std::vector<int64_t>& sizes) {
  text_ += '(';
  for (const int64_t size : sizes) write_integer(size);
  text_ += 't';
}

HONE_INLINE void Pickler::write_tensor(const TensorNode& tensor) {
  const StorageInfo& storage = storages_.at(tensor.storage);
  const DtypeInfo& dtype = info_of(storage.dtype);
  write_once("ctorch._utils\n_rebuild_tensor_v2\n");
  text_ += "((";
  write_once(std::string("X\x07\x00\x00\x00storage", 12));
  write_once(std::string("ctorch\n") + dtype.storage + '\n');
  write_text(std::to_string(tensor.storage));
  write_once(
      std::string("X\x03\x00\x00\x00"
                  "cpu",
                  8));
  write_integer(static_cast<int64_t>(storage.bytes / dtype.bytes));
  text_ += "tQ";
  write_integer(tensor.offset);
  write_sizes(tensor.sizes);
  write_sizes(tensor.strides);
  text_ += '\x89';  // requires_grad: False
  write_once("ccollections\nOrderedDict\n");
  text_ += ")RtR";  // backward hooks: none
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
