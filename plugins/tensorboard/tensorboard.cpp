// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/tensorboard/src.hpp>
