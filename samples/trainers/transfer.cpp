// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// Transfer learning: a TorchScript module, as torch::jit::load reads it from a file of Python's, is
// fine-tuned with a new last layer. before/transfer.cpp is the same without hone.
#include <hone/hone.hpp>

#include <torch/script.h>
#include <torch/torch.h>

#include <cstdint>
#include <cstdio>
#include <vector>

namespace {

constexpr int64_t kInputs = 16, kFeatures = 32, kClasses = 4, kEpochs = 5;

/// Stands for the file that a trainer would read with torch::jit::load.
torch::jit::Module make_backbone() {
  torch::jit::Module backbone("backbone");
  backbone.register_parameter("weight", torch::randn({kInputs, kFeatures}) / 4,
                              /*is_buffer=*/false);
  backbone.define("def forward(self, x):\n    return torch.tanh(torch.matmul(x, self.weight))\n");
  return backbone;
}

struct Data {
  torch::Tensor inputs = torch::randn({512, kInputs});
  torch::Tensor labels = torch::tanh(inputs).matmul(torch::randn({kInputs, kClasses})).argmax(1);
};

/// Fine-tunes the backbone gently, and a new last layer with `lr`.
double train(double lr, const torch::jit::Module& pretrained, const Data& data,
             hone::Trial& trial) {
  torch::jit::Module backbone = pretrained.deepcopy();
  torch::nn::Linear head(kFeatures, kClasses);
  std::vector<torch::Tensor> tuned;
  for (const torch::Tensor& parameter : backbone.parameters()) tuned.push_back(parameter);
  torch::optim::Adam adam({{tuned}, {head->parameters()}}, torch::optim::AdamOptions(lr));
  static_cast<torch::optim::AdamOptions&>(adam.param_groups()[0].options()).lr(lr / 10);

  auto saver = hone::checkpoint(trial).with("backbone", backbone).with("head", head);
  auto hooks = hone::hooks(hone::report(trial), hone::prune(trial), saver.with("adam", adam));
  for (int64_t epoch = hooks.resume(1); epoch <= kEpochs; ++epoch) {
    double correct = 0;
    for (int64_t i = 0; i < data.labels.size(0); i += 64) {
      adam.zero_grad();
      const auto output = head(backbone.forward({data.inputs.narrow(0, i, 64)}).toTensor());
      const auto labels = data.labels.narrow(0, i, 64);
      torch::nn::functional::cross_entropy(output, labels).backward();
      adam.step();
      correct += output.argmax(1).eq(labels).sum().item<double>();
    }
    const double accuracy = correct / static_cast<double>(data.labels.size(0));
    std::printf("epoch %d: accuracy %.3f\n", static_cast<int>(epoch), accuracy);
    if (hooks.on_epoch_end(epoch, accuracy) != hone::Next::proceed) break;
  }
  return hooks.on_trial_end();
}

}  // namespace

int main() {
  torch::manual_seed(1);
  const torch::jit::Module pretrained = make_backbone();
  const Data data;
  hone::Study study("runs/transfer", hone::StudyOptions().direction(hone::Direction::maximize));
  study.optimize(
      [&](hone::Trial& trial) {
        return train(trial.suggest_float("lr", 1e-4, 1e-1, hone::Scale::log), pretrained, data,
                     trial);
      },
      /*n_trials=*/2);
  std::printf("the best: %.3f\n", hone::best_trial("runs/transfer").value);
}
