// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: this hook has no event, so it would never be called
#include <hone/hooks.hpp>

struct Hook {
#ifdef FIXED
  void on_epoch_end(const hone::EpochEnd&) {}
#else
  void on_epoch_begin(const hone::EpochEnd&) {}
#endif
};

int main() { hone::AnyHook any = Hook{}; }
