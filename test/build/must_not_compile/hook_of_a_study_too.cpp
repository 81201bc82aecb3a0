// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: on_trial_end(const hone::TrialEnd&) is called by a study
#include <hone/hooks.hpp>

struct Hook {
  void on_epoch_end(const hone::EpochEnd&) {}
  void on_trial_end(const hone::TrialEnd&) {}
#ifdef FIXED
  void on_trial_end(const hone::LoopEnd&) {}
#endif
};

int main() { auto hooks = hone::hooks(Hook{}); }
