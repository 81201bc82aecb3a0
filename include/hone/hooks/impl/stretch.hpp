// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/hooks/stretch.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/next.hpp>
#include <hone/samplers/detail/population_place.hpp>
#include <hone/samplers/detail/random.hpp>
#include <hone/trial.hpp>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE Stretch::Stretch(const Trial& trial) {
  const FrozenTrial frozen = trial.frozen();
  trial_ = detail::random_key(frozen);
  if (const auto place = detail::population_place(frozen)) interval_ = place.interval;
}

HONE_INLINE Next Stretch::on_epoch_end(const EpochEnd& /*event*/) {
  ++epochs_;
  return interval_ == 0 || epochs_ < interval_ ? Next::proceed : Next::stop;
}

}  // namespace HONE_ABI
}  // namespace hone
