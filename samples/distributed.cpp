// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// Data-parallel training as a study: each rank has its part of the data, the gradients are averaged
// by c10d with Gloo, and rank 0 runs the hooks and writes for all. Kill a rank, start all of them
// again, and the trial goes on from its checkpoint.
//
//   samples/launchers/ranks.sh 4 build/samples/distributed
#define USE_C10D_GLOO  // libtorch has Gloo; its headers are of Debian's libgloo-dev
#include <hone/distributed.hpp>
#include <hone/hone.hpp>

#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#include <torch/torch.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

namespace {

constexpr std::chrono::seconds kTimeout{60};  // for how long a lost rank is waited for

int number(const char* name, int fallback) {
  const char* const text = std::getenv(name);
  return text ? std::atoi(text) : fallback;
}

// The ranks that torchrun's variables speak of; without them this process alone.
c10::intrusive_ptr<c10d::ProcessGroupGloo> join() {
  const int rank = number("RANK", 0), size = number("WORLD_SIZE", 1);
  const char* const address = std::getenv("MASTER_ADDR");
  c10d::TCPStoreOptions where;
  where.port = static_cast<uint16_t>(number("MASTER_PORT", 0));  // 0: any that is free
  where.isServer = rank == 0;
  where.numWorkers = size;
  where.timeout = kTimeout;
  const auto options = c10d::ProcessGroupGloo::Options::create(kTimeout);
  options->devices.push_back(c10d::ProcessGroupGloo::createDefaultDevice());
  return c10::make_intrusive<c10d::ProcessGroupGloo>(
      c10::make_intrusive<c10d::TCPStore>(address ? address : "127.0.0.1", where), rank, size,
      options);
}

void average(c10d::ProcessGroupGloo& group, const torch::Tensor& tensor) {
  std::vector<torch::Tensor> tensors{tensor};
  group.allreduce(tensors)->wait();
  tensor.div_(group.getSize());
}

}  // namespace

int main() try {
  std::signal(SIGPIPE, SIG_IGN);  // as Python does: else a write to a killed rank ends this one
  const auto group = join();
  const hone::Ranks ranks = hone::ranks(group);
  torch::manual_seed(static_cast<uint64_t>(ranks.rank()));  // data of its own
  const auto x = torch::randn({512, 8});
  const auto y = torch::sin(x.sum(1, /*keepdim=*/true));

  hone::RankStudy study(ranks, "runs/ranks");
  study.optimize(
      [&](hone::RankTrial& trial) {
        const double lr = trial.suggest_float("lr", 1e-4, 1e-1, hone::Scale::log);
        const int64_t hidden = trial.suggest_int("hidden", 8, 64);
        torch::nn::Sequential model(torch::nn::Linear(8, hidden), torch::nn::Tanh(),
                                    torch::nn::Linear(hidden, 1));
        torch::optim::Adam optimizer(model->parameters(), lr);

        auto hooks =
            ranks.hooks(hone::report(trial), hone::prune(trial),
                        hone::checkpoint(trial).with("model", model).with("optimizer", optimizer));
        for (int64_t epoch = hooks.resume(/*first=*/1); epoch <= 20; ++epoch) {
          const auto loss = torch::mse_loss(model->forward(x), y);
          optimizer.zero_grad();
          loss.backward();
          for (const auto& parameter : model->parameters()) average(*group, parameter.grad());
          optimizer.step();
          const auto mean = loss.detach().clone();
          average(*group, mean);
          if (hooks.on_epoch_end(epoch, mean.item<double>()) != hone::Next::proceed) break;
        }
        return hooks.on_trial_end();
      },
      hone::OptimizeOptions().total_trials(10));

  if (const hone::Study* here = study.on_first())
    std::printf("the best of %d trials: %.6f\n", static_cast<int>(here->trials().size()),
                here->best_value());
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
