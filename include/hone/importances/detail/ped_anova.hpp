// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>

#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

using TrialPointers = std::vector<const FrozenTrial*>;

/// How much a parameter influences whether a trial of `region` is in `target`, a subset of it.
/// Computed by PED-ANOVA and summed over all distributions that the parameter has had. (Watanabe,
/// Bansal and Hutter: PED-ANOVA, 2023; for parameters that some trials lack: Conditional PED-ANOVA,
/// 2026. Optuna 5: PedAnovaImportanceEvaluator.)
double ped_anova(const std::string& name, const TrialPointers& target, const TrialPointers& region,
                 bool is_local);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/importances/detail/impl/ped_anova.hpp>
#endif
