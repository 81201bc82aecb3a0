// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// An optimizer that every epoch makes anew, at a lower rate and with no memory of the last one: a
// checkpoint looks through the variable, and saves the one that is there.
// before/rebuilt_optimizer.cpp is the same without hone.
#include <hone/hone.hpp>

#include <torch/torch.h>

#include <cstdint>
#include <cstdio>
#include <memory>

namespace {

constexpr int64_t kEpochs = 4, kExamples = 256, kBatchSize = 32;

struct Data {
  torch::Tensor x = torch::randn({kExamples, 8});
  torch::Tensor y = torch::sin(x.sum(1, /*keepdim=*/true) / 2);
};

double train(double lr, const Data& data, hone::Trial& trial) {
  torch::nn::Sequential net(torch::nn::Linear(8, 32), torch::nn::Tanh(), torch::nn::Linear(32, 32),
                            torch::nn::Tanh(), torch::nn::Linear(32, 1));
  auto adam = std::make_unique<torch::optim::Adam>(net->parameters(), lr);
  auto hooks = hone::hooks(hone::report(trial), hone::prune(trial),
                           hone::checkpoint(trial).with("net", net).with("adam", adam));
  for (int64_t epoch = hooks.resume(1); epoch <= kEpochs; ++epoch) {
    const double falling = lr / static_cast<double>(epoch);
    adam = std::make_unique<torch::optim::Adam>(net->parameters(), falling);
    double loss = 0;
    for (const auto& batch : torch::randperm(kExamples).split(kBatchSize)) {
      net->zero_grad();
      const auto output = net->forward(data.x.index_select(0, batch));
      const auto error = torch::mse_loss(output, data.y.index_select(0, batch));
      error.backward();
      adam->step();
      loss += error.item<double>() * static_cast<double>(kBatchSize) / kExamples;
    }
    std::printf("epoch %d: loss %.4f\n", static_cast<int>(epoch), loss);
    if (hooks.on_epoch_end(epoch, loss) != hone::Next::proceed) break;
  }
  return hooks.on_trial_end();
}

}  // namespace

int main() {
  torch::manual_seed(1);
  const Data data;
  hone::Study study("runs/rebuilt", hone::StudyOptions().direction(hone::Direction::minimize));
  study.optimize(
      [&](hone::Trial& trial) {
        return train(trial.suggest_float("lr", 1e-3, 1e-1, hone::Scale::log), data, trial);
      },
      /*n_trials=*/2);
  std::printf("the best: %.4f\n", hone::best_trial("runs/rebuilt").value);
}
