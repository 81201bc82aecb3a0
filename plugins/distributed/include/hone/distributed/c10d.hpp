// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

// Must come first: otherwise clang++ does not compile libtorch 1.13 as C++20.
#include <hone/distributed/ranks.hpp>

#include <ATen/core/ivalue.h>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The device for the group's tensors: NCCL supports only GPU memory.
template <class Group>
at::Device device_of(const Group& group) {
  const std::string backend = group.getBackendName();
  return at::Device(backend == "nccl" || backend == "NCCL" ? at::kCUDA : at::kCPU);
}

}  // namespace detail

/// The ranks of a c10d process group, which every rank has created: Gloo, NCCL, MPI; since libtorch
/// 2.0 a ProcessGroup or a Backend.
///
///   hone::Ranks ranks = hone::ranks(group);
///
/// Sends a few bytes per event, and a checkpoint per `resume`. Tensors for these are created on
/// `device`. Default: the CPU, or with NCCL the current GPU. The exchanges are collectives of the
/// group, in the order of the calls. With NCCL, pass a separate Gloo group to keep them off the
/// GPU. A rank waits for a lost one up to the group's timeout.
template <class Group>
Ranks ranks(const c10::intrusive_ptr<Group>& group, std::optional<at::Device> device = {}) {
  const at::Device where = device.value_or(detail::device_of(*group));
  const int rank = group->getRank();
  return Ranks(rank, group->getSize(), [group, where, rank](void* data, size_t bytes, int from) {
    at::Tensor host = at::empty({static_cast<int64_t>(bytes)}, at::kByte);
    if (rank == from) std::memcpy(host.data_ptr(), data, bytes);
    std::vector<at::Tensor> tensors{host.to(where)};
    c10d::BroadcastOptions options;
    options.rootRank = from;
    group->broadcast(tensors, options)->wait();
    host.copy_(tensors[0]);
    if (rank != from) std::memcpy(data, host.data_ptr(), bytes);
  });
}

}  // namespace HONE_ABI
}  // namespace hone
