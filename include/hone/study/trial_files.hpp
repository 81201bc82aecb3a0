// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

namespace hone {
inline namespace HONE_ABI {

/// What a trial that has ended leaves of its checkpoints; see StudyOptions::keep.
///
///   hone::StudyOptions().keep(hone::TrialState::pruned, hone::TrialFiles::all)
enum class TrialFiles : unsigned char {
  none,  ///< nothing
  best,  ///< what may be used: best.pt, and `epoch-<number>.pt` where it was asked for
  all    ///< last.pt as well, which only serves to go on
};

}  // namespace HONE_ABI
}  // namespace hone
