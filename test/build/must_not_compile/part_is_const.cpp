// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: with(name, variable) restores the variable too, so it cannot be const
#include <hone/hooks/checkpoint.hpp>

int main() {
#ifdef FIXED
  double scale = 0.5;
#else
  const double scale = 0.5;
#endif
  auto saver = hone::checkpoint("runs").with("scale", scale);
}
