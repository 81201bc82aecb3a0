// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// One rank of a study over Gloo. Prints all that it sees; gloo_ranks.py starts four and compares.
//
//   gloo_training STUDY TRIALS [die RANK TRIAL EPOCH | throw TRIAL EPOCH]
#include <hone/distributed.hpp>
#include <hone/hooks.hpp>
#include <hone/hooks/checkpoint.hpp>
#include <hone/pruners/median.hpp>

#include <torch/nn/functional/loss.h>
#include <torch/nn/modules/linear.h>
#include <torch/optim/adam.h>

#include "gloo_group.hpp"
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct Fault {
  std::string kind;
  int rank = 0;
  int64_t trial = -1, epoch = 0;
};

struct ThrowsAt {
  Fault fault;
  int64_t trial;
  void on_epoch_end(const hone::EpochEnd& event) const {
    if (fault.kind == "throw" && trial == fault.trial && event.epoch == fault.epoch)
      throw std::runtime_error("rank 0 cannot go on");
  }
};

double sum_of(const torch::nn::Linear& model) {
  double sum = 0;
  for (const at::Tensor& parameter : model->parameters())
    sum += parameter.detach().to(at::kDouble).sum().item<double>();
  return sum;
}

at::Tensor mean_over_ranks(c10d::ProcessGroup& group, const at::Tensor& tensor) {
  std::vector<at::Tensor> tensors{tensor};
  group.allreduce(tensors)->wait();
  return tensor.div_(group.getSize());
}

int run(const std::string& directory, int64_t trials, const Fault& fault) {
  static const auto group = hone_test::gloo_group(std::chrono::seconds(20));
  const int rank = group->getRank();
  torch::manual_seed(static_cast<uint64_t>(rank));  // the ranks start with different weights
  const at::Tensor x = torch::randn({64, 4});
  const at::Tensor y = x.sum(1, /*keepdim=*/true);

  const hone::Ranks ranks = hone::ranks(group);
  hone::RankStudy study(ranks, directory, hone::StudyOptions().sampler(hone::RandomSampler(3)));
  study.optimize(
      [&](hone::RankTrial& trial) {
        const double lr = trial.suggest_float("lr", 1e-3, 1, hone::Scale::log);
        const std::string kind = trial.suggest_categorical("loss", {"mse", "l1"});
        torch::nn::Linear model(4, 1);
        torch::optim::Adam optimizer(model->parameters(), lr);
        auto hooks =
            ranks.hooks(hone::report(trial), hone::prune(trial), ThrowsAt{fault, trial.number()},
                        hone::checkpoint(trial).with("model", model).with("optimizer", optimizer));
        int64_t epoch = hooks.resume(1);
        const int number = static_cast<int>(trial.number());
        std::printf("trial %d: lr %.17g loss %s from epoch %d weights %.17g\n", number, lr,
                    kind.c_str(), static_cast<int>(epoch), sum_of(model));
        for (; epoch <= 6; ++epoch) {
          const at::Tensor out = model->forward(x);
          const at::Tensor loss = kind == "mse" ? torch::mse_loss(out, y) : torch::l1_loss(out, y);
          optimizer.zero_grad();
          loss.backward();
          for (const at::Tensor& parameter : model->parameters())
            mean_over_ranks(*group, parameter.grad());
          optimizer.step();
          const double value = mean_over_ranks(*group, loss.detach().clone()).item<double>();
          if (fault.kind == "die" && rank == fault.rank && trial.number() == fault.trial &&
              epoch == fault.epoch)
            std::raise(SIGKILL);
          const hone::Next next = hooks.on_epoch_end(epoch, value);
          std::printf("trial %d: epoch %d loss %.17g answer %d weights %.17g\n", number,
                      static_cast<int>(epoch), value, static_cast<int>(next), sum_of(model));
          std::fflush(stdout);
          if (next != hone::Next::proceed) break;
        }
        const double value = hooks.on_trial_end();
        std::printf("trial %d: value %.17g\n", number, value);
        std::fflush(stdout);
        return value;
      },
      hone::OptimizeOptions().total_trials(trials));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // see docs/distributed.md
  std::vector<std::string> words(argv + 1, argv + argc);
  Fault fault;
  if (words.size() > 2) fault.kind = words[2];
  if (fault.kind == "die") {
    fault.rank = std::stoi(words[3]);
    words.erase(words.begin() + 3);
  }
  if (words.size() > 4) fault.trial = std::stoi(words[3]), fault.epoch = std::stoi(words[4]);
  try {
    return run(words.at(0), std::stoi(words.at(1)), fault);
  } catch (const hone::RankError& error) {
    std::fprintf(stderr, "RankError %s\n", error.what());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
  }
  // How libtorch tears down a group that has lost a rank is not tested here.
  std::_Exit(1);
}
