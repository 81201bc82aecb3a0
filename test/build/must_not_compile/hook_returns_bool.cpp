// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: this hook's on_epoch_end returns neither void nor hone::Next
#include <hone/hooks.hpp>

struct Hook {
#ifdef FIXED
  hone::Next on_epoch_end(const hone::EpochEnd&) { return hone::Next::stop; }
#else
  bool on_epoch_end(const hone::EpochEnd&) { return true; }
#endif
};

int main() { auto hooks = hone::hooks(Hook{}); }
