// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/direction.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Decides which epochs keep a file of their own besides best.pt and last.pt: the `best` best ones
/// and the `last` newest. Ties: the earlier epoch is better. An epoch without a finite value is
/// never among the best. Only does the bookkeeping; the caller writes and removes the files.
class KeptEpochs {
 public:
  struct Epoch {
    int64_t number;
    double value;
  };

  int64_t best = 0;
  int64_t last = 0;
  Direction direction = Direction::not_set;

  bool is_asked() const { return best > 0 || last > 0; }

  /// Whether an epoch that ended with this value is among the best so far.
  bool is_among_best(double value) const;

  /// Adds an epoch whose file was written. Returns the epochs whose files are to be removed.
  std::vector<int64_t> add(Epoch added);

  /// Replaces the epochs by those whose files were found.
  void found(std::vector<Epoch> epochs) { epochs_ = std::move(epochs); }

  static std::string file_name(int64_t epoch) { return "epoch-" + std::to_string(epoch) + ".pt"; }
  static bool is_file_name(const std::string& name);

 private:
  bool is_one_of_the_best(const Epoch& asked) const;

  std::vector<Epoch> epochs_;  // those that have a file
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/detail/impl/kept_epochs.hpp>
#endif
