// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: on_trial_end(const hone::TrialEnd&) is called by a study: give this hook to
// study.attach(...)
#include <hone/hooks.hpp>

struct Hook {
#ifdef FIXED
  void on_trial_end(const hone::LoopEnd&) {}
#else
  void on_trial_end(const hone::TrialEnd&) {}
#endif
};

int main() { auto hooks = hone::hooks(Hook{}); }
