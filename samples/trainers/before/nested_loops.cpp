// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// ../nested_loops.cpp without hone.
#include <torch/torch.h>

#include <cstdint>
#include <cstdio>

namespace {

constexpr int64_t kBatches = 8, kBatchSize = 32;

struct Data {
  torch::Tensor x = torch::randn({kBatches, kBatchSize, 4});
  torch::Tensor y = x.sum(2, /*keepdim=*/true) * 2 + 1;
};

void train(double lr, int64_t epochs, const Data& data) {
  torch::nn::Linear net(4, 1);
  torch::optim::SGD sgd(net->parameters(), torch::optim::SGDOptions(lr));
  for (int64_t epoch = 1; epoch <= epochs; ++epoch) {
    torch::Tensor loss;
    for (int64_t batch = 0; batch < kBatches; ++batch) {
      sgd.zero_grad();
      loss = torch::mse_loss(net(data.x[batch]), data.y[batch]);
      loss.backward();
      sgd.step();
    }
    std::printf("epoch %d: loss %.4f\n", static_cast<int>(epoch), loss.item<double>());
  }
}

}  // namespace

int main() {
  torch::manual_seed(1);
  const Data data;
  train(1e-2, /*epochs=*/4, data);
}
