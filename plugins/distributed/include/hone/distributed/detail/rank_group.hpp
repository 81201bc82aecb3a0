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

/// An exception's text, without the "hone: " that another text begins with.
std::string text_of(const std::exception_ptr& error);

/// The ranks of one training, and how they hear from each other.
///
///   const int64_t epoch = group.share([&] { return hooks.resume(1); });  // rank 0's, on every
///   rank
///
/// Each exchange begins with one byte from rank 0. So an exception that rank 0 throws somewhere
/// else reaches whoever waits in one, whichever it is. Every rank calls the same exchanges in the
/// same order, from one thread at a time. Once one has failed, all that follow fail at once.
class RankGroup {
 public:
  /// Copies `bytes` bytes from rank `from` to all others; throws where it cannot.
  using Broadcast = std::function<void(void* data, size_t bytes, int from)>;

  RankGroup(int rank, int size, Broadcast broadcast);

  int rank() const { return rank_; }
  int size() const { return size_; }
  bool is_first() const { return rank_ == 0; }
  bool is_broken() const { return !broken_.empty(); }

  /// Throws RankError where another rank is gone, or is not heard of in time.
  void broadcast(void* data, size_t bytes, int from = 0);

  static constexpr unsigned char kThrew = 255;

  /// Calls `f` on rank 0 and returns its byte, below kThrew, on every rank. What it throws goes on
  /// on rank 0, and is a RankError with its text on the others.
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

  /// The same for what `f` returns: nothing, text, or an object that can be copied as bytes.
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

  /// Rank 0 only: tells the others, wherever they wait, that it threw. Where they are lost nobody
  /// is left to tell, and is_broken() is true.
  void announce(const std::exception_ptr& error);
  /// Whether the others have been told of this very exception.
  bool has_announced(const std::exception_ptr& error) const { return error && announced_ == error; }

  /// Every rank hears from every other whether it threw; returns the first that did, or -1. Throws
  /// RankError where one is lost.
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
  std::string broken_;  // why; empty while all is well
  std::exception_ptr announced_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/distributed/detail/impl/rank_group.hpp>
#endif
