// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: what at_epoch_end is given cannot be called with (const hone::EpochEnd&)
#include <hone/hooks.hpp>

int main() {
#ifdef FIXED
  auto hooks = hone::hooks(hone::at_epoch_end([](const hone::EpochEnd&) {}));
#else
  auto hooks = hone::hooks(hone::at_epoch_end([](int64_t, double) {}));
#endif
}
