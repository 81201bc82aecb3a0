// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// A learner whose experience is made by other threads, until a token tells them to stop: however
// the loop is left, they end with it. before/actors.cpp is the same without hone.
#include <hone/hone.hpp>

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

double learn(double lr, hone::Trial& trial) {
  torch::nn::Sequential net(torch::nn::Linear(2, 32), torch::nn::Tanh(), torch::nn::Linear(32, 1));
  torch::optim::Adam adam(net->parameters(), torch::optim::AdamOptions(lr));
  Actors actors;
  auto hooks = hone::hooks(hone::report(trial), hone::prune(trial),
                           hone::checkpoint(trial).with("net", net).with("adam", adam));
  for (int64_t update = hooks.resume(1); update <= kUpdates; ++update) {
    const Experience experience = actors.next();
    adam.zero_grad();
    const auto output = net->forward(experience.inputs).squeeze(1);
    const auto loss = torch::mse_loss(output, experience.targets);
    loss.backward();
    adam.step();
    if (update % 5 == 0)
      std::printf("update %d: loss %.4f\n", static_cast<int>(update), loss.item<double>());
    if (hooks.on_epoch_end(update, loss.item<double>()) != hone::Next::proceed) break;
  }
  return hooks.on_trial_end();
}

}  // namespace

int main() {
  torch::manual_seed(1);
  hone::Study study("runs/actors", hone::StudyOptions().direction(hone::Direction::minimize));
  study.optimize(
      [](hone::Trial& trial) {
        return learn(trial.suggest_float("lr", 1e-3, 1e-1, hone::Scale::log), trial);
      },
      /*n_trials=*/2);
  std::printf("the best: %.4f\n", hone::best_trial("runs/actors").value);
}
