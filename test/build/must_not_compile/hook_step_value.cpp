// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: on_step_end takes a number or a tensor with item<double>()
#include <hone/hooks.hpp>

int main() {
  auto hooks = hone::hooks(hone::at_step_end([](const hone::StepEnd&) {}));
#ifdef FIXED
  return hooks.on_step_end(1, 0.5f) == hone::Next::proceed;
#else
  return hooks.on_step_end(1, "0.5") == hone::Next::proceed;
#endif
}
