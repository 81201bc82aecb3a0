// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

/// Checkpoints: what is saved of a training loop, and how it is read back. Needs torch.
#include <hone/checkpoint/best_trial.hpp>
#include <hone/checkpoint/checkpoint.hpp>
#include <hone/checkpoint/inspect.hpp>
#include <hone/checkpoint/safetensors.hpp>
