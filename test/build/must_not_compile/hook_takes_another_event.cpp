// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: this hook's on_trial_end cannot be called with (const hone::LoopEnd&), so it would
// never be
#include <hone/hooks.hpp>

struct Hook {
#ifdef FIXED
  void on_trial_end(const hone::LoopEnd&) {}
#else
  void on_trial_end(const hone::EpochEnd&) {}
#endif
};

int main() { auto hooks = hone::hooks(Hook{}); }
