// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/archive_reader.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/inspect.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE void list_tensors(const Node& node, const std::string& name,
                              std::vector<TensorInfo>& to) {
  const std::string before = name.empty() ? name : name + '/';
  if (const auto* tensor = node.get<TensorNode>()) {
    uint64_t bytes = info_of(tensor->dtype).bytes;
    for (const int64_t size : tensor->sizes) bytes *= static_cast<uint64_t>(size);
    to.push_back({name, info_of(tensor->dtype).name, tensor->sizes, bytes});
  } else if (const auto* items = node.sequence()) {
    for (size_t i = 0; i < items->size(); ++i)
      list_tensors((*items)[i], before + std::to_string(i), to);
  } else if (const auto* dict = node.get<Dict>()) {
    for (const DictItem& item : dict->items) {
      const auto* text = item.key.get<std::string>();
      list_tensors(item.value, before + (text ? *text : std::to_string(*item.key.get<int64_t>())),
                   to);
    }
  }
}

}  // namespace detail

HONE_INLINE std::vector<TensorInfo> list_tensors(const std::string& path) {
  std::vector<TensorInfo> result;
  detail::list_tensors(detail::ArchiveReader(path).root(), {}, result);
  return result;
}

HONE_INLINE void verify_checkpoint(const std::string& path) {
  detail::ArchiveReader(path).verify_all();
}

}  // namespace HONE_ABI
}  // namespace hone
