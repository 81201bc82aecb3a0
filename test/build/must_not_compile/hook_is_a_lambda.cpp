// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: a lambda goes into hone::at_epoch_end(...)
#include <hone/hooks.hpp>

int main() {
  auto lambda = [](const hone::EpochEnd&) {};
#ifdef FIXED
  auto hooks = hone::hooks(hone::at_epoch_end(lambda));
#else
  auto hooks = hone::hooks(lambda);
#endif
}
