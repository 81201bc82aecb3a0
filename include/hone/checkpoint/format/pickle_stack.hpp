// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/node.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A thing that a pickle made. Pickles share things and go on changing them, so they have
/// identities until all is read. Tuples, lists and dictionaries hold places among the objects; a
/// dictionary's keys and values alternate.
struct PickleObject {
  enum Kind : unsigned char { leaf, list, tuple, dict, global, storage };
  Kind kind = leaf;
  Node value;  ///< of a leaf; the name of a global; the index of a storage
  std::vector<uint32_t> items;
};

/// The stack, the marks and the memory of an unpickler. It refuses, by CheckpointError, what a
/// pickle may not do, and to spend more than a budget on it.
class PickleStack {
 public:
  explicit PickleStack(size_t bytes) : budget_(uint64_t{16} * bytes + 4096) {}

  [[noreturn]] static void fail(const std::string& why);

  const PickleObject& operator[](uint32_t index) const { return objects_[index]; }

  void push(PickleObject object);
  void push_leaf(Node value) { push({PickleObject::leaf, std::move(value), {}}); }
  void push_again(uint32_t index) { stack_.push_back(index); }
  void push_mark() { marks_.push_back(stack_.size()); }

  uint32_t pop();

  PickleObject& top();

  std::vector<uint32_t> pop_to_mark();

  void push_tuple(size_t count);

  void extend(PickleObject::Kind kind, const std::vector<uint32_t>& items);

  void remember(uint64_t id);
  void recall(uint64_t id);

  /// The one object that is left, as a tree.
  Node finish();

  /// A short pickle can ask for a lot: to copy what is shared over and over.
  void spend(uint64_t cost);

 private:
  Node tree(uint32_t index, int depth);

  Node key(const PickleObject& object);

  uint64_t budget_;
  std::vector<PickleObject> objects_;
  std::vector<uint32_t> stack_;
  std::vector<size_t> marks_;
  std::map<uint64_t, uint32_t> memo_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/format/impl/pickle_stack.hpp>
#endif
