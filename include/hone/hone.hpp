// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

/// All of hone. Needs torch; <hone/study.hpp> and <hone/hooks.hpp> do not.
#include <hone/checkpoint.hpp>
#include <hone/checkpoint/best_trial.hpp>
#include <hone/copy_study.hpp>
#include <hone/fixed_trial.hpp>
#include <hone/hooks.hpp>
#include <hone/hooks/checkpoint.hpp>
#include <hone/hooks/log_trials.hpp>
#include <hone/hooks/progress.hpp>
#include <hone/hooks/stretch.hpp>
#include <hone/importance.hpp>
#include <hone/pruners/hyperband.hpp>
#include <hone/pruners/nop.hpp>
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
#include <hone/study.hpp>
