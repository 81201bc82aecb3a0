// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// ../language.cpp without hone.
#include <torch/torch.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <tuple>

namespace {

constexpr int64_t kWords = 20, kSequence = 16, kBatchSize = 16, kEpochs = 3;

struct Options {
  double lr = 1e-2;
  int64_t hidden = 32;
};

/// A text in which each word says which few may follow, one sequence a row.
torch::Tensor make_text(int64_t sequences) {
  auto text = torch::zeros({sequences, kSequence + 1}, torch::kLong);
  text.select(1, 0) = torch::randint(kWords, {sequences}, torch::kLong);
  for (int64_t i = 1; i <= kSequence; ++i)
    text.select(1, i) =
        (text.select(1, i - 1) * 7 + torch::randint(3, {sequences}, torch::kLong)) % kWords;
  return text;
}

struct LanguageModelImpl : torch::nn::Module {
  explicit LanguageModelImpl(int64_t hidden)
      : embedding(register_module("embedding", torch::nn::Embedding(kWords, hidden))),
        gru(register_module(
            "gru", torch::nn::GRU(torch::nn::GRUOptions(hidden, hidden).batch_first(true)))),
        decoder(register_module("decoder", torch::nn::Linear(hidden, kWords))) {}
  /// The mean cross entropy of each word after the first, given those before it.
  torch::Tensor loss(const torch::Tensor& text) {
    const auto output = decoder(std::get<0>(gru(embedding(text.narrow(1, 0, kSequence)))));
    return torch::nn::functional::cross_entropy(output.flatten(0, 1),
                                                text.narrow(1, 1, kSequence).flatten());
  }
  torch::nn::Embedding embedding;
  torch::nn::GRU gru;
  torch::nn::Linear decoder;
};
TORCH_MODULE(LanguageModel);

void train(const Options& options, const torch::Tensor& training, const torch::Tensor& validation) {
  LanguageModel model(options.hidden);
  torch::optim::AdamW adam(model->parameters(), torch::optim::AdamWOptions(options.lr));
  torch::optim::StepLR decay(adam, /*step_size=*/1, /*gamma=*/0.7);
  for (int64_t epoch = 1; epoch <= kEpochs; ++epoch) {
    for (const auto& batch : torch::randperm(training.size(0)).split(kBatchSize)) {
      adam.zero_grad();
      model->loss(training.index_select(0, batch)).backward();
      torch::nn::utils::clip_grad_norm_(model->parameters(), 1);
      adam.step();
    }
    decay.step();
    torch::NoGradGuard no_grad;
    const double perplexity = std::exp(model->loss(validation).item<double>());
    std::printf("epoch %d: perplexity %.2f\n", static_cast<int>(epoch), perplexity);
  }
}

}  // namespace

int main() {
  torch::manual_seed(1);
  const auto training = make_text(256), validation = make_text(64);
  train(Options{}, training, validation);
}
