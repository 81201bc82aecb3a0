// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// What docs/checkpoints.md quotes.
#include <hone/hone.hpp>

#include <torch/torch.h>

#include <chrono>
#include <cstdio>
#include <map>
#include <string>

namespace {

struct Scaler {
  double mean = 0, scale = 1;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& mean& scale;
  }
};

void train(bool verbose) {
  torch::nn::Linear model(2, 1);
  torch::optim::AdamW optimizer(model->parameters(), 1e-3);
  torch::optim::StepLR scheduler(optimizer, 2, 0.5);
  Scaler scaler{3.5, 2.0};

  const hone::PauseOnSignal pause;  // Ctrl-C and SIGTERM, for as long as it lives
  auto hooks = hone::hooks(pause, hone::checkpoint("runs/plain")
                                      .minimize()
                                      .with("model", model)
                                      .with("optimizer", optimizer)
                                      .with("scheduler", scheduler)
                                      .with("scaler", scaler));
  for (int64_t epoch = hooks.resume(1); epoch <= 5; ++epoch) {
    optimizer.zero_grad();
    const auto loss = model(torch::ones({1, 2})).pow(2).sum();
    loss.backward();
    optimizer.step();
    scheduler.step();
    if (verbose) std::printf("%d\n", static_cast<int>(epoch));
    if (hooks.on_epoch_end(epoch, loss.item<double>()) != hone::Next::proceed) break;
  }
  hooks.on_trial_end();
}

void read() {
  const hone::Checkpoint best = hone::Checkpoint::open("runs/plain/best.pt");
  torch::nn::Linear model(2, 1);
  Scaler scaler;
  best.restore("model", model).restore("scaler", scaler);
  std::printf("epoch %d, value %g\n", static_cast<int>(best.epoch()), best.value());
}

void go_on_in_an_epoch() {
  const int64_t examples = 400;
  torch::nn::Linear model(2, 1);
  torch::data::samplers::RandomSampler sampler(examples);
  auto hooks = hone::hooks(hone::checkpoint("runs/steps")
                               .minimize()
                               .every(1)
                               .every_steps(100)
                               .with("model", model)
                               .with("sampler", sampler));
  for (int64_t epoch = hooks.resume(1); epoch <= 2; ++epoch) {
    int64_t step = hooks.resumed_step();
    if (step == 0) sampler.reset();  // else it goes on with the examples that are left
    while (const auto batch = sampler.next(32)) {
      const auto loss = model(torch::ones({static_cast<int64_t>(batch->size()), 2})).sum();
      if (hooks.on_step_end(++step, loss) != hone::Next::proceed) break;
    }
    if (hooks.next() != hone::Next::proceed) break;
    if (hooks.on_epoch_end(epoch, 1.0) != hone::Next::proceed) break;
  }
  hooks.on_trial_end();
}

void save_in_the_background() {
  torch::nn::Linear model(2, 1);
  auto saver = hone::checkpoint("runs/background").minimize().with("model", model).background();
  auto hooks = hone::hooks(saver);
  for (int64_t epoch = hooks.resume(1); epoch <= 3; ++epoch)
    if (hooks.on_epoch_end(epoch, 1.0) != hone::Next::proceed) break;
  hooks.on_trial_end();
}

void keep_some_epochs() {
  torch::nn::Linear model(2, 1);
  auto hooks = hone::hooks(hone::checkpoint("runs/kept")
                               .minimize()
                               .every(5)                         // last.pt after every 5th epoch
                               .every(std::chrono::minutes(10))  // and not more often than this
                               .keep_best(3)  // the three best epochs, each in a file of its own
                               .keep_last(2)  // and the two that were saved last
                               .with("model", model));
  for (int64_t epoch = hooks.resume(1); epoch <= 8; ++epoch)
    if (hooks.on_epoch_end(epoch, 1.0 / static_cast<double>(epoch)) != hone::Next::proceed) break;
  hooks.on_trial_end();
}

double train_short(hone::Trial& trial) {
  torch::nn::Linear model(2, 1);
  torch::optim::SGD optimizer(model->parameters(),
                              trial.suggest_float("lr", 1e-3, 1e-1, hone::Scale::log));
  auto hooks =
      hone::hooks(hone::checkpoint(trial).with("model", model).with("optimizer", optimizer));
  for (int64_t epoch = hooks.resume(1); epoch <= 2; ++epoch)
    if (hooks.on_epoch_end(epoch, 1.0) != hone::Next::proceed) break;
  return hooks.on_trial_end();
}

double train_longer(const std::string& study) {
  const hone::BestTrial best = hone::best_trial(study);
  hone::Trial trial = hone::fixed_trial(best.params);
  torch::nn::Linear model(2, 1);
  torch::optim::SGD optimizer(model->parameters(),
                              trial.suggest_float("lr", 1e-3, 1e-1, hone::Scale::log));
  hone::Checkpoint::open(best.checkpoint).restore("model", model).restore("optimizer", optimizer);

  auto hooks = hone::hooks(
      hone::checkpoint("runs/longer").minimize().with("model", model).with("optimizer", optimizer));
  for (int64_t epoch = hooks.resume(best.epoch + 1); epoch <= 20; ++epoch)
    if (hooks.on_epoch_end(epoch, 1.0) != hone::Next::proceed) break;
  return hooks.on_trial_end();
}

void keep_little_of_trials() {
  hone::Study study("runs/little", hone::StudyOptions()
                                       .keep(hone::TrialState::complete, hone::TrialFiles::none)
                                       .keep(hone::TrialState::pruned, hone::TrialFiles::all)
                                       .keep(hone::TrialState::fail, hone::TrialFiles::best));
  study.optimize([](hone::Trial& trial) { return trial.suggest_float("x", 0.0, 1.0); }, 2);
}

void take_what_matches() {
  struct NetImpl : torch::nn::Module {
    NetImpl() {
      register_module("body", torch::nn::Linear(4, 8));
      register_module("head", torch::nn::Linear(8, 3));
    }
  };
  NetImpl trained, model;
  hone::save_safetensors("body.safetensors",
                         std::map<std::string, at::Tensor>{{"body.weight", trained.parameters()[0]},
                                                           {"body.bias", trained.parameters()[1]}});
  const hone::Checkpoint checkpoint = hone::Checkpoint::open("body.safetensors");
  const hone::IncompatibleKeys keys = checkpoint.restore("", model, hone::Strict::no);
  for (const std::string& name : keys.missing_keys)
    std::printf("%s keeps its own numbers\n", name.c_str());
}

double run_epoch(torch::nn::Linear& model) {
  return model(torch::ones({1, 2})).pow(2).sum().item<double>();
}

double cross_validate(hone::Trial& trial) {
  double sum = 0;
  const std::string folder = trial.study_directory() + "/trials/" + std::to_string(trial.number());
  for (int fold = 0; fold < 3; ++fold) {
    torch::nn::Linear model(2, 1);
    auto hooks = hone::hooks(
        hone::checkpoint(folder + "/fold" + std::to_string(fold)).minimize().with("model", model));
    for (int64_t epoch = hooks.resume(1); epoch <= 2; ++epoch)
      if (hooks.on_epoch_end(epoch, run_epoch(model)) != hone::Next::proceed) break;
    sum += hooks.on_trial_end();
  }
  return sum / 3;
}

struct Callbacks {
  explicit Callbacks(torch::nn::Linear& model)
      : hooks(hone::hooks(hone::early_stop(3, hone::Direction::minimize),
                          hone::checkpoint("runs/engine").with("model", model))) {}

  int64_t on_begin() { return hooks.resume(1); }
  bool on_epoch_end(int64_t epoch, double loss) {
    return hooks.on_epoch_end(epoch, loss) == hone::Next::proceed;
  }

  hone::HookSet<hone::EarlyStop, hone::CheckpointHook> hooks;
};

void call_back() {
  torch::nn::Linear model(2, 1);
  Callbacks callbacks(model);
  for (int64_t epoch = callbacks.on_begin(); epoch <= 2; ++epoch)
    if (!callbacks.on_epoch_end(epoch, run_epoch(model))) break;
}

void share_weights() {
  torch::nn::Linear model(2, 1), other(2, 1);
  hone::save_safetensors("model.safetensors", model, {{"license", "MIT"}});
  hone::Checkpoint::open("model.safetensors").restore("", other);
}

void look_into_a_file() {
  const std::string path = "runs/plain/best.pt";
  for (const hone::TensorInfo& tensor : hone::list_tensors(path))
    std::printf("%s %s\n", tensor.name.c_str(), tensor.dtype.c_str());
  hone::verify_checkpoint(path);
}

}  // namespace

int main() {
  train(true);
  read();
  go_on_in_an_epoch();
  save_in_the_background();
  keep_some_epochs();
  keep_little_of_trials();
  hone::Study("runs/short").optimize(train_short, 2);
  train_longer("runs/short");
  take_what_matches();
  hone::Study("runs/folds").optimize(cross_validate, 2);
  call_back();
  share_weights();
  look_into_a_file();
}
