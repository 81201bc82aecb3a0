// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/node.hpp>
#include <hone/error.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {
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
template <class = void>
class PickleStackOf {
 public:
  explicit PickleStackOf(size_t bytes) : budget_(uint64_t{16} * bytes + 4096) {}

  [[noreturn]] static void fail(const std::string& why) {
    throw CheckpointError("its data.pkl is not as it should be: " + why);
  }

  const PickleObject& operator[](uint32_t index) const { return objects_[index]; }

  void push(PickleObject object) {
    spend(1 + object.items.size());
    stack_.push_back(static_cast<uint32_t>(objects_.size()));
    objects_.push_back(std::move(object));
  }
  void push_leaf(Node value) { push({PickleObject::leaf, std::move(value), {}}); }
  void push_again(uint32_t index) { stack_.push_back(index); }
  void push_mark() { marks_.push_back(stack_.size()); }

  uint32_t pop() {
    top();
    const uint32_t index = stack_.back();
    stack_.pop_back();
    return index;
  }

  PickleObject& top() {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back())) fail("its stack is empty");
    return objects_[stack_.back()];
  }

  std::vector<uint32_t> pop_to_mark() {
    if (marks_.empty()) fail("it has no mark");
    const auto from = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<uint32_t> items(from, stack_.end());
    stack_.erase(from, stack_.end());
    marks_.pop_back();
    return items;
  }

  void push_tuple(size_t count) {
    std::vector<uint32_t> items(count);
    for (size_t i = count; i-- > 0;) items[i] = pop();
    push({PickleObject::tuple, {}, std::move(items)});
  }

  void extend(PickleObject::Kind kind, const std::vector<uint32_t>& items) {
    PickleObject& object = top();
    if (object.kind != kind || (kind == PickleObject::dict && items.size() % 2 != 0))
      fail("it adds to what is no list or dictionary");
    object.items.insert(object.items.end(), items.begin(), items.end());
  }

  void remember(uint64_t id) {
    top();
    memo_[id] = stack_.back();
  }
  void recall(uint64_t id) {
    const auto found = memo_.find(id);
    if (found == memo_.end()) fail("it asks for what it never remembered");
    stack_.push_back(found->second);
  }

  /// The one object that is left, as a tree.
  Node finish() {
    if (stack_.size() != 1 || !marks_.empty()) fail("it does not end with one object");
    return tree(stack_.back(), 0);
  }

  /// A short pickle can ask for a lot: to copy what is shared over and over.
  void spend(uint64_t cost) {
    if (cost > budget_) fail("it unfolds to far more than it is");
    budget_ -= cost;
  }

 private:
  Node tree(uint32_t index, int depth) {
    if (depth >= Node::kMaxDepth) fail("it is nested too deeply");
    const PickleObject& object = objects_[index];
    spend(1 + object.items.size());
    switch (object.kind) {
      case PickleObject::leaf: {
        if (const auto* text = object.value.get<std::string>()) spend(text->size() / 16);
        if (const auto* tensor = object.value.get<TensorNode>()) spend(tensor->sizes.size());
        return object.value;
      }
      case PickleObject::dict: {
        Dict dict;
        dict.items.reserve(object.items.size() / 2);
        for (size_t i = 0; i + 1 < object.items.size(); i += 2)
          dict.items.push_back(
              {key(objects_[object.items[i]]), tree(object.items[i + 1], depth + 1)});
        return dict;
      }
      case PickleObject::list:
      case PickleObject::tuple: {
        List items;
        items.reserve(object.items.size());
        for (const uint32_t item : object.items) items.push_back(tree(item, depth + 1));
        if (object.kind == PickleObject::list) return items;
        return Tuple{std::move(items)};
      }
      default:
        fail("it holds a class or a storage where a value should be");
    }
  }

  Node key(const PickleObject& object) {
    if (object.kind == PickleObject::leaf) {
      if (const auto* integer = object.value.get<int64_t>()) return *integer;
      if (const auto* text = object.value.get<std::string>()) {
        spend(text->size() / 16);
        return *text;
      }
    }
    fail("a dictionary has a key that is neither text nor an integer");
  }

  uint64_t budget_;
  std::vector<PickleObject> objects_;
  std::vector<uint32_t> stack_;
  std::vector<size_t> marks_;
  std::map<uint64_t, uint32_t> memo_;
};
using PickleStack = PickleStackOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
