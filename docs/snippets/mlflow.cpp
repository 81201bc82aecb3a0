// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// What docs/tracking.md quotes of MLflow. There is no server here: what it says stays in the
// spools.
#include <hone/hooks.hpp>
#include <hone/mlflow.hpp>
#include <hone/study.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

double train_step(double lr) { return lr; }

void study() {
  hone::Study study("runs/fashion");
  hone::MlflowTracker mlflow(
      study, hone::MlflowOptions().experiment("fashion").on_warning(
                 [](const std::string& text) { std::fprintf(stderr, "%s\n", text.c_str()); }));
  study.attach(mlflow);
  study.optimize(
      [&](hone::Trial& trial) {
        const double lr = trial.suggest_float("lr", 1e-4, 1e-1, hone::Scale::log);
        double train_loss = 0;
        auto hooks =
            hone::hooks(hone::report(trial), mlflow.hook(trial).metric("train/loss", train_loss));
        for (int64_t epoch = 1; epoch <= 3; ++epoch) {
          train_loss = train_step(lr);
          if (hooks.on_epoch_end(epoch, 1 - train_loss) != hone::Next::proceed) break;
        }
        return hooks.on_trial_end();
      },
      3);
}

void loop() {
  hone::MlflowTracker mlflow(
      hone::MlflowOptions().run_name("baseline").spool_directory("runs/mlflow"));
  auto hooks = hone::hooks(mlflow.hook().param("lr", 0.1).tag("team", "vision").every_steps(100));
  (void)hooks.on_step_end(100, 0.5);
  (void)hooks.on_epoch_end(1, 0.9);
  hooks.on_trial_end();
}

}  // namespace

int main() {
  ::setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:1", 0);
  ::setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0", 0);
  study();
  loop();
}
