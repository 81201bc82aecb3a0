// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/distributed/detail/rank_group.hpp>
#include <hone/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <utility>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::string text_of(const std::exception_ptr& error) {
  std::string text = "an exception that is no std::exception";
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& known) {
    text = known.what();
  } catch (...) {
  }
  text.resize(std::min(text.size(), text.find("\nException raised from ")));  // torch's backtrace
  return text.compare(0, 6, "hone: ") == 0 ? text.substr(6) : text;
}

HONE_INLINE RankGroup::RankGroup(int rank, int size, Broadcast broadcast)
    : rank_(rank), size_(size), broadcast_(std::move(broadcast)) {
  if (size < 1 || rank < 0 || rank >= size)
    throw ArgumentError("hone: rank " + std::to_string(rank) + " of " + std::to_string(size) +
                        "; ranks count from 0");
}

HONE_INLINE void RankGroup::broadcast(void* data, size_t bytes, int from) {
  if (size_ == 1 || bytes == 0) return;
  if (is_broken()) throw RankError(broken_);
  try {
    broadcast_(data, bytes, from);
  } catch (...) {
    broken_ = "hone: rank " + std::to_string(rank_) + " of " + std::to_string(size_) +
              " has lost the others: " + text_of(std::current_exception()) +
              ". A rank was killed, has ended, or took longer than the group's timeout; start "
              "all ranks again: the study goes on from the newest checkpoint";
    throw RankError(broken_);
  }
}

HONE_INLINE void RankGroup::announce(const std::exception_ptr& error) {
  announced_ = error;
  unsigned char byte = kThrew;
  try {
    broadcast(&byte, 1);
    exchange(text_of(error));
  } catch (const RankError&) {  // rank 0's own exception is the one to report
  }
}

HONE_INLINE int RankGroup::roll_call(bool threw) {
  int first = -1;
  for (int from = 0; from < size_; ++from) {
    unsigned char byte = from == rank_ && threw ? 1 : 0;
    broadcast(&byte, 1, from);
    if (byte != 0 && first < 0) first = from;
  }
  return first;
}

HONE_INLINE std::string RankGroup::exchange(std::string text) {
  text.resize(static_cast<size_t>(exchange(static_cast<uint64_t>(text.size()))));
  broadcast(text.data(), text.size());
  return text;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
