// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// The README's loop, before and after. The documents quote lines of this folder; the tests compare
// them, compile this, and run it in an empty directory.
#include <hone/hone.hpp>

#include <torch/torch.h>

#include <cstdio>
#include <cstdlib>

namespace {

struct NetImpl : torch::nn::Module {
  explicit NetImpl(int64_t hidden)
      : fc1(register_module("fc1", torch::nn::Linear(4, hidden))),
        fc2(register_module("fc2", torch::nn::Linear(hidden, 1))) {}
  torch::Tensor forward(const torch::Tensor& x) { return fc2(torch::relu(fc1(x))); }
  torch::nn::Linear fc1, fc2;
};
TORCH_MODULE(Net);

const torch::Tensor kX = torch::randn({64, 4}), kY = kX.sum(1, /*keepdim=*/true);

void train(Net& model, torch::optim::Optimizer& optimizer) {
  optimizer.zero_grad();
  torch::mse_loss(model(kX), kY).backward();
  optimizer.step();
}

double validate(Net& model) {
  torch::NoGradGuard no_grad;
  return torch::mse_loss(model(kX), kY).item<double>();
}

void before() {
  Net model(128);
  torch::optim::Adam optimizer(model->parameters(), 1e-3);
  for (int64_t epoch = 1; epoch <= 10; ++epoch) {
    train(model, optimizer);
    std::printf("%.4f\n", validate(model));
  }
  torch::save(model, "model.pt");
}

void after() {
  hone::Study study("runs/net", hone::StudyOptions().direction(hone::Direction::minimize));
  study.optimize(
      [&](hone::Trial& trial) {
        Net model(trial.suggest_int("hidden", 32, 256));
        torch::optim::Adam optimizer(model->parameters(),
                                     trial.suggest_float("lr", 1e-5, 1e-1, hone::Scale::log));
        auto hooks =
            hone::hooks(hone::report(trial), hone::prune(trial),
                        hone::checkpoint(trial).with("model", model).with("optimizer", optimizer));
        for (int64_t epoch = hooks.resume(1); epoch <= 10; ++epoch) {
          train(model, optimizer);
          if (hooks.on_epoch_end(epoch, validate(model)) != hone::Next::proceed) break;
        }
        return hooks.on_trial_end();
      },
      hone::OptimizeOptions().total_trials(20));
}

bool read() {
  const hone::BestTrial best = hone::best_trial("runs/net");
  Net model(best.params.at("hidden").as<int64_t>());
  hone::Checkpoint::open(best.checkpoint).restore("model", model);
  return validate(model) == best.value;
}

}  // namespace

int main() {
  before();
  after();
  return read() ? EXIT_SUCCESS : EXIT_FAILURE;
}
