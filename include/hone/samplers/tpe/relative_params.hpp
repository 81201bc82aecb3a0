// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>

#include <cstddef>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Stores the parameters chosen jointly for a RUNNING trial, which may not have asked for them yet,
/// so that other workers, including Optuna's, avoid that point. The trial's system attributes hold
/// them as one JSON object {"name": value, ...}. It is split into pieces "tpe:relative_params:0",
/// ":1", ... because Optuna's databases limit an attribute to 2045 characters.
constexpr const char* kRelativeParamsKey = "tpe:relative_params:";
constexpr size_t kRelativeParamsPiece = 2045;

Attributes to_relative_params(const Params& params);

/// Reads what `to_relative_params` or Optuna wrote. Empty if there is none or it is incomplete.
Params relative_params_of(const FrozenTrial& trial);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/tpe/impl/relative_params.hpp>
#endif
