// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/compiled/in_library.hpp>
#include <hone/study.hpp>

namespace hone {
inline namespace v0 {

HONE_IN_LIBRARY class BasicStudy<>;
HONE_IN_LIBRARY class BasicStudyOptions<>;
HONE_IN_LIBRARY class BasicOptimizeOptions<>;
HONE_IN_LIBRARY class BasicTrial<>;
HONE_IN_LIBRARY class BasicMemoryStorage<>;
HONE_IN_LIBRARY class BasicJournalStorage<>;
HONE_IN_LIBRARY class BasicRandomSampler<>;
HONE_IN_LIBRARY class BasicTpeSampler<>;
HONE_IN_LIBRARY class BasicPercentilePruner<>;

namespace detail {
HONE_IN_LIBRARY struct TrialCoreOf<>;
}  // namespace detail

}  // namespace v0
}  // namespace hone
