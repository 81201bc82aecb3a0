// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/distributed/detail/rank_group.hpp>
#include <hone/distributed/rank_hooks.hpp>
#include <hone/hooks/any_hook.hpp>
#include <hone/hooks/events.hpp>

#include <memory>
#include <utility>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// In the place of a hook that is rank 0's.
struct NoHook {
  void on_trial_end(const LoopEnd&) {}
};

}  // namespace detail

/// The processes that train one model together: rank 0 runs the hooks and writes, and every rank is
/// given the same answers. Made of a process group of c10d by hone::ranks(group), or of whatever
/// can broadcast bytes:
///
///   hone::Ranks ranks(rank, size, [](void* data, size_t bytes, int from) {
///     MPI_Bcast(data, static_cast<int>(bytes), MPI_BYTE, from, MPI_COMM_WORLD);
///   });
///   auto hooks = ranks.hooks(hone::report(trial), hone::prune(trial), ...);
///
/// Every rank makes the same calls in the same order, from one thread at a time. How long a rank
/// waits for the others is up to the broadcast; where it throws, so does every later call, a
/// RankError. A handle: copies are of the same group.
class Ranks {
 public:
  /// Copies bytes from rank `from` to all others, and throws where it cannot.
  using Broadcast = detail::RankGroup::Broadcast;

  Ranks(int rank, int size, Broadcast broadcast);

  int rank() const { return group_->rank(); }
  int size() const { return group_->size(); }

  /// The hooks of a loop that all ranks run; see RankHooks.
  template <class... Hooks>
  [[nodiscard]] RankHooks<Hooks...> hooks(Hooks&&... each) const {
    return RankHooks<Hooks...>(group_, std::forward<Hooks>(each)...);
  }

  /// A hook that rank 0 alone makes, by `make`: for those that open a file or a connection, or need
  /// something that is rank 0's, where others only do so when they are called.
  ///
  ///   auto hooks = ranks.hooks(hone::report(trial),
  ///                            ranks.on_first([&] { return mlflow->hook(trial); }));
  template <class F>
  [[nodiscard]] AnyHook on_first(F make) const {
    return group_->is_first() ? AnyHook(make()) : AnyHook(detail::NoHook());
  }

  /// Calls `f` on rank 0, and returns what it returned on every rank: nothing, text, or an object
  /// that can be copied as bytes. Where it throws, the others throw a RankError with its text.
  ///
  ///   const std::string commit = ranks.share([&] { return read_file("commit"); });
  template <class F>
  auto share(F f) const {
    return group_->share(std::move(f));
  }

  /// Promised to nobody.
  const std::shared_ptr<detail::RankGroup>& group() const { return group_; }

 private:
  std::shared_ptr<detail::RankGroup> group_;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/distributed/impl/ranks.hpp>
#endif
