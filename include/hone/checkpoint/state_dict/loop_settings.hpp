// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/part.hpp>
#include <hone/checkpoint/state_dict/optimizer_kinds.hpp>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// What a loop has set of its optimizers' options: learning rates, momentum, decay. A loop that
/// goes on from another trial's checkpoint takes over that one's state, and keeps its own settings:
///
///   const LoopSettings settings(parts);  // as the loop has made them
///   ...                                  // restore the other's checkpoint
///   settings.put_back(rates);            // `rates` are what the other's settings had
///
/// The learning rates alone may have been moved by a scheduler since: what it had made of the
/// other's goes on, as a factor.
template <class = void>
class LoopSettingsOf {
 public:
  explicit LoopSettingsOf(const std::vector<Part>& parts) {
    for (const Part& part : parts)
      if (torch::optim::Optimizer* optimizer = part.optimizer()) {
        groups_.emplace_back(optimizer, Options());
        for (const auto& group : optimizer->param_groups())
          groups_.back().second.push_back(group.options().clone());
      }
  }

  /// The learning rates, in the order of parts and groups.
  std::vector<double> rates() const {
    std::vector<double> result;
    for (const auto& [optimizer, groups] : groups_)
      for (const auto& options : groups) result.push_back(options->get_lr());
    return result;
  }

  /// Where `rates` are not as many as these, the scheduler's work is lost.
  void put_back(const std::vector<double>& rates) const {
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

 private:
  using Options = std::vector<std::unique_ptr<OptimizerOptions>>;
  std::vector<std::pair<torch::optim::Optimizer*, Options>> groups_;
};
using LoopSettings = LoopSettingsOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
