// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

/// Saving the state of a training loop to checkpoints, and reading it back. Needs torch.
#include <hone/checkpoint/best_trial.hpp>
#include <hone/checkpoint/checkpoint.hpp>
#include <hone/checkpoint/inspect.hpp>
#include <hone/checkpoint/safetensors.hpp>
