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

/// An object that a pickle created. Pickles share objects and modify them later, so objects keep
/// their identity until the pickle is completely read. The items of tuples, lists and dictionaries
/// are indices of objects; a dictionary's keys and values alternate.
struct PickleObject {
  enum Kind : unsigned char { leaf, list, tuple, dict, global, storage };
  Kind kind = leaf;
  Node value;  ///< a leaf's value, a global's name, or a storage's index
  std::vector<uint32_t> items;
};

/// The stack, the marks and the memo of an unpickler. Throws CheckpointError if the pickle is
/// invalid or its cost exceeds a budget.
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

  /// Returns the one remaining object, as a tree.
  Node finish();

  /// Charges the budget: a short pickle can expand to a huge tree by repeating shared objects.
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
