// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>

#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// What libtorch keeps from its users: only what derives from a scheduler may name it.
struct SchedulerAccess : torch::optim::LRScheduler {
  static unsigned& step_count(torch::optim::LRScheduler& scheduler) {
    return scheduler.*(&SchedulerAccess::step_count_);
  }
  static std::vector<double> rates(const torch::optim::LRScheduler& scheduler) {
    return (scheduler.*(&SchedulerAccess::get_current_lrs))();
  }
};

/// A scheduler's state under Python's names. libtorch counts from 0 what Python counts from 1, so
/// that a schedule goes on in either language where the other stopped. The rates are for the
/// reader: they belong to the optimizer, which is restored with them.
Dict save_scheduler(torch::optim::LRScheduler& scheduler);

void restore_scheduler(torch::optim::LRScheduler& scheduler, const Node& node, Restoration& plan);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/state_dict/impl/scheduler.hpp>
#endif
