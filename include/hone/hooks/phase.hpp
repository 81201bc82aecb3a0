// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

namespace hone {
inline namespace HONE_ABI {

/// When a hook is called within an event. First all hooks of `decide`, in the order of hooks(...);
/// then, with the merged answer in the event, all hooks of `keep`, which record what happened; last
/// all hooks of `save`, which write a checkpoint of it all.
///
///   struct Log {
///     static constexpr hone::Phase phase = hone::Phase::keep;
///     void on_epoch_end(const hone::EpochEnd& event);  // event.next is the answer to the loop
///   };
enum class Phase : unsigned char { decide, keep, save };

}  // namespace HONE_ABI
}  // namespace hone
