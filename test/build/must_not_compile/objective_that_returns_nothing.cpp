// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: an objective is called with (hone::Trial&) and returns a number
#include <hone/study.hpp>

int main() {
  hone::Study study;
#ifdef FIXED
  study.optimize([](hone::Trial&) { return 1.0; }, 1);
#else
  study.optimize([](hone::Trial&) {}, 1);
#endif
}
