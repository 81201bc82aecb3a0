// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

namespace hone {
inline namespace HONE_ABI {

/// When a hook is called within an event. First every hook of `decide`, in the order of
/// hooks(...); then, with the merged answer in the event, every hook of `keep`, which writes down
/// what happened; last every hook of `save`, which writes a checkpoint of it all.
///
///   struct Log {
///     static constexpr hone::Phase phase = hone::Phase::keep;
///     void on_epoch_end(const hone::EpochEnd& event);  // event.next is what the loop will hear
///   };
enum class Phase : unsigned char { decide, keep, save };

}  // namespace HONE_ABI
}  // namespace hone
