// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>
#include <hone/checkpoint/state_dict/tensor_sink.hpp>

#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

at::Tensor state_of(at::Generator generator);

/// Saves a generator's state as a tensor of bytes, the same as Python's get_rng_state.
Node save_generator(const at::Generator& generator, TensorSink& sink);

void restore_generator(const at::Generator& generator, const Node& node, Restoration& plan);

/// Returns torch's global CPU generator.
const at::Generator& default_generator();

/// Returns the global generators of other devices: one per CUDA device.
std::vector<at::Generator> device_generators();

Node save_generators(const std::vector<at::Generator>& generators, TensorSink& sink);

/// Restores the generators that the file has a state for. The file may come from a machine with
/// more or fewer devices.
void restore_generators(const std::vector<at::Generator>& generators, const Node& node,
                        Restoration& plan);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/state_dict/impl/generator.hpp>
#endif
