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

/// Gives access to a scheduler's protected members.
struct SchedulerAccess : torch::optim::LRScheduler {
  static unsigned& step_count(torch::optim::LRScheduler& scheduler) {
    return scheduler.*(&SchedulerAccess::step_count_);
  }
  static std::vector<double> rates(const torch::optim::LRScheduler& scheduler) {
    return (scheduler.*(&SchedulerAccess::get_current_lrs))();
  }
};

/// Returns a scheduler's state under Python's names. libtorch's step count starts at 0 and Python's
/// at 1, as Python's constructor makes the first step; so either language can resume the other's
/// schedule. The rates are only for information: they are restored with the optimizer.
Dict save_scheduler(torch::optim::LRScheduler& scheduler);

void restore_scheduler(torch::optim::LRScheduler& scheduler, const Node& node, Restoration& plan);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/state_dict/impl/scheduler.hpp>
#endif
