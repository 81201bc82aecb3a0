// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// A trainer class with the loop in a method: the hooks are made where the members are at hand.
// before/trainer_class.cpp is the same without hone.
#include <hone/hone.hpp>

#include <torch/torch.h>

#include <cstdint>
#include <cstdio>

namespace {

struct Data {
  explicit Data(int64_t examples)
      : x(torch::randn({examples, 2})), y(x.square().sum(1).gt(1.4).to(torch::kLong)) {}
  torch::Tensor x, y;
};

struct Options {
  double lr = 1e-2;
  int64_t hidden = 16;
};

/// Owns all that a training needs.
class Trainer {
 public:
  explicit Trainer(const Options& options)
      : net_(torch::nn::Linear(2, options.hidden), torch::nn::ReLU(),
             torch::nn::Linear(options.hidden, 2)),
        adam_(net_->parameters(), torch::optim::AdamOptions(options.lr)) {}

  double fit(int64_t epochs, hone::Trial& trial) {
    auto hooks = hone::hooks(hone::report(trial), hone::prune(trial),
                             hone::checkpoint(trial).with("net", net_).with("adam", adam_));
    for (int64_t epoch = hooks.resume(1); epoch <= epochs; ++epoch) {
      run_epoch();
      const double accuracy = test();
      std::printf("epoch %d: accuracy %.3f\n", static_cast<int>(epoch), accuracy);
      if (hooks.on_epoch_end(epoch, accuracy) != hone::Next::proceed) break;
    }
    return hooks.on_trial_end();
  }

 private:
  void run_epoch() {
    for (const auto& batch : torch::randperm(training_.y.size(0)).split(32)) {
      adam_.zero_grad();
      const auto output = net_->forward(training_.x.index_select(0, batch));
      torch::nn::functional::cross_entropy(output, training_.y.index_select(0, batch)).backward();
      adam_.step();
    }
  }
  double test() {
    torch::NoGradGuard no_grad;
    const auto guess = net_->forward(test_.x).argmax(1);
    return guess.eq(test_.y).to(torch::kDouble).mean().item<double>();
  }

  Data training_{512}, test_{256};
  torch::nn::Sequential net_;
  torch::optim::Adam adam_;
};

}  // namespace

int main() {
  torch::manual_seed(1);
  hone::Study study("runs/class", hone::StudyOptions().direction(hone::Direction::maximize));
  study.optimize(
      [](hone::Trial& trial) {
        Options options;
        options.lr = trial.suggest_float("lr", 1e-3, 1e-1, hone::Scale::log);
        options.hidden = trial.suggest_int("hidden", 8, 64);
        return Trainer(options).fit(4, trial);
      },
      /*n_trials=*/2);
  std::printf("the best: %.3f\n", hone::best_trial("runs/class").value);
}
