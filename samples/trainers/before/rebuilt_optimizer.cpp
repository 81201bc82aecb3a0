// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// ../rebuilt_optimizer.cpp without hone.
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

void train(double lr, const Data& data) {
  torch::nn::Sequential net(torch::nn::Linear(8, 32), torch::nn::Tanh(), torch::nn::Linear(32, 32),
                            torch::nn::Tanh(), torch::nn::Linear(32, 1));
  auto adam = std::make_unique<torch::optim::Adam>(net->parameters(), lr);
  for (int64_t epoch = 1; epoch <= kEpochs; ++epoch) {
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
  }
}

}  // namespace

int main() {
  torch::manual_seed(1);
  const Data data;
  train(1e-2, data);
}
