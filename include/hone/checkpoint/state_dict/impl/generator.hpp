// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/state_dict/generator.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>
#include <hone/checkpoint/state_dict/tensor_sink.hpp>
#include <hone/error.hpp>

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE at::Tensor state_of(at::Generator generator) {
  const std::lock_guard<std::mutex> lock(generator.mutex());
  return generator.get_state();
}

HONE_INLINE Node save_generator(const at::Generator& generator, TensorSink& sink) {
  if (!generator.defined())
    throw CheckpointError("hone: the generator is undefined; make it before it is saved");
  return sink.add(state_of(generator), "the generator's state");
}

HONE_INLINE void restore_generator(const at::Generator& generator, const Node& node,
                                   Restoration& plan) {
  if (!generator.defined()) return plan.misfit("the generator is undefined");
  const at::Tensor before = state_of(generator);
  const auto* tensor = node.get<TensorNode>();
  if (!tensor || tensor->dtype != Dtype::uint8 || tensor->sizes != before.sizes().vec())
    return plan.misfit("it is no state of such a generator in the file");
  const at::Tensor state = plan.read_new(node, "state", at::kCPU);
  const auto set = [](at::Generator of, const at::Tensor& to) {
    const std::lock_guard<std::mutex> lock(of.mutex());
    of.set_state(to);
  };
  // An attempt, since set_state validates the state and may throw.
  plan.attempt([=] { set(generator, state); }, [=] { set(generator, before); });
}

HONE_INLINE const at::Generator& default_generator() {
  return at::detail::getDefaultCPUGenerator();
}

HONE_INLINE std::vector<at::Generator> device_generators() {
  std::vector<at::Generator> generators;
  if (at::hasCUDA())
    for (size_t i = 0; i < at::getNumGPUs(); ++i)
      generators.push_back(at::globalContext().defaultGenerator(
          at::Device(at::kCUDA, static_cast<at::DeviceIndex>(i))));
  return generators;
}

HONE_INLINE Node save_generators(const std::vector<at::Generator>& generators, TensorSink& sink) {
  List states;
  for (const at::Generator& generator : generators)
    states.push_back(save_generator(generator, sink));
  return states;
}

HONE_INLINE void restore_generators(const std::vector<at::Generator>& generators, const Node& node,
                                    Restoration& plan) {
  const auto* states = node.sequence();
  if (!states) return plan.misfit("it is no list of generators' states in the file");
  for (size_t i = 0; i < std::min(generators.size(), states->size()); ++i)
    restore_generator(generators[i], (*states)[i], plan);
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
