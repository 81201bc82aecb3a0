// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>
#include <hone/checkpoint/state_dict/scheduler.hpp>

#include <cstdint>
#include <limits>
#include <utility>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE Dict save_scheduler(torch::optim::LRScheduler& scheduler) {
  const int64_t count = SchedulerAccess::step_count(scheduler);
  List rates;
  for (const double rate : SchedulerAccess::rates(scheduler)) rates.push_back(rate);
  Dict dict;
  dict.add("last_epoch", count - 1);
  dict.add("_step_count", count);
  dict.add("_last_lr", std::move(rates));
  return dict;
}

HONE_INLINE void restore_scheduler(torch::optim::LRScheduler& scheduler, const Node& node,
                                   Restoration& plan) {
  const Node* epoch = node.find("last_epoch");
  const auto* last = epoch ? epoch->get<int64_t>() : nullptr;
  if (!last || *last < -1 || *last >= std::numeric_limits<unsigned>::max())
    return plan.misfit("it is no scheduler's state_dict in the file");
  const auto count = static_cast<unsigned>(*last + 1);
  plan.then([&scheduler, count] { SchedulerAccess::step_count(scheduler) = count; });
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
