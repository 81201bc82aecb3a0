// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/hooks/events.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/next.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <utility>

namespace hone {
inline namespace HONE_ABI {

/// Answers `stop` after `patience` epochs in a row without a value better than the best before
/// them. NaN and infinity are never better. Its state is saved in checkpoints, so a resumed loop
/// continues to count.
///
///   auto hooks = hone::hooks(hone::early_stop(3, hone::Direction::minimize).min_delta(1e-4));
///
/// It belongs to one loop.
class EarlyStop {
 public:
  EarlyStop(int64_t patience, Direction direction);

  /// How much better a value must be to count as better. Default: 0.
  EarlyStop& min_delta(double delta) &;
  EarlyStop&& min_delta(double delta) && { return std::move(min_delta(delta)); }

  /// Key of its state in checkpoints, for sets with several EarlyStop hooks. Default: "early_stop".
  EarlyStop& name(std::string text) & {
    name_ = std::move(text);
    return *this;
  }
  EarlyStop&& name(std::string text) && { return std::move(name(std::move(text))); }
  const std::string& name() const { return name_; }

  Direction direction() const { return direction_; }

  Next on_epoch_end(const EpochEnd& event);

  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& best_& waited_;
  }

 private:
  int64_t patience_;
  Direction direction_;
  double min_delta_ = 0;
  std::string name_ = "early_stop";
  double best_ = std::numeric_limits<double>::quiet_NaN();
  int64_t waited_ = 0;
};

inline EarlyStop early_stop(int64_t patience, Direction direction) {
  return EarlyStop(patience, direction);
}

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/hooks/impl/early_stop.hpp>
#endif
