// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/state_dict.hpp>
#include <hone/checkpoint/state_dict/module.hpp>
#include <hone/error.hpp>
#include <hone/files/file_ops.hpp>

#include <map>
#include <string>
#include <type_traits>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

void save_named_safetensors(const std::string& path, const NamedTensors& unordered,
                            std::map<std::string, std::string> metadata, const FileOps& ops);

template <class Weights>
NamedTensors weights_of(const Weights& weights) {
  if constexpr (std::is_same_v<Weights, std::map<std::string, at::Tensor>>) {
    return {weights.begin(), weights.end()};
  } else if constexpr (std::is_base_of_v<torch::nn::Module, Weights>) {
    return named_tensors(weights);
  } else if constexpr (IsHolder<Weights>::value) {
    if (weights.is_empty()) throw CheckpointError("hone: the module holder is empty");
    return named_tensors(*weights.ptr());
  } else if constexpr (IsScript<Weights>::value) {
    return named_tensors_of_script(weights);
  } else {
    static_assert(is_module<Weights>(),
                  "hone: save_safetensors writes a module's weights, or a "
                  "std::map<std::string, at::Tensor>");
    if (!weights) throw CheckpointError("hone: the pointer is null");
    return weights_of(*weights);
  }
}

}  // namespace detail

/// Writes weights to a safetensors file: a module's parameters and buffers, or a map of names to
/// tensors. The write is atomic and durable, and replaces an existing file. `metadata` is text for
/// the reader. hone adds each tensor's CRC-32 to it, since the format has no checksums; hone
/// verifies them, other readers ignore them. Tied weights are written under each of their names.
/// Throws CheckpointError if the write fails; an existing file is then unchanged.
///
///   hone::save_safetensors("model.safetensors", model, {{"epoch", "3"}});
///   hone::Checkpoint::open("model.safetensors").restore("", other);
///
/// Python's safetensors.torch.load_file reads the file. Checkpoint::open also opens files that
/// Python's save_file wrote.
template <class Weights>
void save_safetensors(const std::string& path, const Weights& weights,
                      const std::map<std::string, std::string>& metadata = {}) {
  try {
    detail::save_named_safetensors(path, detail::weights_of(weights), metadata,
                                   detail::system_file_ops());
  } catch (const c10::Error& error) {
    throw CheckpointError("hone: cannot write " + path + ": " + error.what_without_backtrace());
  }
}

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/impl/safetensors.hpp>
#endif
