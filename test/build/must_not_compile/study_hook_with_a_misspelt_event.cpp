// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: this hook has no event, so it would never be called: what study.attach(...) takes has an on_trial_end(const hone::TrialEnd&)
#include <hone/study.hpp>

struct Hook {
#ifdef FIXED
  void on_trial_end(const hone::TrialEnd&) {}
#else
  void on_trial_ended(const hone::TrialEnd&) {}
#endif
};

int main() {
  hone::Study study;
  study.attach(Hook{});
}
