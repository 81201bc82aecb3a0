// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: this hook's on_step_end returns neither void nor hone::Next
#include <hone/hooks.hpp>

int main() {
#ifdef FIXED
  auto hooks =
      hone::hooks(hone::at_step_end([](const hone::StepEnd&) { return hone::Next::stop; }));
#else
  auto hooks = hone::hooks(hone::at_step_end([](const hone::StepEnd&) { return 1; }));
#endif
}
