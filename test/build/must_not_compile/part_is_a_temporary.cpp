// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: with(name, variable) keeps a reference to the variable, so a temporary cannot be passed
#include <hone/hooks/checkpoint.hpp>

#include <torch/nn/modules/linear.h>

int main() {
#ifdef FIXED
  torch::nn::Linear model(1, 1);
  auto saver = hone::checkpoint("runs").with("model", model);
#else
  auto saver = hone::checkpoint("runs").with("model", torch::nn::Linear(1, 1));
#endif
}
