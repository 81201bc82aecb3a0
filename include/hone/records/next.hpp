// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

namespace hone {
inline namespace HONE_ABI {

/// What a hook returns, and the loop does next. The worst answer wins.
///
///   proceed  continue
///   pause    leave the loop; the trial stays RUNNING and the next worker resumes it: for signals
///            and time limits
///   stop     leave the loop early; the trial counts
///   prune    leave the loop early; the trial is recorded PRUNED, whatever the objective returns
///
/// The numeric values are stored in files.
enum class Next : unsigned char { proceed = 0, pause = 1, stop = 2, prune = 3 };

constexpr Next worse(Next a, Next b) { return a < b ? b : a; }

}  // namespace HONE_ABI
}  // namespace hone
