// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/part.hpp>
#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/state_dict/optimizer_kinds.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
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
class LoopSettings {
 public:
  explicit LoopSettings(const std::vector<Part>& parts);

  /// The learning rates, in the order of parts and groups.
  std::vector<double> rates() const;

  /// Where `rates` are not as many as these, the scheduler's work is lost.
  void put_back(const std::vector<double>& rates) const;

 private:
  using Options = std::vector<std::unique_ptr<OptimizerOptions>>;
  std::vector<std::pair<torch::optim::Optimizer*, Options>> groups_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/state_dict/impl/loop_settings.hpp>
#endif
