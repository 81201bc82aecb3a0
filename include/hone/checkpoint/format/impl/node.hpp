// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/node.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE Node::Node() = default;
HONE_INLINE Node::Node(const Node& other) = default;
HONE_INLINE Node::Node(Node&& other) noexcept = default;
HONE_INLINE Node& Node::operator=(const Node& other) = default;
HONE_INLINE Node& Node::operator=(Node&& other) noexcept = default;
HONE_INLINE Node::~Node() = default;

HONE_INLINE const DtypeInfo& info_of(Dtype dtype) {
  static constexpr DtypeInfo kInfos[kDtypes] = {{"float32", "FloatStorage", 4},
                                                {"float64", "DoubleStorage", 8},
                                                {"float16", "HalfStorage", 2},
                                                {"bfloat16", "BFloat16Storage", 2},
                                                {"int64", "LongStorage", 8},
                                                {"int32", "IntStorage", 4},
                                                {"int16", "ShortStorage", 2},
                                                {"int8", "CharStorage", 1},
                                                {"uint8", "ByteStorage", 1},
                                                {"bool", "BoolStorage", 1},
                                                {"complex64", "ComplexFloatStorage", 8},
                                                {"complex128", "ComplexDoubleStorage", 16}};
  return kInfos[static_cast<size_t>(dtype)];
}

HONE_INLINE const std::vector<Node>* Node::sequence() const {
  if (const auto* tuple = get<Tuple>()) return &tuple->items;
  return get<List>();
}

HONE_INLINE const Node* Node::find(const std::string& key) const {
  const Dict* dict = get<Dict>();
  return dict ? dict->find(key) : nullptr;
}

HONE_INLINE Node& Dict::add(std::string key, Node value) {
  items.push_back({std::move(key), std::move(value)});
  return items.back().value;
}

HONE_INLINE Node& Dict::add(int64_t key, Node value) {
  items.push_back({key, std::move(value)});
  return items.back().value;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
