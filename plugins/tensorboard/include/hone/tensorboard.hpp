// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

// Writes TensorBoard's event files, without TensorFlow or Protocol Buffers.
//
//   hone::Study study("runs/fashion");
//   study.attach(hone::tensorboard(study));             // the HParams tab
//   study.optimize([&](hone::Trial& trial) {
//     auto hooks = hone::hooks(hone::tensorboard(trial)  // the curves
//                                  .with("train/loss", train_loss), ...);

#include <hone/hooks/tensorboard.hpp>
#include <hone/hooks/tensorboard_study.hpp>
