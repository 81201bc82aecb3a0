// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/frozen_trial.hpp>

#include <cstddef>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The parameters chosen together for a RUNNING trial, which it has perhaps not asked for yet, so
/// that other workers, Optuna's among them, stay away from there. They stand in its system
/// attributes as one JSON object {"name": value, ...}, cut into pieces "tpe:relative_params:0",
/// ":1", ... since Optuna's databases hold 2045 characters in one.
constexpr const char* kRelativeParamsKey = "tpe:relative_params:";
constexpr size_t kRelativeParamsPiece = 2045;

Attributes to_relative_params(const Params& params);

/// What `to_relative_params` or Optuna wrote; nothing where there is none, or only a part of it.
Params relative_params_of(const FrozenTrial& trial);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/tpe/impl/relative_params.hpp>
#endif
