// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/study/optimize_options.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE OptimizeOptions& OptimizeOptions::n_jobs(int n) {
  if (n < 1)
    throw ArgumentError("hone: n_jobs of " + std::to_string(n) +
                        "; it is the number of threads, at least 1");
  n_jobs_ = n;
  return *this;
}

HONE_INLINE OptimizeOptions& OptimizeOptions::devices(std::vector<std::string> names) {
  for (const std::string& name : names)
    if (name.empty()) throw ArgumentError("hone: devices with an empty name; \"cpu\" is one");
  devices_ = std::move(names);
  return *this;
}

HONE_INLINE OptimizeOptions& OptimizeOptions::intra_op_threads(int n) {
  if (n < 1)
    throw ArgumentError("hone: intra_op_threads of " + std::to_string(n) +
                        "; it is the number of threads of each job, at least 1");
  intra_op_threads_ = n;
  return *this;
}

HONE_INLINE int64_t OptimizeOptions::not_negative(const char* what, int64_t n) {
  if (n < 0)
    throw ArgumentError(std::string("hone: ") + what + " of " + std::to_string(n) +
                        "; it counts from 0");
  return n;
}

}  // namespace HONE_ABI
}  // namespace hone
