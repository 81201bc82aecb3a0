// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/archive_writer.hpp>
#include <hone/checkpoint/state_dict/gpu_copies.hpp>

#include <c10/core/Event.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE void GpuCopies::add(const at::Tensor& tensor) {
  if (tensor.is_cuda()) devices_.insert(tensor.device().index());
}

HONE_INLINE void GpuCopies::prepare(Archive& archive) const {
  if (devices_.empty()) return;
  archive.allocate = [](size_t bytes) {
    const auto options = at::TensorOptions(at::kByte).pinned_memory(true);
    const auto memory =
        std::make_shared<at::Tensor>(at::empty({static_cast<int64_t>(bytes)}, options));
    return std::shared_ptr<void>(memory, memory->data_ptr());
  };
  archive.begun = [devices = devices_]() -> std::function<void()> {
    const c10::impl::VirtualGuardImpl cuda(at::kCUDA);
    const auto events = std::make_shared<std::vector<c10::Event>>();
    for (const at::DeviceIndex device : devices) {
      events->emplace_back(at::kCUDA);
      events->back().record(cuda.getStream(at::Device(at::kCUDA, device)));
    }
    return [events] {
      for (const c10::Event& event : *events)
        while (!event.query()) std::this_thread::sleep_for(std::chrono::microseconds(50));
    };
  };
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
