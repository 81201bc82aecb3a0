// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>

#include <cstddef>
#include <exception>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// An exception's text, without a leading "hone: ".
std::string text_of(const std::exception_ptr& error);

/// The ranks of one training, and their communication.
///
///   // rank 0's, on every rank
///   const int64_t epoch = group.share([&] { return hooks.resume(1); });
///
/// Each exchange begins with one byte from rank 0. So if rank 0 throws elsewhere, the exception
/// reaches the ranks that wait in any exchange. Every rank must call the same exchanges in the same
/// order, from one thread at a time. Once one has failed, all later ones fail at once.
class RankGroup {
 public:
  /// Copies `bytes` bytes from rank `from` to all others; throws if it cannot.
  using Broadcast = std::function<void(void* data, size_t bytes, int from)>;

  RankGroup(int rank, int size, Broadcast broadcast);

  int rank() const { return rank_; }
  int size() const { return size_; }
  bool is_first() const { return rank_ == 0; }
  bool is_broken() const { return !broken_.empty(); }

  /// Throws RankError if another rank is lost, or does not respond in time.
  void broadcast(void* data, size_t bytes, int from = 0);

  static constexpr unsigned char kThrew = 255;

  /// Calls `f` on rank 0 and returns its byte, below kThrew, on every rank. If `f` throws, rank 0
  /// throws that exception, and the others throw a RankError with its text.
  template <class F>
  unsigned char share_byte(F f) {
    unsigned char byte = 0;
    if (is_first()) {
      try {
        byte = static_cast<unsigned char>(f());
      } catch (...) {
        announce(std::current_exception());
        throw;
      }
    }
    broadcast(&byte, 1);
    if (byte == kThrew) throw RankError("hone: rank 0 ended with: " + exchange(std::string()));
    return byte;
  }

  /// The same for the result of `f`: nothing, text, or an object that can be copied as bytes.
  template <class F>
  auto share(F f) {
    using Result = decltype(f());
    if constexpr (std::is_void_v<Result>) {
      share_byte([&] { return f(), 0; });
    } else {
      Result result{};
      share_byte([&] { return result = f(), 0; });
      return exchange(std::move(result));
    }
  }

  /// Rank 0 only: tells the others, in whatever exchange they wait, that it threw. If they are
  /// lost, is_broken() is true afterwards.
  void announce(const std::exception_ptr& error);
  /// Whether the others were told of this same exception.
  bool has_announced(const std::exception_ptr& error) const { return error && announced_ == error; }

  /// Tells every rank whether the others threw. Returns the first rank that did, or -1. Throws
  /// RankError if one is lost.
  int roll_call(bool threw);

 private:
  template <class T>
  T exchange(T value) {
    static_assert(std::is_trivially_copyable_v<T>, "hone: ranks share plain data and std::string");
    broadcast(&value, sizeof value);
    return value;
  }
  std::string exchange(std::string text);

  const int rank_, size_;
  const Broadcast broadcast_;
  std::string broken_;  // the reason; empty if not broken
  std::exception_ptr announced_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/distributed/detail/impl/rank_group.hpp>
#endif
