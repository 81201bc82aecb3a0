// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/detail/at_least.hpp>
#include <hone/records/value.hpp>
#include <hone/samplers/tpe_options.hpp>

#include <cmath>
#include <cstdint>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE TpeSamplerOptions& TpeSamplerOptions::n_startup_trials(int64_t n) {
  n_startup_trials_ = detail::at_least(0, "n_startup_trials", n);
  return *this;
}

HONE_INLINE TpeSamplerOptions& TpeSamplerOptions::n_ei_candidates(int64_t n) {
  n_ei_candidates_ = detail::at_least(1, "n_ei_candidates", n);
  return *this;
}

HONE_INLINE TpeSamplerOptions& TpeSamplerOptions::prior_weight(double weight) {
  if (!(weight >= 0 && std::isfinite(weight)))
    throw ArgumentError("hone: prior_weight of " + Value(weight).to_string() +
                        "; it is a number of at least 0");
  prior_weight_ = weight;
  return *this;
}

}  // namespace HONE_ABI
}  // namespace hone
