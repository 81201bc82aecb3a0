// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/compiled/in_library.hpp>
#include <hone/hooks/checkpoint.hpp>

namespace hone {
inline namespace v0 {

HONE_IN_LIBRARY class BasicCheckpointHook<>;

namespace detail {
HONE_IN_LIBRARY class RestorationOf<>;
HONE_IN_LIBRARY class TensorSinkOf<>;
HONE_IN_LIBRARY class OptimizerRestorationOf<>;
HONE_IN_LIBRARY NamedTensors named_tensors<>(const torch::nn::Module&);
HONE_IN_LIBRARY Node save_module<>(const NamedTensors&, TensorSink&);
HONE_IN_LIBRARY void restore_module<>(const NamedTensors&, const Node&, Restoration&);
HONE_IN_LIBRARY Node save_optimizer<>(torch::optim::Optimizer&, TensorSink&);
HONE_IN_LIBRARY void restore_optimizer<>(torch::optim::Optimizer&, const Node&, Restoration&);
HONE_IN_LIBRARY Dict save_scheduler<>(torch::optim::LRScheduler&);
HONE_IN_LIBRARY void restore_scheduler<>(torch::optim::LRScheduler&, const Node&, Restoration&);
HONE_IN_LIBRARY Node save_generator<>(const at::Generator&, TensorSink&);
HONE_IN_LIBRARY void restore_generator<>(const at::Generator&, const Node&, Restoration&);
}  // namespace detail

}  // namespace v0
}  // namespace hone
