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

/// The options that a loop has set on its optimizers: learning rates, momentum, decay. A loop that
/// continues from another trial's checkpoint takes over that trial's state but keeps its options:
///
///   const LoopSettings settings(parts);  // the options as this loop set them
///   ...                                  // restore the other trial's checkpoint
///   settings.put_back(rates);            // `rates` are those that the other trial's loop had set
///
/// If a scheduler has changed the other trial's learning rates by a factor, that factor is also
/// applied to this loop's rates.
class LoopSettings {
 public:
  explicit LoopSettings(const std::vector<Part>& parts);

  /// Returns the learning rates, in the order of parts and groups.
  std::vector<double> rates() const;

  /// Sets the options again. If the number of `rates` differs, the scheduler's factor is lost.
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
