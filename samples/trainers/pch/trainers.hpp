// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// What the trainers include, compiled once for all of them.
#include <hone/hone.hpp>

#include <torch/torch.h>
