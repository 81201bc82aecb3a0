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

/// The hooks of a loop that several ranks run together; made by Ranks::hooks. It is used like what
/// hone::hooks(...) returns, and the loop is the same source on every rank:
///
///   auto hooks = ranks.hooks(hone::report(trial), hone::prune(trial),
///                            hone::checkpoint(trial).with("model", model));
///   for (int64_t epoch = hooks.resume(1); epoch <= 10; ++epoch) {
///     const double loss = mean_over_ranks(train_and_validate(epoch));
///     if (hooks.on_epoch_end(epoch, loss) != hone::Next::proceed) break;
///   }
///   return hooks.on_trial_end();
///
/// The hooks are made on every rank and called on rank 0 alone, with rank 0's values: reduce what
/// the ranks have measured before. Its answer goes to the others as one byte an event, so call
/// on_step_end as often as that is worth. An exception of rank 0's is a RankError on the others.
///
/// `resume` leaves every rank with the same epoch and the same variables: rank 0 restores, or saves
/// the beginning, and sends the file's bytes, from which the others restore what their checkpoint
/// hook was given by `with`. So the directory is rank 0's alone, on no shared file system, and what
/// the ranks began with need not be equal. It costs the others the file's size in memory for that
/// while. torch's random state is restored on rank 0 only: on the others it would be rank 0's
/// numbers, where each rank mostly has its own.
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

  /// A tensor is read on rank 0 alone, as an epoch's is, on the steps that some hook wants.
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
