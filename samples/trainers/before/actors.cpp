// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// ../actors.cpp without hone.
#include <torch/torch.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <mutex>
#include <random>
#include <thread>
#include <utility>
#include <vector>

namespace {

constexpr int64_t kUpdates = 20, kActors = 2, kExamples = 64;

struct Experience {
  torch::Tensor inputs, targets;
};

/// Threads that make experience until they are told to stop, a few pieces ahead of the learner.
class Actors {
 public:
  Actors() {
    for (unsigned i = 0; i < kActors; ++i) threads_.emplace_back([this, i] { act(i); });
  }
  ~Actors() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      stop_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  Actors(const Actors&) = delete;
  Actors& operator=(const Actors&) = delete;

  Experience next() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return !made_.empty(); });
    Experience experience = std::move(made_.back());
    made_.pop_back();
    changed_.notify_all();
    return experience;
  }

 private:
  void act(unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> number(-1, 1);
    while (!stop_) {
      const auto inputs = torch::empty({kExamples, 2});
      for (int64_t i = 0; i < inputs.numel(); ++i) inputs.data_ptr<float>()[i] = number(random);
      Experience experience{inputs, inputs.select(1, 0) * inputs.select(1, 1)};
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [&] { return stop_ || made_.size() < 2 * kActors; });
      made_.push_back(std::move(experience));
      changed_.notify_all();
    }
  }

  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Experience> made_;
  std::vector<std::thread> threads_;
};

void learn(double lr) {
  torch::nn::Sequential net(torch::nn::Linear(2, 32), torch::nn::Tanh(), torch::nn::Linear(32, 1));
  torch::optim::Adam adam(net->parameters(), torch::optim::AdamOptions(lr));
  Actors actors;
  for (int64_t update = 1; update <= kUpdates; ++update) {
    const Experience experience = actors.next();
    adam.zero_grad();
    const auto output = net->forward(experience.inputs).squeeze(1);
    const auto loss = torch::mse_loss(output, experience.targets);
    loss.backward();
    adam.step();
    if (update % 5 == 0)
      std::printf("update %d: loss %.4f\n", static_cast<int>(update), loss.item<double>());
  }
}

}  // namespace

int main() {
  torch::manual_seed(1);
  learn(1e-2);
}
