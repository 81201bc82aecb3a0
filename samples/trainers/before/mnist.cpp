// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// ../mnist.cpp without hone.
#include <torch/torch.h>

#include <cstdint>
#include <cstdio>
#include <utility>

namespace {

constexpr int64_t kBatchSize = 16;
constexpr int64_t kEpochs = 3;

/// Pictures of 28 x 28 pixels: of each digit a bright square at a place of its own, in noise.
class Digits : public torch::data::datasets::Dataset<Digits> {
 public:
  explicit Digits(int64_t count)
      : images_(torch::randn({count, 1, 28, 28}) / 2), labels_(torch::randint(10, {count})) {
    for (int64_t i = 0; i < count; ++i) {
      const auto digit = labels_[i].item<int64_t>();
      images_[i][0].narrow(0, digit / 4 * 7, 7).narrow(1, digit % 4 * 7, 7) += 1;
    }
    labels_ = labels_.to(torch::kInt64);
  }
  torch::data::Example<> get(size_t index) override {
    const auto i = static_cast<int64_t>(index);
    return {images_[i], labels_[i]};
  }
  torch::optional<size_t> size() const override { return static_cast<size_t>(labels_.size(0)); }

 private:
  torch::Tensor images_, labels_;
};

struct Net : torch::nn::Module {
  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(torch::max_pool2d(conv1(x), 2));
    x = torch::relu(torch::max_pool2d(conv2(x), 2));
    x = torch::relu(fc1(x.flatten(1)));
    return torch::log_softmax(fc2(x), /*dim=*/1);
  }
  torch::nn::Conv2d conv1{register_module("conv1", torch::nn::Conv2d(1, 4, 5))};
  torch::nn::Conv2d conv2{register_module("conv2", torch::nn::Conv2d(4, 8, 5))};
  torch::nn::Linear fc1{register_module("fc1", torch::nn::Linear(128, 32))};
  torch::nn::Linear fc2{register_module("fc2", torch::nn::Linear(32, 10))};
};

template <class Loader>
void train(Net& model, Loader& loader, torch::optim::Optimizer& optimizer) {
  model.train();
  for (auto& batch : loader) {
    optimizer.zero_grad();
    torch::nll_loss(model.forward(batch.data), batch.target).backward();
    optimizer.step();
  }
}

template <class Loader>
void test(Net& model, Loader& loader, int64_t size) {
  torch::NoGradGuard no_grad;
  model.eval();
  double correct = 0;
  for (auto& batch : loader)
    correct += model.forward(batch.data).argmax(1).eq(batch.target).sum().template item<double>();
  std::printf("accuracy %.3f\n", correct / static_cast<double>(size));
}

void run(double lr) {
  torch::manual_seed(1);
  const auto stack = torch::data::transforms::Stack<>();
  auto train_loader = torch::data::make_data_loader(Digits(512).map(stack), kBatchSize);
  auto test_loader = torch::data::make_data_loader(Digits(256).map(stack), kBatchSize);
  Net model;
  torch::optim::SGD sgd(model.parameters(), torch::optim::SGDOptions(lr).momentum(0.5));

  for (int64_t epoch = 1; epoch <= kEpochs; ++epoch) {
    train(model, *train_loader, sgd);
    test(model, *test_loader, 256);
  }
}

}  // namespace

int main() { run(0.1); }
