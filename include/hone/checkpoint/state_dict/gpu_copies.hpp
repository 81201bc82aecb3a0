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

/// Lets an archive's copies from CUDA devices be made while the program goes on: they are queued on
/// the stream that the loop computes on, into pinned memory, so what the loop queues after them
/// changes nothing of them; and an event behind them says when they are done. No header of CUDA's
/// is needed. Without a GPU it compiles, and is not run.
class GpuCopies {
 public:
  /// Remembers the device of a tensor from which copies can be made so.
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
