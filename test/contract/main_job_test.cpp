// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// The main use case: a torch loop with hooks in a study with a directory.
#include <hone/checkpoint/best_trial.hpp>
#include <hone/hone.hpp>

#include <torch/torch.h>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <test/temporary_directory.hpp>
#include <vector>

namespace {

using hone_test::TemporaryDirectory;

struct ClassifierImpl : torch::nn::Module {
  explicit ClassifierImpl(int64_t width)
      : input(register_module("input", torch::nn::Linear(3, width))),
        norm(register_module("norm", torch::nn::BatchNorm1d(width))),
        output(register_module("output", torch::nn::Linear(width, 2))) {}
  torch::Tensor forward(const torch::Tensor& x) { return output(torch::tanh(norm(input(x)))); }
  torch::nn::Linear input;
  torch::nn::BatchNorm1d norm;
  torch::nn::Linear output;
};
TORCH_MODULE(Classifier);

/// Points, and the side of a plane that they lie on.
struct Task {
  torch::Tensor x = torch::randn({48, 3});
  torch::Tensor side = (x.sum(1) > 0).to(torch::kLong);

  double accuracy(Classifier& model) const {
    torch::NoGradGuard no_grad;
    model->eval();
    const auto right = model(x).argmax(1).eq(side).sum().item<int64_t>();
    return static_cast<double>(right) / 48;
  }
  void train(Classifier& model, torch::optim::Optimizer& optimizer) const {
    model->train();
    optimizer.zero_grad();
    torch::nn::functional::cross_entropy(model(x), side).backward();
    optimizer.step();
  }
};

const auto kMaximize = hone::StudyOptions().direction(hone::Direction::maximize);

/// Answers `answer` after `epoch`.
struct AnswerAfter {
  int64_t epoch;
  hone::Next answer;
  hone::Next on_epoch_end(const hone::EpochEnd& event) const {
    return event.epoch >= epoch ? answer : hone::Next::proceed;
  }
};

/// Epochs 1 to 5 with values 1 3 2 1 1. The weight is the epoch; the second is the best.
double five_epochs(hone::Trial& trial, AnswerAfter answer, std::vector<int64_t>* seen = nullptr) {
  const std::vector<double> values = {1, 3, 2, 1, 1};
  torch::nn::Linear model(torch::nn::LinearOptions(1, 1).bias(false));
  auto hooks =
      hone::hooks(hone::report(trial), answer, hone::checkpoint(trial).with("model", model));
  for (int64_t epoch = hooks.resume(1); epoch <= 5; ++epoch) {
    if (seen) seen->push_back(epoch);
    torch::nn::init::constant_(model->weight, static_cast<double>(epoch));
    if (hooks.on_epoch_end(epoch, values[static_cast<size_t>(epoch - 1)]) != hone::Next::proceed)
      break;
  }
  return hooks.on_trial_end();
}

double weight_in(const std::string& checkpoint) {
  torch::nn::Linear model(torch::nn::LinearOptions(1, 1).bias(false));
  hone::Checkpoint::open(checkpoint).restore("model", model);
  return model->weight.item<double>();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(main_job)

BOOST_AUTO_TEST_CASE(the_weights_that_the_pointer_names_measure_what_it_says) {
  TemporaryDirectory directory;
  torch::manual_seed(11);
  const Task task;
  const auto objective = [&](hone::Trial& trial) {
    Classifier model(trial.suggest_int("width", 2, 9));
    const double lr = trial.suggest_float("lr", 1e-3, 1.0, hone::Scale::log);
    torch::optim::SGD optimizer(model->parameters(),
                                torch::optim::SGDOptions(lr).momentum(
                                    trial.suggest_categorical("momentum", {0.0, 0.5, 0.9})));
    auto hooks =
        hone::hooks(hone::report(trial), hone::prune(trial),
                    hone::checkpoint(trial).with("classifier", model).with("optimizer", optimizer));
    for (int64_t epoch = hooks.resume(1); epoch <= 5; ++epoch) {
      task.train(model, optimizer);
      if (hooks.on_epoch_end(epoch, task.accuracy(model)) != hone::Next::proceed) break;
    }
    return hooks.on_trial_end();
  };
  hone::FrozenTrial best_record;
  {
    hone::Study study(directory / "planes", kMaximize);
    study.optimize(objective, 7);
    best_record = study.best_trial();
  }

  const hone::BestTrial best = hone::best_trial(directory / "planes");
  BOOST_TEST(best.study == "planes");
  BOOST_TEST(best.number == best_record.number);
  BOOST_TEST(best.value == best_record.value());
  BOOST_TEST(best.epoch_value == best.value);
  for (const hone::Param& param : best_record.params)
    BOOST_TEST((best.params.at(param.name) == param.value()), param.name);

  const hone::Checkpoint checkpoint = hone::Checkpoint::open(best.checkpoint);
  BOOST_TEST(checkpoint.epoch() == best.epoch);
  BOOST_TEST(checkpoint.value() == best.epoch_value);
  Classifier model(best_record.param<int64_t>("width"));
  torch::optim::SGD optimizer(model->parameters(), torch::optim::SGDOptions(77.0));
  checkpoint.restore("classifier", model).restore("optimizer", optimizer);
  BOOST_TEST(task.accuracy(model) == best.value);
  const auto& options =
      static_cast<torch::optim::SGDOptions&>(optimizer.param_groups()[0].options());
  BOOST_TEST(options.lr() == best_record.param<double>("lr"));
  BOOST_TEST(options.momentum() == best_record.param<double>("momentum"));

  hone::Study again(directory / "planes");  // no direction given: uses the stored one
  BOOST_TEST(again.trials().size() == 7u);
  BOOST_TEST((again.direction() == hone::Direction::maximize));
  again.optimize(objective, hone::OptimizeOptions().total_trials(7));
  BOOST_TEST(again.trials().size() == 7u);
}

BOOST_AUTO_TEST_CASE(a_trial_that_stopped_early_counts_with_its_best_epoch) {
  TemporaryDirectory directory;
  hone::Study study(directory / "ends", kMaximize);
  study.optimize([](auto& trial) { return five_epochs(trial, {4, hone::Next::stop}); }, 1);
  const hone::FrozenTrial trial = study.trials().at(0);
  BOOST_TEST((trial.state == hone::TrialState::complete));
  BOOST_TEST(trial.value() == 3.0);
  BOOST_TEST(trial.intermediate_values.size() == 4u);
  const hone::BestTrial best = hone::best_trial(directory / "ends");
  BOOST_TEST(best.epoch == 2);
  BOOST_TEST(weight_in(best.checkpoint) == 2.0);
  BOOST_TEST(weight_in(directory / "ends/trials/0/last.pt") == 4.0);
}

BOOST_AUTO_TEST_CASE(a_trial_that_was_answered_prune_is_pruned_whatever_it_returns) {
  TemporaryDirectory directory;
  hone::Study study(directory / "ends", kMaximize);
  study.optimize(
      [](auto& trial) {
        five_epochs(trial, {2, hone::Next::prune});
        return 100.0;
      },
      1);
  BOOST_TEST((study.trials().at(0).state == hone::TrialState::pruned));
  BOOST_CHECK_THROW(hone::best_trial(directory / "ends"), hone::Error);
}

BOOST_AUTO_TEST_CASE(trials_rank_by_what_the_objective_returned) {
  TemporaryDirectory directory;
  hone::Study study(directory / "ends", kMaximize);
  study.optimize([](auto& trial) { return five_epochs(trial, {9, hone::Next::stop}); }, 1);
  study.optimize([](auto& trial) { return five_epochs(trial, {9, hone::Next::stop}) + 1; }, 1);
  const hone::BestTrial best = hone::best_trial(directory / "ends");
  BOOST_TEST(best.number == 1);
  BOOST_TEST(best.value == 4.0);
  BOOST_TEST(best.epoch_value == 3.0);
}

BOOST_AUTO_TEST_CASE(a_paused_trial_goes_on_at_its_next_epoch) {
  TemporaryDirectory directory;
  std::vector<int64_t> seen;
  {
    hone::Study study(directory / "ends", kMaximize);
    study.optimize(
        [&](auto& trial) {
          return five_epochs(trial, {3, hone::Next::pause}, &seen);
        },
        4);
    BOOST_TEST(study.trials().size() == 1u);
    BOOST_TEST((study.trials().at(0).state == hone::TrialState::running));
    BOOST_CHECK_THROW(hone::best_trial(directory / "ends"), hone::Error);
  }
  hone::Study study(directory / "ends");
  study.optimize(
      [&](auto& trial) {
        return five_epochs(trial, {9, hone::Next::stop}, &seen);
      },
      hone::OptimizeOptions().total_trials(1));
  BOOST_TEST(seen == (std::vector<int64_t>{1, 2, 3, 4, 5}), boost::test_tools::per_element());
  BOOST_TEST(study.trials().at(0).value() == 3.0);
  BOOST_TEST(study.trials().at(0).intermediate_values.size() == 5u);
  BOOST_TEST(weight_in(hone::best_trial(directory / "ends").checkpoint) == 2.0);
}

BOOST_AUTO_TEST_CASE(an_objective_that_throws_fails_its_trial_and_leaves_the_pointer) {
  TemporaryDirectory directory;
  hone::Study study(directory / "ends", kMaximize);
  study.optimize([](auto& trial) { return five_epochs(trial, {9, hone::Next::stop}); }, 1);
  study.optimize(
      [](auto& trial) -> double {
        five_epochs(trial, {9, hone::Next::stop});
        throw std::runtime_error("no more");
      },
      hone::OptimizeOptions().n_trials(1).catch_errors(true));
  BOOST_TEST((study.trials().at(1).state == hone::TrialState::fail));
  BOOST_TEST(hone::best_trial(directory / "ends").number == 0);
}

BOOST_AUTO_TEST_SUITE_END()
