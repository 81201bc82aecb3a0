// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// killed_trainer DIRECTORY [EPOCH]: runs the study up to three trials of six epochs. If EPOCH is
// given, kills itself in the middle of that epoch of the first trial. Prints one line per trial:
// its number, its value, the state of a hook, and the weights. A killed run plus its resumed run
// must print the same as an undisturbed run.
//
// The loop depends on all state that must be restored: shuffled batches, dropout, momentum, a
// scheduler, a stateful hook; and on the history, which determines what later trials are offered
// and whether they are pruned.
#include <hone/hone.hpp>

#include <torch/torch.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace {

struct MovingAverage {  // prints nothing, but its state is part of each trial's line
  double average = 0;
  void on_epoch_end(const hone::EpochEnd& event) { average = 0.5 * average + event.value; }
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& average;
  }
};

}  // namespace

int main(int argc, char** argv) {
  const int64_t kill_at = argc > 2 ? std::atoll(argv[2]) : 0;
  torch::manual_seed(5);
  const auto x = torch::randn({24, 6});
  const auto y = x.cumsum(1).slice(1, 5, 6);
  hone::Study study(argv[1],
                    hone::StudyOptions()
                        .direction(hone::Direction::minimize)
                        .sampler(hone::TpeSampler(hone::TpeSamplerOptions().seed(2)))
                        .pruner(hone::MedianPruner(
                            hone::MedianPrunerOptions().n_startup_trials(1).n_warmup_steps(3))));
  study.optimize(
      [&](hone::Trial& trial) {
        torch::nn::Sequential model(torch::nn::Linear(6, trial.suggest_int("width", 4, 12)),
                                    torch::nn::ReLU(), torch::nn::Dropout(0.3));
        torch::nn::Linear head(trial.suggest_int("width", 4, 12), 1);
        auto parameters = model->parameters();
        for (const auto& parameter : head->parameters()) parameters.push_back(parameter);
        torch::optim::SGD optimizer(
            parameters,
            torch::optim::SGDOptions(trial.suggest_float("lr", 1e-3, 3e-2, hone::Scale::log))
                .momentum(0.9));
        torch::optim::StepLR scheduler(optimizer, /*step_size=*/2, /*gamma=*/0.7);
        MovingAverage average;
        auto hooks = hone::hooks(hone::report(trial), hone::prune(trial), average,
                                 hone::checkpoint(trial)
                                     .with("model", model)
                                     .with("head", head)
                                     .with("optimizer", optimizer)
                                     .with("scheduler", scheduler));
        for (int64_t epoch = hooks.resume(1); epoch <= 6; ++epoch) {
          double sum = 0;
          for (const auto& batch : torch::randperm(24).split(8)) {
            optimizer.zero_grad();
            const auto loss = torch::mse_loss(head(model->forward(x.index_select(0, batch))),
                                              y.index_select(0, batch));
            loss.backward();
            optimizer.step();
            sum += loss.item<double>();
            if (trial.number() == 0 && epoch == kill_at) std::raise(SIGKILL);
          }
          scheduler.step();
          if (hooks.on_epoch_end(epoch, sum) != hone::Next::proceed) break;
        }
        const double value = hooks.on_trial_end();
        double weights = 0;
        for (const auto& parameter : parameters) weights += parameter.sum().item<double>();
        std::printf("%d %.17g %.17g %.17g\n", static_cast<int>(trial.number()), value,
                    average.average, weights);
        std::fflush(stdout);
        return value;
      },
      hone::OptimizeOptions().total_trials(3));
}
