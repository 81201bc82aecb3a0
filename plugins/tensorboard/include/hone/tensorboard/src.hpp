// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

// Every definition of the plugin tensorboard; see <hone/src.hpp>.
#ifndef HONE_COMPILED
#error \
    "hone: <hone/tensorboard/src.hpp> is for programs compiled with -DHONE_COMPILED; header-only ones need no such file"
#endif

#include <hone/hooks/impl/tensorboard.hpp>
#include <hone/hooks/impl/tensorboard_study.hpp>
#include <hone/tensorboard/detail/impl/crc32c.hpp>
#include <hone/tensorboard/detail/impl/event_file.hpp>
#include <hone/tensorboard/detail/impl/hparams.hpp>
#include <hone/tensorboard/detail/impl/proto.hpp>
