// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/checkpoint.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>
#include <hone/hooks/detail/loop.hpp>

#include <cstdint>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// What a checkpoint keeps of the loop it was saved in, under `hone`: plain data, and the states of
/// the loop's hooks as Boost's text.
struct LoopRecord {
  int64_t begun = 0;  ///< when the loop was begun, in nanoseconds: tells one loop from another
  int64_t saves = 0;  ///< how often it had been saved: tells the newest
  Progress progress;

  /// Whether it is of the end of an epoch, in the loop that was begun then.
  bool is_epoch_of(int64_t its_begun) const {
    return begun == its_begun && progress.epoch_ended && !progress.in_epoch;
  }
};

Dict to_dict(const LoopRecord& record, Loop& loop);

/// Throws CheckpointError where the file was not saved by a loop's hook.
LoopRecord loop_record_of(const Checkpoint& checkpoint);

/// The learning rates that the loop had set, of a trial of a population.
std::vector<double> rates_of(const Checkpoint& checkpoint);

/// Plans to give the loop's hooks the states that they have in the file. All of them must be there
/// and no others: of hooks without a name, one more or less would shift the states of the rest.
void restore_hooks(Loop& loop, Restoration& plan);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/hooks/detail/impl/loop_record.hpp>
#endif
