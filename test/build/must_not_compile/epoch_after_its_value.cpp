// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: on_epoch_end takes the epoch, an integer, and then its value
#include <hone/hooks.hpp>

int main() {
  auto hooks = hone::hooks(hone::at_epoch_end([](const hone::EpochEnd&) {}));
  const double loss = 0.5;
#ifdef FIXED
  return hooks.on_epoch_end(1, loss) == hone::Next::proceed;
#else
  return hooks.on_epoch_end(loss, 1) == hone::Next::proceed;
#endif
}
