// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: nodiscard
#include <hone/hooks.hpp>

int main() {
#ifdef FIXED
  return hone::hooks().on_epoch_end(1, 0.5) == hone::Next::proceed ? 0 : 1;
#else
  hone::hooks().on_epoch_end(1, 0.5);
#endif
}
