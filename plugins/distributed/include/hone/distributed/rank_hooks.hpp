// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/distributed/detail/rank_group.hpp>
#include <hone/distributed/detail/share_file.hpp>
#include <hone/hooks/hook_set.hpp>
#include <hone/records/next.hpp>

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

namespace hone {
inline namespace HONE_ABI {

/// The hooks of a loop that several ranks run together; created by Ranks::hooks. Use it like the
/// result of hone::hooks(...). The loop has the same source on every rank:
///
///   auto hooks = ranks.hooks(hone::report(trial), hone::prune(trial),
///                            hone::checkpoint(trial).with("model", model));
///   for (int64_t epoch = hooks.resume(1); epoch <= 10; ++epoch) {
///     const double loss = mean_over_ranks(train_and_validate(epoch));
///     if (hooks.on_epoch_end(epoch, loss) != hone::Next::proceed) break;
///   }
///   return hooks.on_trial_end();
///
/// The hooks are created on every rank, but called only on rank 0, with rank 0's values: reduce the
/// ranks' measurements first. Each event sends rank 0's answer to the others as one byte, so call
/// on_step_end only as often as that is worth it. An exception on rank 0 is a RankError on the
/// others.
///
/// `resume` gives every rank the same epoch and the same variables. Rank 0 restores its checkpoint,
/// or saves the initial state, and sends the file's bytes. From these, the other ranks restore the
/// variables given to their checkpoint hook by `with`. So only rank 0 needs the directory, without
/// a shared file system, and the ranks' initial variables may differ. The other ranks need memory
/// for the file meanwhile. torch's random state is restored on rank 0 only, because each rank
/// usually has its own random numbers.
template <class... Hooks>
class RankHooks final {
 public:
  static_assert(sizeof...(Hooks) > 0, "hone: ranks.hooks() was given no hooks");

  RankHooks(std::shared_ptr<detail::RankGroup> group, Hooks&&... each)
      : group_(std::move(group)), hooks_(hone::hooks(std::forward<Hooks>(each)...)) {}

  template <class E, class V>
  [[nodiscard]] Next on_epoch_end(const E& epoch, const V& value) {
    return share_answer([&] { return hooks_.on_epoch_end(epoch, value); });
  }

  /// A tensor is read only on rank 0, as in on_epoch_end, and only on steps that a hook wants.
  template <class S, class V>
  [[nodiscard]] Next on_step_end(const S& step, const V& value) {
    return share_answer([&] { return hooks_.on_step_end(step, value); });
  }

  [[nodiscard]] Next next() const { return next_; }

  double on_trial_end() {
    struct Ended {
      double value;
      Next next;
    };
    const Ended ended = group_->share([&] {
      const double value = hooks_.on_trial_end();
      return Ended{value, hooks_.next()};
    });
    next_ = ended.next;
    return ended.value;
  }

  int64_t resume(int64_t first) {
    constexpr int64_t kNone = std::numeric_limits<int64_t>::min();
    struct Resumed {
      int64_t epoch, step;
      Next next;
    };
    const Resumed resumed = group_->share([&] {
      const int64_t epoch = hooks_.resume(first);
      return Resumed{epoch, hooks_.resumed_step(kNone), hooks_.next()};
    });
    detail::share_file(*group_, hooks_.resumed_from(),
                       [&](const detail::GivenFile& file) { hooks_.restore(file); });
    next_ = resumed.next;
    resumed_step_.reset();
    if (resumed.step != kNone) resumed_step_ = resumed.step;
    return resumed.epoch;
  }

  [[nodiscard]] int64_t resumed_step(int64_t none = 0) const {
    return resumed_step_.value_or(none);
  }

 private:
  template <class F>
  Next share_answer(F f) {
    const auto answer =
        static_cast<Next>(group_->share_byte([&] { return static_cast<unsigned char>(f()); }));
    next_ = worse(next_, answer);
    return answer;
  }

  std::shared_ptr<detail::RankGroup> group_;
  HookSet<Hooks...> hooks_;
  Next next_ = Next::proceed;
  std::optional<int64_t> resumed_step_;
};

}  // namespace HONE_ABI
}  // namespace hone
