// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/direction.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// Which epochs have a file of their own beside best.pt and last.pt: the `best` best ones and the
/// `last` newest. Of equal values the earlier epoch is the better; one without a finite value is
/// never among the best. Numbers only: the files are somebody else's work.
template <class = void>
class KeptEpochsOf {
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
  bool is_among_best(double value) const {
    if (best == 0 || !std::isfinite(value)) return false;
    int64_t as_good = 0;
    for (const Epoch& epoch : epochs_)
      as_good += std::isfinite(epoch.value) && !is_better(value, epoch.value, direction);
    return as_good < best;
  }

  /// Adds an epoch whose file was written. Returns those whose files are to go.
  std::vector<int64_t> add(Epoch added) {
    epochs_.erase(std::remove_if(epochs_.begin(), epochs_.end(),
                                 [&](const Epoch& epoch) { return epoch.number == added.number; }),
                  epochs_.end());
    epochs_.push_back(added);
    std::sort(epochs_.begin(), epochs_.end(),
              [](const Epoch& a, const Epoch& b) { return a.number > b.number; });
    std::vector<Epoch> kept;
    std::vector<int64_t> dropped;
    for (size_t i = 0; i < epochs_.size(); ++i) {
      if (static_cast<int64_t>(i) < last || is_one_of_the_best(epochs_[i]))
        kept.push_back(epochs_[i]);
      else
        dropped.push_back(epochs_[i].number);
    }
    epochs_ = std::move(kept);
    return dropped;
  }

  /// Begins anew with the epochs whose files were found.
  void found(std::vector<Epoch> epochs) { epochs_ = std::move(epochs); }

  static std::string file_name(int64_t epoch) { return "epoch-" + std::to_string(epoch) + ".pt"; }
  static bool is_file_name(const std::string& name) {
    const size_t begin = name.compare(0, 7, "epoch--") == 0 ? 7 : 6;
    return name.compare(0, 6, "epoch-") == 0 && name.size() > begin + 3 &&
           name.compare(name.size() - 3, 3, ".pt") == 0 &&
           name.find_first_not_of("0123456789", begin) == name.size() - 3;
  }

 private:
  bool is_one_of_the_best(const Epoch& asked) const {
    if (!std::isfinite(asked.value)) return false;
    int64_t before = 0;
    for (const Epoch& epoch : epochs_)
      before += is_better(epoch.value, asked.value, direction) ||
                (epoch.number < asked.number && epoch.value == asked.value);
    return before < best;
  }

  std::vector<Epoch> epochs_;  // that have a file
};
using KeptEpochs = KeptEpochsOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
