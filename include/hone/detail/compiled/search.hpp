// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/compiled/in_library.hpp>
#include <hone/detail/compiled/study.hpp>
#include <hone/hooks/log_trials.hpp>
#include <hone/hooks/progress.hpp>
#include <hone/pruners/hyperband.hpp>
#include <hone/pruners/patient.hpp>
#include <hone/pruners/successive_halving.hpp>
#include <hone/pruners/threshold.hpp>
#include <hone/pruners/wilcoxon.hpp>
#include <hone/samplers/brute_force.hpp>
#include <hone/samplers/grid.hpp>
#include <hone/samplers/nsga_ii.hpp>
#include <hone/samplers/partial_fixed.hpp>
#include <hone/samplers/population.hpp>
#include <hone/samplers/qmc.hpp>

namespace hone {
inline namespace v0 {

HONE_IN_LIBRARY class BasicBruteForceSampler<>;
HONE_IN_LIBRARY class BasicGridSampler<>;
HONE_IN_LIBRARY class BasicNsgaIISampler<>;
HONE_IN_LIBRARY class BasicPartialFixedSampler<>;
HONE_IN_LIBRARY class BasicPopulationSampler<>;
HONE_IN_LIBRARY class BasicQmcSampler<>;
HONE_IN_LIBRARY class BasicHyperbandPruner<>;
HONE_IN_LIBRARY class BasicPatientPruner<>;
HONE_IN_LIBRARY class BasicSuccessiveHalvingPruner<>;
HONE_IN_LIBRARY class BasicThresholdPruner<>;
HONE_IN_LIBRARY class BasicWilcoxonPruner<>;
HONE_IN_LIBRARY class BasicLogTrials<>;
HONE_IN_LIBRARY class BasicProgress<>;

}  // namespace v0
}  // namespace hone
