// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: this hook's on_epoch_end cannot be called with (const hone::EpochEnd&), so it would
// never be
#include <hone/hooks.hpp>

struct Hook {
#ifdef FIXED
  void on_epoch_end(const hone::EpochEnd&) const {}
#else
  void on_epoch_end(const hone::EpochEnd&) {}
#endif
};

int main() {
  const Hook hook;
  auto hooks = hone::hooks(hook);
}
