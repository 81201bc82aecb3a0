// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

/// Everything. It needs torch; <hone/study.hpp> and <hone/hooks.hpp> do without.
#include <hone/checkpoint.hpp>
#include <hone/hooks.hpp>
#include <hone/hooks/checkpoint.hpp>
#include <hone/pruners/nop.hpp>
#include <hone/samplers/brute_force.hpp>
#include <hone/samplers/grid.hpp>
#include <hone/samplers/partial_fixed.hpp>
#include <hone/samplers/qmc.hpp>
#include <hone/study.hpp>
