// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: this takes a sampler derived from hone::Sampler
#include <hone/study.hpp>

struct Mine {};

int main() {
#ifdef FIXED
  hone::StudyOptions().sampler(hone::RandomSampler(1));
#else
  hone::StudyOptions().sampler(Mine{});
#endif
}
