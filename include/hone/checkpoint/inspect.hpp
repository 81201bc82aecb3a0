// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/archive_reader.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {

/// A tensor in a file, without its numbers.
struct TensorInfo {
  std::string name;            ///< where it stands: "model/0.weight", "optimizer/state/0/exp_avg"
  std::string dtype;           ///< Python's name: "float32"
  std::vector<int64_t> shape;  ///< empty for a tensor without dimensions
  uint64_t bytes = 0;          ///< of its elements; tied tensors share theirs
};

namespace detail {

template <class = void>
inline void list_tensors(const Node& node, const std::string& name, std::vector<TensorInfo>& to) {
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

/// The tensors in a checkpoint, in its order; of whatever file hone::Checkpoint opens, without
/// torch and without reading their numbers. Throws CheckpointError where it cannot be read.
template <class = void>
inline std::vector<TensorInfo> list_tensors(const std::string& path) {
  std::vector<TensorInfo> result;
  detail::list_tensors(detail::ArchiveReader(path).root(), {}, result);
  return result;
}

/// Reads all of a checkpoint against its checksums; throws CheckpointError that names the file and
/// what is damaged in it. Of another's safetensors, which have none, it reads that all is there.
template <class = void>
inline void verify_checkpoint(const std::string& path) {
  detail::ArchiveReader(path).verify_all();
}

}  // namespace v0
}  // namespace hone
