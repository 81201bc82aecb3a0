// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/archive_writer.hpp>
#include <hone/checkpoint/torch.hpp>

#include <c10/core/Event.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <thread>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// Lets an archive's copies from CUDA devices be made while the program goes on: they are queued on
/// the stream that the loop computes on, into pinned memory, so what the loop queues after them
/// changes nothing of them; and an event behind them says when they are done. No header of CUDA's
/// is needed. Without a GPU it compiles, and is not run.
template <class = void>
class GpuCopiesOf {
 public:
  /// Remembers the device of a tensor from which copies can be made so.
  void add(const at::Tensor& tensor) {
    if (tensor.is_cuda()) devices_.insert(tensor.device().index());
  }

  void prepare(Archive& archive) const {
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

 private:
  std::set<at::DeviceIndex> devices_;
};
using GpuCopies = GpuCopiesOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
