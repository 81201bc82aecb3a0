// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: a hook's phase is a public `static constexpr hone::Phase phase`
#include <hone/hooks.hpp>

struct Hook {
#ifdef FIXED
  static constexpr hone::Phase phase = hone::Phase::keep;
#else
  hone::Phase phase = hone::Phase::keep;
#endif
  void on_epoch_end(const hone::EpochEnd&) {}
};

int main() { auto hooks = hone::hooks(Hook{}); }
