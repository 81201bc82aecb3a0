// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/state_dict/restoration.hpp>
#include <hone/checkpoint/torch.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {
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
template <class = void>
inline Dict save_scheduler(torch::optim::LRScheduler& scheduler) {
  const int64_t count = SchedulerAccess::step_count(scheduler);
  List rates;
  for (const double rate : SchedulerAccess::rates(scheduler)) rates.push_back(rate);
  Dict dict;
  dict.add("last_epoch", count - 1);
  dict.add("_step_count", count);
  dict.add("_last_lr", std::move(rates));
  return dict;
}

template <class = void>
inline void restore_scheduler(torch::optim::LRScheduler& scheduler, const Node& node,
                              Restoration& plan) {
  const Node* epoch = node.find("last_epoch");
  const auto* last = epoch ? epoch->get<int64_t>() : nullptr;
  if (!last || *last < -1 || *last >= std::numeric_limits<unsigned>::max())
    return plan.misfit("it is no scheduler's state_dict in the file");
  const auto count = static_cast<unsigned>(*last + 1);
  plan.then([&scheduler, count] { SchedulerAccess::step_count(scheduler) = count; });
}

}  // namespace detail
}  // namespace v0
}  // namespace hone
