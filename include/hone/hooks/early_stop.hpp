// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/direction.hpp>
#include <hone/error.hpp>
#include <hone/hooks/events.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

namespace hone {
inline namespace v0 {

/// Answers `stop` once `patience` epochs in a row brought nothing better than the best before them.
/// NaN and infinity are never better. What it has seen is kept in checkpoints, so that patience
/// goes on where it stood.
///
///   auto hooks = hone::hooks(hone::early_stop(3, hone::Direction::minimize).min_delta(1e-4));
///
/// It belongs to one loop.
class EarlyStop {
 public:
  EarlyStop(int64_t patience, Direction direction) : patience_(patience), direction_(direction) {
    if (patience < 1)
      throw ArgumentError("hone: early_stop with a patience of " + std::to_string(patience) +
                          "; wait for at least 1 epoch");
    if (direction == Direction::not_set)
      throw ArgumentError("hone: early_stop needs Direction::minimize or Direction::maximize");
  }

  /// By how much more than nothing a value has to be better.
  EarlyStop& min_delta(double delta) & {
    if (!(delta >= 0 && std::isfinite(delta)))
      throw ArgumentError("hone: early_stop's min_delta is a finite number of at least 0");
    min_delta_ = delta;
    return *this;
  }
  EarlyStop&& min_delta(double delta) && { return std::move(min_delta(delta)); }

  /// What its state is kept under: for sets with several.
  template <class = void>
  EarlyStop& name(std::string text) & {
    name_ = std::move(text);
    return *this;
  }
  template <class = void>
  EarlyStop&& name(std::string text) && {
    return std::move(name(std::move(text)));
  }
  const std::string& name() const { return name_; }

  Direction direction() const { return direction_; }

  Next on_epoch_end(const EpochEnd& event) {
    const double gain =
        direction_ == Direction::minimize ? best_ - event.value : event.value - best_;
    if (std::isfinite(event.value) && (std::isnan(best_) || gain > min_delta_)) {
      best_ = event.value;
      waited_ = 0;
    } else {
      ++waited_;
    }
    return waited_ < patience_ ? Next::proceed : Next::stop;
  }

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

}  // namespace v0
}  // namespace hone
