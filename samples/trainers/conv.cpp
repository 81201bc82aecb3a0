// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// A convolutional network for Fashion-MNIST: the learning rate on a logarithmic scale, the batch
// size among four, and the number of epochs. before/conv.cpp is the same without hone.
#include <hone/hone.hpp>

#include <torch/torch.h>

#include "../fashion_mnist_data.hpp"
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

double train(const Options& options, const Images& training, const Images& test,
             hone::Trial& trial) {
  torch::manual_seed(1);
  Net net;
  torch::optim::Adam adam(net->parameters(), torch::optim::AdamOptions(options.lr));
  auto hooks = hone::hooks(hone::report(trial), hone::prune(trial),
                           hone::checkpoint(trial).with("net", net).with("adam", adam));
  for (int64_t epoch = hooks.resume(1); epoch <= options.epochs; ++epoch) {
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
    if (hooks.on_epoch_end(epoch, value) != hone::Next::proceed) break;
  }
  return hooks.on_trial_end();
}

}  // namespace

int main() {
  const Images training = read_images(kDebianFolder, "train", 512);
  const Images test = read_images(kDebianFolder, "t10k", 256);
  hone::Study study("runs/conv", hone::StudyOptions().direction(hone::Direction::maximize));
  study.optimize(
      [&](hone::Trial& trial) {
        Options options;
        options.lr = trial.suggest_float("lr", 1e-4, 1e-1, hone::Scale::log);
        options.batch_size = trial.suggest_categorical("batch_size", {16, 32, 64, 128});
        options.epochs = trial.suggest_int("epochs", 1, 3);
        return train(options, training, test, trial);
      },
      /*n_trials=*/2);
  std::printf("the best: %.3f\n", hone::best_trial("runs/conv").value);
}
