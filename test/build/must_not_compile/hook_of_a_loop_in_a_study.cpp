// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: on_trial_end(const hone::LoopEnd&) is called by a loop: give this hook to hone::hooks(...)
#include <hone/hooks.hpp>
#include <hone/study.hpp>

struct Hook {
#ifdef FIXED
  void on_trial_end(const hone::TrialEnd&) {}
#else
  void on_trial_end(const hone::LoopEnd&) {}
#endif
};

int main() {
  hone::Study study;
  study.attach(Hook{});
}
