// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// ../conv.cpp without hone.
#include <torch/torch.h>

#include "../../fashion_mnist_data.hpp"
#include <cstdint>
#include <cstdio>

namespace {

struct Options {
  double lr = 1e-3;
  int64_t batch_size = 64;
  int64_t epochs = 2;
};

struct NetImpl : torch::nn::Module {
  torch::Tensor forward(torch::Tensor x) {
    x = torch::max_pool2d(torch::relu(norm(conv1(x.view({-1, 1, 28, 28})))), 2);
    x = torch::max_pool2d(torch::relu(conv2(x)), 2);
    return fc(dropout(x.flatten(1)));
  }
  torch::nn::Conv2d conv1{
      register_module("conv1", torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 8, 3).padding(1)))};
  torch::nn::BatchNorm2d norm{register_module("norm", torch::nn::BatchNorm2d(8))};
  torch::nn::Conv2d conv2{
      register_module("conv2", torch::nn::Conv2d(torch::nn::Conv2dOptions(8, 8, 3).padding(1)))};
  torch::nn::Dropout dropout{register_module("dropout", torch::nn::Dropout(0.1))};
  torch::nn::Linear fc{register_module("fc", torch::nn::Linear(8 * 7 * 7, 10))};
};
TORCH_MODULE(Net);

double accuracy(Net& net, const Images& images) {
  torch::NoGradGuard no_grad;
  net->eval();
  return net(images.pixels).argmax(1).eq(images.labels).to(torch::kDouble).mean().item<double>();
}

void train(const Options& options, const Images& training, const Images& test) {
  torch::manual_seed(1);
  Net net;
  torch::optim::Adam adam(net->parameters(), torch::optim::AdamOptions(options.lr));
  for (int64_t epoch = 1; epoch <= options.epochs; ++epoch) {
    net->train();
    for (const auto& batch : torch::randperm(training.labels.size(0)).split(options.batch_size)) {
      adam.zero_grad();
      const auto output = net(training.pixels.index_select(0, batch));
      torch::nn::functional::cross_entropy(output, training.labels.index_select(0, batch))
          .backward();
      adam.step();
    }
    const double value = accuracy(net, test);
    std::printf("epoch %d: accuracy %.3f\n", static_cast<int>(epoch), value);
  }
}

}  // namespace

int main() {
  const Images training = read_images(kDebianFolder, "train", 512);
  const Images test = read_images(kDebianFolder, "t10k", 256);
  Options options;
  train(options, training, test);
}
