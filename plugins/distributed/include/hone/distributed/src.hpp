// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

// Every definition of the plugin distributed; see <hone/src.hpp>.
#ifndef HONE_COMPILED
#error \
    "hone: <hone/distributed/src.hpp> is for programs compiled with -DHONE_COMPILED; header-only ones need no such file"
#endif

#include <hone/distributed/detail/impl/rank_group.hpp>
#include <hone/distributed/detail/impl/replica_trial.hpp>
#include <hone/distributed/detail/impl/share_file.hpp>
#include <hone/distributed/impl/rank_study.hpp>
#include <hone/distributed/impl/rank_trial.hpp>
#include <hone/distributed/impl/ranks.hpp>
