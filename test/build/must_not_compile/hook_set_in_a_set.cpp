// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: a set of hooks is no hook of another set: give hone::hooks(...) the hooks
#include <hone/hooks.hpp>

int main() {
  auto stop = hone::early_stop(3, hone::Direction::minimize);
#ifdef FIXED
  auto hooks = hone::hooks(stop);
#else
  auto hooks = hone::hooks(hone::hooks(stop));
#endif
}
