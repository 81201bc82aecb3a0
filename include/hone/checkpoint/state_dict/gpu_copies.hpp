// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/archive_writer.hpp>

#include <c10/core/Event.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <set>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Makes an archive's copies from CUDA devices asynchronous. They go to pinned memory and are
/// queued on the loop's own stream, so work that the loop queues later does not affect them. An
/// event recorded after them signals their completion. Needs no CUDA headers: it compiles without a
/// GPU, and is then not used.
class GpuCopies {
 public:
  /// Remembers the tensor's device if it is a CUDA device.
  void add(const at::Tensor& tensor);

  void prepare(Archive& archive) const;

 private:
  std::set<at::DeviceIndex> devices_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/state_dict/impl/gpu_copies.hpp>
#endif
