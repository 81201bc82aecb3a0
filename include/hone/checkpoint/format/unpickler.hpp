// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/format/pickle_stack.hpp>
#include <hone/checkpoint/format/pickler.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The contents of a pickle: a tree, and the storages of its tensors.
struct Unpickled {
  struct Storage {
    std::string key;  ///< name of its record
    StorageInfo info;
  };
  Node root;
  std::vector<Storage> storages;
};

/// Reads a pickle as data and never executes anything. Accepts only the Python names that create
/// tensors and dictionaries; any other is rejected, and the error contains it. For any input it
/// returns a tree or throws CheckpointError, and its memory use is bounded by the number of bytes.
class Unpickler {
 public:
  static Unpickled unpickle(std::string_view bytes) { return Unpickler(bytes).run(); }

 private:
  explicit Unpickler(std::string_view bytes) : bytes_(bytes), stack_(bytes.size()) {}

  [[noreturn]] static void fail(const std::string& why) { PickleStack::fail(why); }

  std::string_view take(uint64_t count);

  uint64_t number(int bytes);

  std::string line();

  Unpickled run();

  int64_t long_integer();

  double big_endian_double();

  void push_global();

  // ('storage', the class, the record's name, the device, the number of elements)
  void push_storage();

  void reduce();

  // (storage, offset, sizes, strides, requires_grad, hooks, ...)
  TensorNode tensor(const std::vector<uint32_t>& items) const;

  std::vector<int64_t> integers(const PickleObject& object) const;

  // Throws if the tensor reaches beyond its storage, or its number of elements overflows.
  static void check_bounds(const TensorNode& tensor, int64_t elements);

  std::string_view bytes_;
  size_t at_ = 0;
  PickleStack stack_;
  std::map<std::string, uint64_t> storage_index_;
  std::vector<Unpickled::Storage> storages_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/format/impl/unpickler.hpp>
#endif
