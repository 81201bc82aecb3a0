// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/state_dict/restoration.hpp>
#include <hone/checkpoint/state_dict/tensor_sink.hpp>

#include <mutex>

namespace hone {
inline namespace v0 {
namespace detail {

/// A generator's state as Python's get_rng_state gives it: a tensor of bytes.
inline Node save_generator(at::Generator generator, TensorSink& sink) {
  if (!generator.defined())
    throw CheckpointError("hone: the generator is undefined; make it before it is saved");
  const std::lock_guard<std::mutex> lock(generator.mutex());
  return sink.add(generator.get_state(), "the generator's state");
}

inline void restore_generator(at::Generator generator, const Node& node, Restoration& plan) {
  if (!generator.defined()) return plan.misfit("the generator is undefined");
  const at::Tensor live = [&] {
    const std::lock_guard<std::mutex> lock(generator.mutex());
    return generator.get_state();
  }();
  const auto* tensor = node.get<TensorNode>();
  if (!tensor || tensor->dtype != Dtype::uint8 || tensor->sizes != live.sizes().vec())
    return plan.misfit("it is no state of such a generator in the file");
  const at::Tensor state = plan.read_new(node, "state", at::kCPU);
  // Its own check of the state runs on a copy, so that the last step cannot fail.
  auto copy = generator.clone();
  plan.attempt([copy, state]() mutable { copy.set_state(state); }, [] {});
  plan.then([generator, state]() mutable {
    const std::lock_guard<std::mutex> lock(generator.mutex());
    generator.set_state(state);
  });
}

/// The generator that torch draws from when it is given none.
inline const at::Generator& default_generator() { return at::detail::getDefaultCPUGenerator(); }

}  // namespace detail
}  // namespace v0
}  // namespace hone
