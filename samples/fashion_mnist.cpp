// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// A whole study on real images: the sizes of two hidden layers, the learning rate and the optimizer
// are searched in ten trials of four epochs. Hooks report, prune and save; Ctrl-C pauses, and the
// next run goes on where this one stood. At the end the best trial's weights are read back from
// disk and tested again.
#include <hone/hone.hpp>
#include <hone/tensorboard.hpp>

#include <torch/torch.h>

#include "fashion_mnist_data.hpp"
#include <algorithm>
#include <cstdio>
#include <cxxopts.hpp>  // the command line: one header, packaged, and its help text writes itself
#include <memory>
#include <string>

namespace {

struct NetImpl : torch::nn::Module {
  NetImpl(int64_t hidden1, int64_t hidden2)
      : fc1(register_module("fc1", torch::nn::Linear(28 * 28, hidden1))),
        fc2(register_module("fc2", torch::nn::Linear(hidden1, hidden2))),
        fc3(register_module("fc3", torch::nn::Linear(hidden2, 10))) {}
  torch::Tensor forward(const torch::Tensor& x) {
    return fc3(torch::relu(fc2(torch::relu(fc1(x)))));
  }
  torch::nn::Linear fc1, fc2, fc3;
};
TORCH_MODULE(Net);

void train(Net& net, torch::optim::Optimizer& optimizer, const Images& images) {
  for (const auto& batch : torch::randperm(images.labels.size(0)).split(/*split_size=*/100)) {
    optimizer.zero_grad();
    const auto output = net(images.pixels.index_select(0, batch));
    torch::nn::functional::cross_entropy(output, images.labels.index_select(0, batch)).backward();
    optimizer.step();
  }
}

double accuracy(Net& net, const Images& images) {
  torch::NoGradGuard no_grad;
  const auto correct = net(images.pixels).argmax(1).eq(images.labels).sum().item<int64_t>();
  return static_cast<double>(correct) / static_cast<double>(images.labels.size(0));
}

}  // namespace

int main(int argc, char** argv) try {
  using cxxopts::value;
  cxxopts::Options command("fashion_mnist", "Searches small networks for Fashion-MNIST.");
  auto option = command.add_options();
  option("trials", "trials of the study", value<int64_t>()->default_value("10"));
  option("epochs", "epochs of a trial", value<int64_t>()->default_value("4"));
  option("jobs", "trials side by side", value<int>()->default_value("1"));
  option("dir", "directory of the study", value<std::string>()->default_value("runs/fashion"));
  option("subset", "train on only so many images; 0 is all", value<int64_t>()->default_value("0"));
  option("data", "folder of the images", value<std::string>()->default_value(kDebianFolder));
  option("help", "this text");
  const auto arguments = command.parse(argc, argv);
  if (arguments.count("help")) return std::puts(command.help().c_str()), 0;
  const auto trials = arguments["trials"].as<int64_t>(), epochs = arguments["epochs"].as<int64_t>();
  const auto directory = arguments["dir"].as<std::string>();

  const auto data = arguments["data"].as<std::string>();
  const Images training = read_images(data, "train", arguments["subset"].as<int64_t>());
  const Images test = read_images(data, "t10k", 0);
  torch::set_num_threads(std::min(4, torch::get_num_threads()));  // small layers gain from no more
  const hone::PauseOnSignal pause;

  hone::Study study(directory, hone::StudyOptions()
                                   .direction(hone::Direction::maximize)
                                   .sampler(hone::TpeSampler(hone::TpeSamplerOptions().seed(1))));
  hone::Progress progress = hone::progress(study).total_trials(trials);
  study.attach(hone::Progress(progress));
  study.attach(hone::log_trials(progress));
  study.attach(hone::tensorboard(study));

  const auto objective = [&](hone::Trial& trial) {
    torch::manual_seed(static_cast<uint64_t>(trial.number()));
    const int64_t hidden1 = trial.suggest_int("hidden_size1", 100, 300);
    const int64_t hidden2 = trial.suggest_int("hidden_size2", 100, 300);
    Net net(hidden1, hidden2);
    const double lr = trial.suggest_float("lr", 1e-4, 1e-1, hone::Scale::log);
    std::unique_ptr<torch::optim::Optimizer> optimizer;
    if (trial.suggest_categorical("optimizer", {"adam", "sgd"}) == "adam")
      optimizer = std::make_unique<torch::optim::Adam>(net->parameters(), lr);
    else
      optimizer = std::make_unique<torch::optim::SGD>(net->parameters(),
                                                      torch::optim::SGDOptions(lr).momentum(0.9));

    auto hooks = hone::hooks(hone::report(trial), hone::prune(trial), pause, progress,
                             hone::tensorboard(trial).value_tag("accuracy"),
                             hone::checkpoint(trial)
                                 .with("model_state_dict", net)
                                 .with("optimizer_state_dict", *optimizer));
    for (int64_t epoch = hooks.resume(1); epoch <= epochs; ++epoch) {
      train(net, *optimizer, training);
      if (hooks.on_epoch_end(epoch, accuracy(net, test)) != hone::Next::proceed) break;
    }
    return hooks.on_trial_end();
  };

  study.optimize(objective,
                 hone::OptimizeOptions().total_trials(trials).n_jobs(arguments["jobs"].as<int>()));
  progress.finish();
  if (pause.signal()) return std::puts("paused; run again to go on"), pause.exit_code();

  const hone::BestTrial best = hone::best_trial(directory);
  std::printf("the best is trial %d, in %s:\n", static_cast<int>(best.number),
              best.checkpoint.c_str());
  for (const auto& [name, value] : best.params)
    std::printf("  %s = %s\n", name.c_str(), value.to_string().c_str());
  Net net(best.params.at("hidden_size1").as<int64_t>(),
          best.params.at("hidden_size2").as<int64_t>());
  hone::Checkpoint::open(best.checkpoint).restore("model_state_dict", net);
  const double again = accuracy(net, test);
  std::printf("its accuracy by best.json %.4f, of the weights read back %.4f\n", best.value, again);
  return again == best.value ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "fashion_mnist: %s\n", error.what());
  return 1;
}
