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

/// The type of a tensor's elements.
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
  const char* storage;  ///< the storage class named in Python's pickles
  size_t bytes;         ///< size of one element
};

inline constexpr size_t kDtypes = 12;

const DtypeInfo& info_of(Dtype dtype);

/// A tensor without its data: a view of one of the archive's storages. Sizes, strides and offset
/// count elements.
struct TensorNode {
  Dtype dtype = Dtype::float32;
  std::vector<int64_t> sizes;
  std::vector<int64_t> strides;
  int64_t offset = 0;
  size_t storage = 0;  ///< index among the archive's storages
};

/// Bytes to be written as a tensor of uint8, since Python's safe loader rejects bytes. They are
/// read back as a tensor.
struct Bytes {
  std::string data;
};

class Node;
struct DictItem;

using List = std::vector<Node>;
struct Tuple {
  std::vector<Node> items;
};
/// Items in the order of the file. If keys are equal, the last one counts, as in Python.
struct Dict {
  std::vector<DictItem> items;

  const Node* find(const std::string& key) const;
  const Node* find(int64_t key) const;
  Node& add(std::string key, Node value);
  Node& add(int64_t key, Node value);
};

/// The type in which a Node stores a T.
template <class T>
using NodeHeld =
    std::conditional_t<std::is_same_v<T, int>, int64_t,
                       std::conditional_t<std::is_same_v<T, const char*>, std::string, T>>;

template <class T, class Variant>
struct IsAlternative;
template <class T, class... Alternatives>
struct IsAlternative<T, std::variant<Alternatives...>>
    : std::bool_constant<(std::is_same_v<T, Alternatives> || ...)> {};

/// A tree of Python's plain data types and tensors; has value semantics. Trees deeper than
/// kMaxDepth are neither written nor read.
class Node {
 public:
  using Variant = std::variant<std::nullptr_t, bool, int64_t, double, std::string, List, Tuple,
                               Dict, TensorNode, Bytes>;
  static constexpr int kMaxDepth = 100;

  Node();
  Node(const Node& other);
  Node(Node&& other) noexcept;
  Node& operator=(const Node& other);
  Node& operator=(Node&& other) noexcept;
  ~Node();
  template <class T, class = std::enable_if_t<IsAlternative<NodeHeld<T>, Variant>::value>>
  Node(T value) : value_(std::in_place_type<NodeHeld<T>>, std::move(value)) {}

  /// Returns the held T; null if it holds another type.
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

  /// Returns the items of a list or a tuple; null if it is neither.
  const std::vector<Node>* sequence() const;

  /// Returns a dictionary's value for the key; null if it has none, or this is not a dictionary.
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
/// Calls `visit(TensorNode&)` for every tensor in the tree, in the order of the file.
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
