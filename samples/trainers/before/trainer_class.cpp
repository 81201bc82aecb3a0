// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// ../trainer_class.cpp without hone.
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

  void fit(int64_t epochs) {
    for (int64_t epoch = 1; epoch <= epochs; ++epoch) {
      run_epoch();
      const double accuracy = test();
      std::printf("epoch %d: accuracy %.3f\n", static_cast<int>(epoch), accuracy);
    }
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
  Trainer trainer(Options{});
  trainer.fit(4);
}
