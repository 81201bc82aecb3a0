// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: this hook's on_epoch_end cannot be called with (const hone::EpochEnd&), so it would
// never be: let it take that and be public
#include <hone/hooks.hpp>

class Hook {
#ifdef FIXED
 public:
#endif
  void on_epoch_end(const hone::EpochEnd&) {}
};

int main() { auto hooks = hone::hooks(Hook{}); }
