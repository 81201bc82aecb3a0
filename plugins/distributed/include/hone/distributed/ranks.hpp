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

/// Replaces a hook of rank 0 on the other ranks.
struct NoHook {
  void on_trial_end(const LoopEnd&) {}
};

}  // namespace detail

/// The processes that train one model together. Rank 0 runs the hooks and writes files, and every
/// rank gets the same answers. Created from a c10d process group by hone::ranks(group), or from any
/// function that broadcasts bytes:
///
///   hone::Ranks ranks(rank, size, [](void* data, size_t bytes, int from) {
///     MPI_Bcast(data, static_cast<int>(bytes), MPI_BYTE, from, MPI_COMM_WORLD);
///   });
///   auto hooks = ranks.hooks(hone::report(trial), hone::prune(trial), ...);
///
/// Every rank must make the same calls in the same order, from one thread at a time. The broadcast
/// decides how long a rank waits for the others. If it throws, this call and all later ones throw
/// RankError. A Ranks is a handle: copies refer to the same group.
class Ranks {
 public:
  /// Copies bytes from rank `from` to all others; throws if it cannot.
  using Broadcast = detail::RankGroup::Broadcast;

  Ranks(int rank, int size, Broadcast broadcast);

  int rank() const { return group_->rank(); }
  int size() const { return group_->size(); }

  /// The hooks of a loop that all ranks run; see RankHooks.
  template <class... Hooks>
  [[nodiscard]] RankHooks<Hooks...> hooks(Hooks&&... each) const {
    return RankHooks<Hooks...>(group_, std::forward<Hooks>(each)...);
  }

  /// A hook that only rank 0 creates, by calling `make`. For hooks that open a file or a connection
  /// when created, or that need something that only rank 0 has; other hooks open nothing until
  /// called.
  ///
  ///   auto hooks = ranks.hooks(hone::report(trial),
  ///                            ranks.on_first([&] { return mlflow->hook(trial); }));
  template <class F>
  [[nodiscard]] AnyHook on_first(F make) const {
    return group_->is_first() ? AnyHook(make()) : AnyHook(detail::NoHook());
  }

  /// Calls `f` on rank 0, and returns its result on every rank: nothing, text, or an object that
  /// can be copied as bytes. If `f` throws, the other ranks throw a RankError with its text.
  ///
  ///   const std::string commit = ranks.share([&] { return read_file("commit"); });
  template <class F>
  auto share(F f) const {
    return group_->share(std::move(f));
  }

  /// Internal; may change.
  const std::shared_ptr<detail::RankGroup>& group() const { return group_; }

 private:
  std::shared_ptr<detail::RankGroup> group_;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/distributed/impl/ranks.hpp>
#endif
