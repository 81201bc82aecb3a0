// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: this hook's on_epoch_end cannot be called with (const hone::EpochEnd&), so it would
// never be
#include <hone/hooks.hpp>

int main() {
  auto stop = hone::early_stop(3, hone::Direction::minimize);
#ifdef FIXED
  auto hooks = hone::hooks(stop);
#else
  auto hooks = hone::hooks(hone::hooks(stop));
#endif
}
