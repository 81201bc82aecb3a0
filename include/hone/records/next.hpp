// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

namespace hone {
inline namespace HONE_ABI {

/// What a hook answers, and a loop does next. The worst answer wins.
///
///   proceed  go on
///   pause    leave the loop; the trial is not over, and whoever asks next takes it up where it
///            stood: for signals and time limits
///   stop     leave the loop early; the trial counts
///   prune    leave the loop early; the trial is recorded PRUNED, whatever the objective returns
///
/// The numbers stand in files.
enum class Next : unsigned char { proceed = 0, pause = 1, stop = 2, prune = 3 };

constexpr Next worse(Next a, Next b) { return a < b ? b : a; }

}  // namespace HONE_ABI
}  // namespace hone
