// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include "every_header.hpp"

hone::FrozenTrial trial_from_the_other_file();

int main() { return trial_from_the_other_file().number == 7 ? 0 : 1; }
