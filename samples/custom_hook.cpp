// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// A hook of your own: any type with on_epoch_end, on_step_end or on_trial_end. It needs no base
// class, and answers what the loop should do next, or nothing.
#include <hone/hooks.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace {

/// Stops the loop when the next epoch would not end in time.
class TimeBudget {
 public:
  explicit TimeBudget(std::chrono::duration<double> budget) : end_(Clock::now() + budget) {}

  hone::Next on_epoch_end(const hone::EpochEnd&) {
    const auto now = Clock::now();
    longest_ = std::max<Clock::duration>(longest_, now - last_);
    last_ = now;
    return now + longest_ < end_ ? hone::Next::proceed : hone::Next::stop;
  }

 private:
  using Clock = std::chrono::steady_clock;
  std::chrono::time_point<Clock, std::chrono::duration<double>> end_;
  Clock::time_point last_ = Clock::now();
  Clock::duration longest_{};
};

/// Prints, and answers nothing. A hook of the phase `keep` hears what the others answered.
struct Print {
  static constexpr hone::Phase phase = hone::Phase::keep;
  void on_epoch_end(const hone::EpochEnd& event) const {
    std::printf("epoch %d: %.4f%s\n", static_cast<int>(event.epoch), event.value,
                event.next == hone::Next::proceed ? "" : ", the last");
  }
};

}  // namespace

int main() {
  auto hooks = hone::hooks(TimeBudget(std::chrono::milliseconds(200)), Print{},
                           hone::early_stop(/*patience=*/5, hone::Direction::minimize));
  double loss = 1;
  for (int64_t epoch = 1; epoch <= 100; ++epoch) {
    loss = std::max(0.05, 0.8 * loss);  // your training
    if (hooks.on_epoch_end(epoch, loss) != hone::Next::proceed) break;
  }
}
