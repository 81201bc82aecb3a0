// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// Population-based training: six small networks are trained side by side, five epochs at a time,
// and what does badly goes on from the weights of what does well, with another learning rate and
// weight decay. At the end there is one training's result, and the schedule that made it. Kill it,
// run it again, and it goes on.
#include <hone/hone.hpp>

#include <torch/torch.h>

#include <cstdio>

int main() {
  torch::set_num_threads(1);  // the networks gain from no more
  torch::manual_seed(1);
  const auto x = torch::rand({2, 256, 1}) * 6;  // to train with, and to validate with
  const auto y = torch::sin(x) * x + 0.1 * torch::randn({2, 256, 1});

  const auto objective = [&](hone::Trial& trial) {
    torch::manual_seed(static_cast<uint64_t>(trial.number()));
    const double lr = trial.suggest_float("lr", 1e-4, 1e-1, hone::Scale::log);
    const double decay = trial.suggest_float("weight_decay", 1e-6, 1e-2, hone::Scale::log);
    torch::nn::Sequential model(torch::nn::Linear(1, 32), torch::nn::Tanh(),
                                torch::nn::Linear(32, 1));
    torch::optim::AdamW optimizer(model->parameters(),
                                  torch::optim::AdamWOptions(lr).weight_decay(decay));

    auto hooks = hone::hooks(hone::stretch(trial), hone::report(trial),
                             hone::checkpoint(trial)
                                 .with("model_state_dict", model)
                                 .with("optimizer_state_dict", optimizer));
    for (int64_t epoch = hooks.resume(1); epoch <= 50; ++epoch) {
      for (const auto& batch : torch::randperm(256).split(/*split_size=*/32)) {
        optimizer.zero_grad();
        torch::mse_loss(model->forward(x[0].index_select(0, batch)), y[0].index_select(0, batch))
            .backward();
        optimizer.step();
      }
      torch::NoGradGuard no_grad;
      const auto loss = torch::mse_loss(model->forward(x[1]), y[1]).item<double>();
      if (hooks.on_epoch_end(epoch, loss) != hone::Next::proceed) break;
    }
    return hooks.on_trial_end();
  };

  hone::Study study(
      "runs/population",
      hone::StudyOptions()
          .direction(hone::Direction::minimize)
          .sampler(hone::PopulationSampler(
              hone::PopulationSamplerOptions().population_size(6).interval(5).generations(10).seed(
                  1))));
  study.optimize(objective);

  const hone::FrozenTrial best = study.best_trial();
  std::printf("the best loss, whose weights are in runs/population/best.pt: %.4f\n", best.value());
  for (const hone::FrozenTrial& stretch : hone::lineage(study.trials(), best.number))
    std::printf("  to epoch %2d: loss %.4f  lr %.5f  weight decay %.6f\n",
                static_cast<int>(stretch.last_step().value_or(0)), stretch.value(),
                stretch.param<double>("lr"), stretch.param<double>("weight_decay"));
}
