// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

// Data-parallel training: several ranks train one model, and rank 0 runs the hooks. Without c10d,
// include <hone/distributed/rank_study.hpp>, which does not include torch.

#include <hone/distributed/c10d.hpp>
#include <hone/distributed/rank_hooks.hpp>
#include <hone/distributed/rank_study.hpp>
#include <hone/distributed/rank_trial.hpp>
#include <hone/distributed/ranks.hpp>
