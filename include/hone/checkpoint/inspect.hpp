// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/node.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// Describes a tensor in a file, without its data.
struct TensorInfo {
  std::string name;            ///< path in the file: "model/0.weight", "optimizer/state/0/exp_avg"
  std::string dtype;           ///< Python's name: "float32"
  std::vector<int64_t> shape;  ///< empty for a tensor without dimensions
  uint64_t bytes = 0;          ///< size of its data; tied tensors share it
};

namespace detail {

void list_tensors(const Node& node, const std::string& name, std::vector<TensorInfo>& to);

}  // namespace detail

/// Lists the tensors in a checkpoint, in the file's order. Reads every kind of file that
/// hone::Checkpoint opens, without torch and without reading the tensors' data. Throws
/// CheckpointError if the file cannot be read.
std::vector<TensorInfo> list_tensors(const std::string& path);

/// Reads a complete checkpoint and verifies its checksums. Throws CheckpointError that names the
/// file and the damaged part. Safetensors files that hone did not write have no checksums; for them
/// it only verifies that the file is complete.
void verify_checkpoint(const std::string& path);

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/impl/inspect.hpp>
#endif
