// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: this hook's on_step_end cannot be called with (const hone::StepEnd&), so it would
// never be
#include <hone/hooks.hpp>

struct Hook {
  void on_epoch_end(const hone::EpochEnd&) {}  // that this one is right does not excuse the other
#ifdef FIXED
  void on_step_end(const hone::StepEnd&) {}
#else
  void on_step_end(hone::StepEnd&) {}
#endif
};

int main() { auto hooks = hone::hooks(Hook{}); }
