// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// What docs/hooks.md quotes.
#include <hone/hooks.hpp>
#include <hone/hooks/log_trials.hpp>
#include <hone/hooks/progress.hpp>
#include <hone/study.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

namespace {

struct StopWhenFlat {
  int patience;
  double best = HUGE_VAL;
  int waited = 0;

  hone::Next on_epoch_end(const hone::EpochEnd& event) {
    waited = event.value < best ? 0 : waited + 1;
    best = std::min(best, event.value);
    return waited < patience ? hone::Next::proceed : hone::Next::stop;
  }

  // With this the checkpoint holds the hook too, and a resumed loop goes on counting.
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& best& waited;
  }
  std::string name() const { return "stop_when_flat"; }
};

struct PrintTrials {
  void on_trial_end(const hone::TrialEnd& event) {
    std::printf("%d%s\n", static_cast<int>(event.trial.number),
                event.is_best ? " is the best" : "");
  }
};

void epochs() {
  StopWhenFlat flat{3};
  auto hooks =
      hone::hooks(flat, hone::at_epoch_end([](const hone::EpochEnd& event) {
                    return std::isnan(event.value) ? hone::Next::prune : hone::Next::proceed;
                  }));
  for (int64_t epoch = 1; epoch <= 10; ++epoch)
    if (hooks.on_epoch_end(epoch, 1.0 / static_cast<double>(epoch)) != hone::Next::proceed) break;
}

void nested() {
  auto hooks = hone::hooks(StopWhenFlat{3});
  int64_t step = 0;
  for (int64_t epoch = 1; epoch <= 10; ++epoch) {
    for (int batch = 0; batch < 100; ++batch)
      if (hooks.on_step_end(++step, 0.5) != hone::Next::proceed) break;
    if (hooks.next() != hone::Next::proceed) break;
    if (hooks.on_epoch_end(epoch, 0.5) != hone::Next::proceed) break;
  }
}

void chosen_at_run_time(bool patient) {
  hone::AnyHook stop = StopWhenFlat{patient ? 10 : 2};
  auto hooks = hone::hooks(stop);
  (void)hooks.on_epoch_end(1, 0.5);
}

void of_a_study() {
  hone::Study study;
  study.attach(PrintTrials{});
  study.optimize([](hone::Trial& trial) { return trial.suggest_float("x", -1, 1); }, 3);
}

void at_the_terminal() {
  hone::Study study;
  hone::Progress progress = hone::progress(study).total_trials(20);
  study.attach(hone::Progress(progress));
  study.attach(hone::log_trials(progress));
  study.optimize(
      [&](hone::Trial& trial) {
        auto hooks = hone::hooks(hone::report(trial), hone::prune(trial), progress);
        const double x = trial.suggest_float("x", -1, 1);
        for (int64_t epoch = 1; epoch <= 3; ++epoch)
          if (hooks.on_epoch_end(epoch, x * x) != hone::Next::proceed) break;
        return hooks.on_trial_end();
      },
      20);
  progress.finish();
}

}  // namespace

int main() {
  epochs();
  nested();
  chosen_at_run_time(true);
  of_a_study();
  at_the_terminal();
}
