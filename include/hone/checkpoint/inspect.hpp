// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/node.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// A tensor in a file, without its numbers.
struct TensorInfo {
  std::string name;            ///< where it stands: "model/0.weight", "optimizer/state/0/exp_avg"
  std::string dtype;           ///< Python's name: "float32"
  std::vector<int64_t> shape;  ///< empty for a tensor without dimensions
  uint64_t bytes = 0;          ///< of its elements; tied tensors share theirs
};

namespace detail {

void list_tensors(const Node& node, const std::string& name, std::vector<TensorInfo>& to);

}  // namespace detail

/// The tensors in a checkpoint, in its order; of whatever file hone::Checkpoint opens, without
/// torch and without reading their numbers. Throws CheckpointError where it cannot be read.
std::vector<TensorInfo> list_tensors(const std::string& path);

/// Reads all of a checkpoint against its checksums; throws CheckpointError that names the file and
/// what is damaged in it. Of another's safetensors, which have none, it reads that all is there.
void verify_checkpoint(const std::string& path);

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/impl/inspect.hpp>
#endif
