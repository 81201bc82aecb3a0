// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/kept_epochs.hpp>
#include <hone/records/direction.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE bool KeptEpochs::is_among_best(double value) const {
  if (best == 0 || !std::isfinite(value)) return false;
  int64_t as_good = 0;
  for (const Epoch& epoch : epochs_)
    as_good += std::isfinite(epoch.value) && !is_better(value, epoch.value, direction);
  return as_good < best;
}

HONE_INLINE std::vector<int64_t> KeptEpochs::add(Epoch added) {
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

HONE_INLINE bool KeptEpochs::is_file_name(const std::string& name) {
  const size_t begin = name.compare(0, 7, "epoch--") == 0 ? 7 : 6;
  return name.compare(0, 6, "epoch-") == 0 && name.size() > begin + 3 &&
         name.compare(name.size() - 3, 3, ".pt") == 0 &&
         name.find_first_not_of("0123456789", begin) == name.size() - 3;
}

HONE_INLINE bool KeptEpochs::is_one_of_the_best(const Epoch& asked) const {
  if (!std::isfinite(asked.value)) return false;
  int64_t before = 0;
  for (const Epoch& epoch : epochs_)
    before += is_better(epoch.value, asked.value, direction) ||
              (epoch.number < asked.number && epoch.value == asked.value);
  return before < best;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
