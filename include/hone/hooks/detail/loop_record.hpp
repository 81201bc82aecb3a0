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

/// What a checkpoint saves of its loop, under `hone`: plain data, and the states of the loop's
/// hooks as Boost's text archives.
struct LoopRecord {
  int64_t begun = 0;  ///< start time of the loop in nanoseconds: identifies the loop
  int64_t saves = 0;  ///< how often it had been saved: orders the saves
  Progress progress;

  /// Whether it is from the end of an epoch, in the loop with this `begun`.
  bool is_epoch_of(int64_t its_begun) const {
    return begun == its_begun && progress.epoch_ended && !progress.in_epoch;
  }
};

Dict to_dict(const LoopRecord& record, Loop& loop);

/// Throws CheckpointError if the file was not saved by a loop's hook.
LoopRecord loop_record_of(const Checkpoint& checkpoint);

/// The learning rates that the loop had set, in a trial of a population.
std::vector<double> rates_of(const Checkpoint& checkpoint);

/// Plans to restore the states of the loop's hooks. The file must have exactly these states: if one
/// of a hook without a name were missing or added, the positions of the others would shift.
void restore_hooks(Loop& loop, Restoration& plan);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/hooks/detail/impl/loop_record.hpp>
#endif
