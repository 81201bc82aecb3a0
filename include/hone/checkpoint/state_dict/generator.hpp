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

/// A generator's state as Python's get_rng_state gives it: a tensor of bytes.
Node save_generator(const at::Generator& generator, TensorSink& sink);

void restore_generator(const at::Generator& generator, const Node& node, Restoration& plan);

/// The generator that torch draws from when it is given none.
const at::Generator& default_generator();

/// The global generators of the devices that draw by themselves: CUDA's, one a device.
std::vector<at::Generator> device_generators();

Node save_generators(const std::vector<at::Generator>& generators, TensorSink& sink);

/// Those of which the file has a state: it may be from a machine with more devices, or fewer.
void restore_generators(const std::vector<at::Generator>& generators, const Node& node,
                        Restoration& plan);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/state_dict/impl/generator.hpp>
#endif
