// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// Hooks in a trainer that is no study: it saves every epoch, keeps the best, stops when nothing
// gets better, and where it was killed it goes on. Kill it, run it again, and compare with a run in
// peace.
#include <hone/hone.hpp>

#include <torch/torch.h>

#include <cstdio>

int main() {
  torch::manual_seed(1);
  const auto x = torch::randn({512, 8});
  const auto y = torch::sin(x.sum(1, /*keepdim=*/true));

  torch::nn::Sequential model(torch::nn::Linear(8, 64), torch::nn::Tanh(),
                              torch::nn::Linear(64, 1));
  torch::optim::Adam optimizer(model->parameters(), 1e-2);
  torch::optim::StepLR scheduler(optimizer, /*step_size=*/20, /*gamma=*/0.5);

  auto hooks = hone::hooks(hone::early_stop(/*patience=*/10, hone::Direction::minimize),
                           hone::checkpoint("runs/sine")
                               .minimize()
                               .with("model_state_dict", model)
                               .with("optimizer_state_dict", optimizer)
                               .with("scheduler_state_dict", scheduler));
  for (int64_t epoch = hooks.resume(/*first=*/1); epoch <= 100; ++epoch) {
    optimizer.zero_grad();
    const auto loss = torch::mse_loss(model->forward(x), y);
    loss.backward();
    optimizer.step();
    scheduler.step();
    std::printf("epoch %3d: %.6f\n", static_cast<int>(epoch), loss.item<double>());
    if (hooks.on_epoch_end(epoch, loss.item<double>()) != hone::Next::proceed) break;
  }
  std::printf("the best loss, whose weights are in runs/sine/best.pt: %.6f\n",
              hooks.on_trial_end());
}
