// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

namespace hone {
inline namespace HONE_ABI {

/// The checkpoint files that a finished trial leaves; see StudyOptions::keep.
///
///   hone::StudyOptions().keep(hone::TrialState::pruned, hone::TrialFiles::all)
enum class TrialFiles : unsigned char {
  none,  ///< nothing
  best,  ///< the usable weights: best.pt, and `epoch-<number>.pt` if requested
  all    ///< also last.pt, which is only needed to resume
};

}  // namespace HONE_ABI
}  // namespace hone
