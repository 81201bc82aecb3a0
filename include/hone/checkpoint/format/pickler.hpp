// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/node.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A block of data that one or more tensors view.
struct StorageInfo {
  Dtype dtype = Dtype::uint8;
  uint64_t bytes = 0;
};

/// Whether the text is valid UTF-8, as Python requires.
bool is_utf8(const std::string& text);

/// Writes a tree as a Python pickle, protocol 2, with only the names that torch.load accepts with
/// weights_only=True. Every tensor is declared to be on the CPU.
class Pickler {
 public:
  static std::string pickle(const Node& root, const std::vector<StorageInfo>& storages);

 private:
  explicit Pickler(const std::vector<StorageInfo>& storages) : storages_(storages) {}

  void write(const Node& node, int depth);

  void write_integer(int64_t value);

  void write_text(const std::string& text);

  // Writes what recurs in every tensor: in full the first time, then by its memo number.
  void write_once(const std::string& opcodes);

  void write_sizes(const std::vector<int64_t>& sizes);

  void write_tensor(const TensorNode& tensor);

  void little_endian(uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i, value >>= 8) text_ += static_cast<char>(value & 0xff);
  }

  const std::vector<StorageInfo>& storages_;
  std::string text_;
  std::map<std::string, uint64_t> memo_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/format/impl/pickler.hpp>
#endif
