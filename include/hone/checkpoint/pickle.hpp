// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/pickler.hpp>
#include <hone/checkpoint/unpickler.hpp>
