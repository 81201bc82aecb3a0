// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/distributed/detail/rank_group.hpp>
#include <hone/distributed/rank_study.hpp>
#include <hone/distributed/ranks.hpp>
#include <hone/error.hpp>

#include <exception>
#include <string>
#include <utility>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE RankStudy::RankStudy(const Ranks& ranks, const std::string& directory,
                                 StudyOptions options)
    : group_(ranks.group()) {
  group_->share([&] { study_.emplace(directory, std::move(options)); });
}

HONE_INLINE RankStudy::RankStudy(const Ranks& ranks, StudyOptions options) : group_(ranks.group()) {
  group_->share([&] { study_.emplace(std::move(options)); });
}

HONE_INLINE int RankStudy::roll_call(const std::exception_ptr& error) {
  try {
    return group_->roll_call(static_cast<bool>(error));
  } catch (const RankError& lost) {
    if (!error) throw;
    throw RankError(std::string(lost.what()) +
                    ". The objective ended with: " + detail::text_of(error));
  }
}

HONE_INLINE void RankStudy::hear_the_end() {
  try {
    group_->share_byte([] { return kReturned; });
  } catch (const RankError&) {  // rank 0 threw; its `optimize` reports that
    if (group_->is_broken()) throw;
  }
}

}  // namespace HONE_ABI
}  // namespace hone
