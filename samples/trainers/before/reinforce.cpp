// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// ../reinforce.cpp without hone.
#include <torch/torch.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <vector>

namespace {

constexpr int64_t kUpdates = 5, kEpisodes = 4, kSteps = 100;

struct Options {
  double lr = 1e-2;
  double discount = 0.98;
};

/// A pole on a cart, which is pushed left or right so that the pole does not fall.
class CartPole {
 public:
  CartPole() {
    for (float& x : state_) x = torch::rand({}).item<float>() * 0.1F - 0.05F;
  }
  torch::Tensor state() { return torch::from_blob(state_.data(), {4}).clone(); }
  /// Returns whether the pole still stands.
  bool push(bool right) {
    auto& [x, speed, angle, turn] = state_;
    const float sine = std::sin(angle), cosine = std::cos(angle);
    const float force = ((right ? 10.0F : -10.0F) + 0.05F * turn * turn * sine) / 1.1F;
    const float turning =
        (9.8F * sine - cosine * force) / (0.5F * (4.0F / 3 - 0.1F * cosine * cosine / 1.1F));
    const float pushing = force - 0.05F * turning * cosine / 1.1F;
    x += 0.02F * speed;
    speed += 0.02F * pushing;
    angle += 0.02F * turn;
    turn += 0.02F * turning;
    return std::abs(x) < 2.4F && std::abs(angle) < 0.21F;
  }

 private:
  std::array<float, 4> state_{};
};

void train(const Options& options) {
  torch::nn::Sequential policy(torch::nn::Linear(4, 32), torch::nn::ReLU(),
                               torch::nn::Linear(32, 2));
  torch::optim::Adam adam(policy->parameters(), torch::optim::AdamOptions(options.lr));

  for (int64_t update = 1; update <= kUpdates; ++update) {
    double total_reward = 0;
    adam.zero_grad();
    for (int64_t episode = 0; episode < kEpisodes; ++episode) {
      CartPole world;
      std::vector<torch::Tensor> chosen;
      for (bool stands = true; stands && static_cast<int64_t>(chosen.size()) < kSteps;) {
        const auto choices = torch::log_softmax(policy->forward(world.state()), 0);
        const auto action = choices.detach().exp().multinomial(1).item<int64_t>();
        stands = world.push(action == 1);
        chosen.push_back(choices[action]);
      }
      total_reward += static_cast<double>(chosen.size());
      std::vector<float> returns(chosen.size());
      double rest = 0;
      for (size_t i = chosen.size(); i-- > 0;)
        returns[i] = static_cast<float>(rest = 1 + options.discount * rest);
      auto gain = torch::tensor(returns);
      gain = (gain - gain.mean()) / (gain.std() + 1e-6);
      (-torch::stack(chosen) * gain).sum().backward();
    }
    adam.step();
    const double mean_reward = total_reward / static_cast<double>(kEpisodes);
    std::printf("update %d: mean reward %.1f\n", static_cast<int>(update), mean_reward);
  }
}

}  // namespace

int main() {
  torch::manual_seed(1);
  train(Options{});
}
