// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: this hook's on_step_end cannot be called with (const hone::StepEnd&)
#include <hone/hooks.hpp>

struct Hook {
  void on_epoch_end(const hone::EpochEnd&) {}
#ifdef FIXED
  void on_step_end(const hone::StepEnd&) {}
#else
  void on_step_end(const hone::EpochEnd&) {}
#endif
};

int main() { auto hooks = hone::hooks(Hook{}); }
