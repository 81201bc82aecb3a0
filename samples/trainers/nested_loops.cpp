// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// A loop in a loop: an answer inside leaves the inner one, and hooks.next() the outer one; an epoch
// that was left in its middle has not ended. A hook of the program's own looks at every step.
// before/nested_loops.cpp is the same without hone.
#include <hone/hone.hpp>

#include <torch/torch.h>

#include <cstdint>
#include <cstdio>

namespace {

using hone::Next;

constexpr int64_t kBatches = 8, kBatchSize = 32;

struct Data {
  torch::Tensor x = torch::randn({kBatches, kBatchSize, 4});
  torch::Tensor y = x.sum(2, /*keepdim=*/true) * 2 + 1;
};

/// Prunes a trial whose loss grows beyond all measure.
struct Finite {
  Next on_step_end(const hone::StepEnd& event) const {
    return event.value < 1e3 ? Next::proceed : Next::prune;
  }
};

double train(double lr, int64_t epochs, const Data& data, hone::Trial& trial) {
  torch::nn::Linear net(4, 1);
  torch::optim::SGD sgd(net->parameters(), torch::optim::SGDOptions(lr));
  auto hooks = hone::hooks(Finite{}, hone::prune(trial), hone::checkpoint(trial).with("net", net));
  for (int64_t epoch = hooks.resume(1); epoch <= epochs && hooks.next() == Next::proceed; ++epoch) {
    torch::Tensor loss;
    for (int64_t batch = 0; batch < kBatches; ++batch) {
      sgd.zero_grad();
      loss = torch::mse_loss(net(data.x[batch]), data.y[batch]);
      loss.backward();
      sgd.step();
      if (hooks.on_step_end(epoch * kBatches + batch, loss) != Next::proceed) break;
    }
    std::printf("epoch %d: loss %.4f\n", static_cast<int>(epoch), loss.item<double>());
    if (hooks.next() == Next::proceed) (void)hooks.on_epoch_end(epoch, loss.item<double>());
  }
  return hooks.on_trial_end();
}

}  // namespace

int main() {
  torch::manual_seed(1);
  const Data data;
  hone::Study study("runs/nested", hone::StudyOptions().direction(hone::Direction::minimize));
  study.enqueue_trial({{"lr", 1e-2}});
  study.enqueue_trial({{"lr", 10.0}});  // too high
  study.optimize(
      [&](hone::Trial& trial) {
        return train(trial.suggest_float("lr", 1e-3, 10, hone::Scale::log), /*epochs=*/4, data,
                     trial);
      },
      /*n_trials=*/3);
  std::printf("the best: %.4f\n", hone::best_trial("runs/nested").value);
}
