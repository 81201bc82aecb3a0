// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include "every_header.hpp"

hone::FrozenTrial trial_from_the_other_file() {
  hone::FrozenTrial trial;
  trial.number = 7;
  return trial;
}
