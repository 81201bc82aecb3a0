// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: this hook's on_trial_end returns neither void nor hone::Next
#include <hone/hooks.hpp>

struct Hook {
#ifdef FIXED
  void on_trial_end(const hone::LoopEnd&) {}
#else
  double on_trial_end(const hone::LoopEnd&) { return 0; }
#endif
};

int main() { auto hooks = hone::hooks(Hook{}); }
