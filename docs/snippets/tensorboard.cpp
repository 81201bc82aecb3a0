// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// What docs/tracking.md quotes of TensorBoard and of Katib.
#include <hone/hooks.hpp>
#include <hone/study.hpp>
#include <hone/tensorboard.hpp>

#include <cstdio>

namespace {

double train_step(double lr) { return lr; }

void tensorboard() {
  hone::Study study("runs/fashion");
  study.attach(hone::tensorboard(study).metrics({"accuracy"}));
  study.optimize(
      [](hone::Trial& trial) {
        const double lr = trial.suggest_float("lr", 1e-4, 1e-1, hone::Scale::log);
        double train_loss = 0;
        auto hooks = hone::hooks(hone::report(trial), hone::tensorboard(trial)
                                                          .value_tag("epoch/accuracy")
                                                          .step_tag("train/step_loss")
                                                          .with("train/loss", train_loss)
                                                          .with("lr", [&] { return lr; }));
        int64_t step = 0;
        for (int64_t epoch = 1; epoch <= 3; ++epoch) {
          for (int batch = 0; batch < 100; ++batch) {
            train_loss = train_step(lr);
            if (hooks.on_step_end(++step, train_loss) != hone::Next::proceed) break;
          }
          if (hooks.next() != hone::Next::proceed) break;
          if (hooks.on_epoch_end(epoch, 1 - train_loss) != hone::Next::proceed) break;
        }
        return hooks.on_trial_end();
      },
      3);
}

void katib(hone::Trial& trial) {
  double train_loss = 0.25;
  auto hooks =
      hone::hooks(hone::report(trial),
                  hone::metric_lines(stdout).value_name("accuracy").with("train-loss", train_loss));
  (void)hooks.on_epoch_end(1, 0.9125);
}

}  // namespace

int main() {
  tensorboard();
  hone::Study study;
  hone::Trial trial = study.ask();
  katib(trial);
}
