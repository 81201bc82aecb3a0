// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/part.hpp>
#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/state_dict/loop_settings.hpp>
#include <hone/checkpoint/state_dict/optimizer_kinds.hpp>

#include <cstddef>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE LoopSettings::LoopSettings(const std::vector<Part>& parts) {
  for (const Part& part : parts)
    if (torch::optim::Optimizer* optimizer = part.optimizer()) {
      groups_.emplace_back(optimizer, Options());
      for (const auto& group : optimizer->param_groups())
        groups_.back().second.push_back(group.options().clone());
    }
}

HONE_INLINE std::vector<double> LoopSettings::rates() const {
  std::vector<double> result;
  for (const auto& [optimizer, groups] : groups_)
    for (const auto& options : groups) result.push_back(options->get_lr());
  return result;
}

HONE_INLINE void LoopSettings::put_back(const std::vector<double>& rates) const {
  const bool known = rates.size() == this->rates().size();
  size_t i = 0;
  for (const auto& [optimizer, groups] : groups_)
    for (size_t group = 0; group < groups.size(); ++group, ++i) {
      OptimizerOptions& live = optimizer->param_groups()[group].options();
      const double scheduled = live.get_lr(), own = groups[group]->get_lr();
      kind_of(*optimizer).assign_options(live, *groups[group]);
      if (known && rates[i] != 0 && scheduled != rates[i])
        live.set_lr(scheduled * (own / rates[i]));
    }
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
