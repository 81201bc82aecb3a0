// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/format/pickle_stack.hpp>
#include <hone/error.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE void PickleStack::fail(const std::string& why) {
  throw CheckpointError("its data.pkl is not as it should be: " + why);
}

HONE_INLINE void PickleStack::push(PickleObject object) {
  spend(1 + object.items.size());
  stack_.push_back(static_cast<uint32_t>(objects_.size()));
  objects_.push_back(std::move(object));
}

HONE_INLINE uint32_t PickleStack::pop() {
  top();
  const uint32_t index = stack_.back();
  stack_.pop_back();
  return index;
}

HONE_INLINE PickleObject& PickleStack::top() {
  if (stack_.size() <= (marks_.empty() ? 0 : marks_.back())) fail("its stack is empty");
  return objects_[stack_.back()];
}

HONE_INLINE std::vector<uint32_t> PickleStack::pop_to_mark() {
  if (marks_.empty()) fail("it has no mark");
  const auto from = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
  std::vector<uint32_t> items(from, stack_.end());
  stack_.erase(from, stack_.end());
  marks_.pop_back();
  return items;
}

HONE_INLINE void PickleStack::push_tuple(size_t count) {
  std::vector<uint32_t> items(count);
  for (size_t i = count; i-- > 0;) items[i] = pop();
  push({PickleObject::tuple, {}, std::move(items)});
}

HONE_INLINE void PickleStack::extend(PickleObject::Kind kind, const std::vector<uint32_t>& items) {
  PickleObject& object = top();
  if (object.kind != kind || (kind == PickleObject::dict && items.size() % 2 != 0))
    fail("it adds to what is no list or dictionary");
  object.items.insert(object.items.end(), items.begin(), items.end());
}

HONE_INLINE void PickleStack::remember(uint64_t id) {
  top();
  memo_[id] = stack_.back();
}

HONE_INLINE void PickleStack::recall(uint64_t id) {
  const auto found = memo_.find(id);
  if (found == memo_.end()) fail("it asks for what it never remembered");
  stack_.push_back(found->second);
}

HONE_INLINE Node PickleStack::finish() {
  if (stack_.size() != 1 || !marks_.empty()) fail("it does not end with one object");
  return tree(stack_.back(), 0);
}

HONE_INLINE void PickleStack::spend(uint64_t cost) {
  if (cost > budget_) fail("it unfolds to far more than it is");
  budget_ -= cost;
}

HONE_INLINE Node PickleStack::tree(uint32_t index, int depth) {
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

HONE_INLINE Node PickleStack::key(const PickleObject& object) {
  if (object.kind == PickleObject::leaf) {
    if (const auto* integer = object.value.get<int64_t>()) return *integer;
    if (const auto* text = object.value.get<std::string>()) {
      spend(text->size() / 16);
      return *text;
    }
  }
  fail("a dictionary has a key that is neither text nor an integer");
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
