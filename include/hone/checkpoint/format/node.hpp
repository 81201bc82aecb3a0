// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// What a tensor is made of.
enum class Dtype : unsigned char {
  float32,
  float64,
  float16,
  bfloat16,
  int64,
  int32,
  int16,
  int8,
  uint8,
  boolean,
  complex64,
  complex128
};

struct DtypeInfo {
  const char* name;     ///< Python's name
  const char* storage;  ///< the class that Python's pickles name
  size_t bytes;         ///< of one element
};

inline constexpr size_t kDtypes = 12;

const DtypeInfo& info_of(Dtype dtype);

/// A tensor without its numbers: how it looks at one of the archive's storages. Sizes, strides and
/// offset count elements.
struct TensorNode {
  Dtype dtype = Dtype::float32;
  std::vector<int64_t> sizes;
  std::vector<int64_t> strides;
  int64_t offset = 0;
  size_t storage = 0;  ///< its place among the archive's storages
};

/// Bytes to be written as a tensor of uint8, since Python's safe loader refuses bytes. They are
/// read as a tensor.
struct Bytes {
  std::string data;
};

class Node;
struct DictItem;

using List = std::vector<Node>;
struct Tuple {
  std::vector<Node> items;
};
/// In the order of the file. Of equal keys the last counts, as in Python.
struct Dict {
  std::vector<DictItem> items;

  const Node* find(const std::string& key) const;
  const Node* find(int64_t key) const;
  Node& add(std::string key, Node value);
  Node& add(int64_t key, Node value);
};

/// What a Node keeps a T as.
template <class T>
using NodeHeld =
    std::conditional_t<std::is_same_v<T, int>, int64_t,
                       std::conditional_t<std::is_same_v<T, const char*>, std::string, T>>;

template <class T, class Variant>
struct IsAlternative;
template <class T, class... Alternatives>
struct IsAlternative<T, std::variant<Alternatives...>>
    : std::bool_constant<(std::is_same_v<T, Alternatives> || ...)> {};

/// What a checkpoint is made of: Python's plain data, and tensors. A tree and a value; deeper than
/// kMaxDepth is neither written nor read.
class Node {
 public:
  using Variant = std::variant<std::nullptr_t, bool, int64_t, double, std::string, List, Tuple,
                               Dict, TensorNode, Bytes>;
  static constexpr int kMaxDepth = 100;

  Node() = default;
  template <class T, class = std::enable_if_t<IsAlternative<NodeHeld<T>, Variant>::value>>
  Node(T value) : value_(std::in_place_type<NodeHeld<T>>, std::move(value)) {}

  /// What it holds where it is a T; null where it is something else.
  template <class T>
  const T* get() const {
    return std::get_if<T>(&value_);
  }
  template <class T>
  T* get() {
    return std::get_if<T>(&value_);
  }
  bool is_none() const { return value_.index() == 0; }
  const Variant& variant() const { return value_; }

  /// The items of a list or a tuple; null where it is neither.
  const std::vector<Node>* sequence() const;

  /// What the dictionary holds under the key; null where it holds nothing, or is none.
  const Node* find(const std::string& key) const;

 private:
  Variant value_;
};

struct DictItem {
  Node key;  ///< text or an integer
  Node value;
};

namespace node {

template <class T>
const Node* find(const Dict& dict, const T& key) {
  for (auto item = dict.items.rbegin(); item != dict.items.rend(); ++item)
    if (const T* found = item->key.template get<T>())
      if (*found == key) return &item->value;
  return nullptr;
}

}  // namespace node

inline const Node* Dict::find(const std::string& key) const { return node::find(*this, key); }
inline const Node* Dict::find(int64_t key) const { return node::find(*this, key); }
/// Calls `visit(TensorNode&)` for every tensor of the tree, in the order of the file.
template <class N, class Visit>
void for_each_tensor(N& node, const Visit& visit) {
  if (auto* tensor = node.template get<TensorNode>()) {
    visit(*tensor);
  } else if (auto* list = node.template get<List>()) {
    for (auto& item : *list) for_each_tensor(item, visit);
  } else if (auto* tuple = node.template get<Tuple>()) {
    for (auto& item : tuple->items) for_each_tensor(item, visit);
  } else if (auto* dict = node.template get<Dict>()) {
    for (auto& item : dict->items) for_each_tensor(item.value, visit);
  }
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/format/impl/node.hpp>
#endif
