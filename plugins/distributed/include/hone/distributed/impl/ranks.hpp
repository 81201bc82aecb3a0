// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/distributed/detail/rank_group.hpp>
#include <hone/distributed/ranks.hpp>

#include <memory>
#include <utility>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE Ranks::Ranks(int rank, int size, Broadcast broadcast)
    : group_(std::make_shared<detail::RankGroup>(rank, size, std::move(broadcast))) {}

}  // namespace HONE_ABI
}  // namespace hone
