// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/best_trial.hpp>
#include <hone/hooks.hpp>
#include <hone/hooks/checkpoint.hpp>
#include <hone/hooks/stretch.hpp>
#include <hone/samplers/partial_fixed.hpp>
#include <hone/samplers/population.hpp>
#include <hone/study.hpp>

#include <torch/nn/modules/linear.h>
#include <torch/optim/schedulers/step_lr.h>
#include <torch/optim/sgd.h>

#include <boost/test/unit_test.hpp>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/temporary_directory.hpp"
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(population)

// Trials that start from another trial's checkpoint.

namespace {

using hone::Checkpoint;
using hone::CheckpointError;
using hone::Direction;
using hone::Next;
using hone::PopulationSampler;
using hone::PopulationSamplerOptions;
using hone::Study;
using hone::StudyOptions;
using hone::Trial;
using hone_test::TemporaryDirectory;

constexpr int64_t kInterval = 3;

Study study_in(const std::string& directory, StudyOptions options = {}) {
  return Study(directory,
               options.sampler(PopulationSampler(
                   PopulationSamplerOptions().population_size(2).interval(kInterval).seed(1))));
}

// A small training that draws random numbers in each epoch. Its learning rate is halved every
// second epoch.
struct Training {
  explicit Training(double its_lr)
      : lr(its_lr),
        optimizer({weights}, torch::optim::SGDOptions(lr).momentum(0.9)),
        scheduler(optimizer, /*step_size=*/2, /*gamma=*/0.5) {}

  void epoch() {  // no autograd: it refuses to run in a forked child if the parent used it
    weights.mutable_grad() = 0.5 * weights.detach() + torch::randn({3});
    optimizer.step();
    scheduler.step();
  }
  double rate() { return optimizer.param_groups()[0].options().get_lr(); }
  at::Tensor momentum() {
    auto& all = optimizer.state();
    auto& state = *all.at(hone::detail::state_key(all, weights));
    return static_cast<torch::optim::SGDParamState&>(state).momentum_buffer();
  }

  double lr;
  at::Tensor weights = torch::ones({3});
  torch::optim::SGD optimizer;
  torch::optim::StepLR scheduler;
};

struct Nothing {
  void operator()(int64_t /*epoch*/, Training& /*training*/) const {}
};

// Runs one stretch. `look` is called with 0 at the start of the loop, then after each epoch.
// Returns the epochs that were run.
template <class Look = Nothing>
std::vector<int64_t> run(Trial& trial, Training& training, Look look = {}) {
  auto hooks = hone::hooks(hone::stretch(trial), hone::report(trial),
                           hone::checkpoint(trial)
                               .with("weights", training.weights)
                               .with("optimizer", training.optimizer)
                               .with("scheduler", training.scheduler)
                               .with("lr", training.lr));
  std::vector<int64_t> epochs;
  int64_t epoch = hooks.resume(1);
  look(int64_t{0}, training);
  for (; epoch <= 100; ++epoch) {
    training.epoch();
    epochs.push_back(epoch);
    const Next next = hooks.on_epoch_end(epoch, static_cast<double>(epoch));
    look(epoch, training);
    if (next != Next::proceed) break;
  }
  (void)hooks.on_trial_end();
  return epochs;
}

// Asks for a trial and trains its stretch.
template <class Look = Nothing>
std::vector<int64_t> run(Study& study, double value, Look look = {}) {
  const torch::NoGradGuard no_grad;
  Trial trial = study.ask();
  torch::manual_seed(static_cast<uint64_t>(trial.number()));
  Training training(trial.suggest_float("lr", 1e-3, 1e-1, hone::Scale::log));
  const std::vector<int64_t> epochs = run(trial, training, look);
  study.tell(trial, value);
  return epochs;
}

bool are_equal(const at::Tensor& a, const at::Tensor& b) { return a.equal(b); }

template <class E, class Call>
void says(Call call, const std::vector<std::string>& words) {
  BOOST_CHECK_EXCEPTION(call(), E, [&](const E& error) {
    const std::string text = error.what();
    bool all = text.rfind("hone: ", 0) == 0;
    for (const std::string& word : words) all = all && text.find(word) != std::string::npos;
    if (!all) BOOST_TEST_MESSAGE("it said: " << text);
    return all;
  });
}

}  // namespace

BOOST_AUTO_TEST_CASE(stretches_of_one_member_end_with_the_bits_of_one_long_training) {
  TemporaryDirectory directory;
  Study study = study_in(directory / "runs");
  BOOST_TEST((run(study, 1) == std::vector<int64_t>{1, 2, 3}));
  BOOST_TEST((run(study, 2) == std::vector<int64_t>{1, 2, 3}));
  BOOST_TEST((run(study, 1) == std::vector<int64_t>{4, 5, 6}));

  const torch::NoGradGuard no_grad;
  torch::manual_seed(0);
  Training longer(study.trials()[0].param<double>("lr"));
  for (int epoch = 1; epoch <= 6; ++epoch) longer.epoch();
  Training stretched(0.5);
  Checkpoint::open(directory / "runs/trials/2/best.pt")
      .restore("weights", stretched.weights)
      .restore("optimizer", stretched.optimizer);
  BOOST_TEST(are_equal(stretched.weights, longer.weights));
  BOOST_TEST(are_equal(stretched.momentum(), longer.momentum()));
  BOOST_TEST(stretched.rate() == longer.rate());
}

BOOST_AUTO_TEST_CASE(a_copy_has_its_parents_state_and_its_own_parameters) {
  TemporaryDirectory directory;
  Study study = study_in(directory / "runs");
  run(study, 1);
  run(study, 2);
  run(study, 1);
  Training parent(0.5);
  Checkpoint::open(directory / "runs/trials/0/best.pt")
      .restore("weights", parent.weights)
      .restore("optimizer", parent.optimizer)
      .restore("scheduler", parent.scheduler);
  const auto epochs = run(study, 1, [&](int64_t epoch, Training& copy) {
    if (epoch != 0) return;
    const double own = study.trials()[3].param<double>("lr");
    const double its = study.trials()[0].param<double>("lr");
    BOOST_TEST(own != its);
    BOOST_TEST(are_equal(copy.weights, parent.weights));
    BOOST_TEST(are_equal(copy.momentum(), parent.momentum()));
    BOOST_TEST(parent.rate() == its / 2);  // the scheduler has halved it once
    BOOST_TEST(std::abs(copy.rate() / (own / 2) - 1) < 1e-12);
    BOOST_TEST(copy.lr == own);  // saved under a parameter's name
  });
  BOOST_TEST((epochs == std::vector<int64_t>{4, 5, 6}));
  BOOST_TEST(*hone::detail::population_place(study.trials()[3]).parent == 0);
}

BOOST_AUTO_TEST_CASE(the_last_epoch_counts_and_the_pointer_names_its_weights) {
  TemporaryDirectory directory;
  Study study = study_in(directory / "runs");
  study.optimize(
      [](Trial& trial) {
        int64_t x = 0;
        auto hooks = hone::hooks(hone::stretch(trial), hone::checkpoint(trial).with("x", x));
        for (int64_t epoch = hooks.resume(1); epoch <= 5; ++epoch) {
          x = epoch;
          if (hooks.on_epoch_end(epoch, static_cast<double>(epoch)) != Next::proceed) break;
        }
        return hooks.on_trial_end();
      },
      6);
  const auto trials = study.trials();
  BOOST_TEST(trials[0].value() == 3);  // though 1 was less
  BOOST_TEST(trials[2].value() == 5);  // the limit of the loop
  BOOST_TEST(trials[4].value() == 5);  // no epochs were left to train
  const hone::BestTrial best = hone::best_trial(directory / "runs");
  BOOST_TEST(best.number == 0);
  BOOST_TEST(best.value == 3);
  BOOST_TEST(best.epoch == 3);
  int64_t x = 0;
  Checkpoint::open(best.checkpoint).restore("x", x);
  BOOST_TEST(x == 3);
  Checkpoint::open(directory / "runs/trials/4/best.pt").restore("x", x);
  BOOST_TEST(x == 5);
}

BOOST_AUTO_TEST_CASE(killed_anywhere_in_a_stretch_it_ends_as_if_it_had_not_been) {
  const auto weights_of = [](const std::string& path) {
    at::Tensor weights = torch::empty({3});
    Checkpoint::open(path).restore("weights", weights);
    return weights;
  };
  TemporaryDirectory directory;
  {
    Study peace = study_in(directory / "peace");
    run(peace, 1);
    run(peace, 2);
    run(peace, 1);
    run(peace, 1);
  }
  for (int64_t when = 0; when <= 2; ++when) {
    const std::string path = directory / ("killed" + std::to_string(when));
    {  // same seeds, so the same parameters
      Study study = study_in(path);
      run(study, 1);
      run(study, 2);
      run(study, 1);
    }
    const pid_t child = ::fork();
    if (child == 0) {
      Study study = study_in(path);
      run(study, 1, [&](int64_t epoch, Training&) {
        if (epoch == (when == 0 ? 0 : 3 + when)) ::kill(::getpid(), SIGKILL);
      });
      ::_exit(0);
    }
    int status = 0;
    BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
    BOOST_REQUIRE(WIFSIGNALED(status));
    Study study = study_in(path);
    const auto epochs = run(study, 1);
    BOOST_TEST(study.trials().size() == 4u);
    BOOST_TEST(epochs.front() == 4 + when);
    BOOST_TEST(epochs.back() == 6);
    BOOST_TEST(are_equal(weights_of(path + "/trials/3/best.pt"),
                         weights_of(directory / "peace/trials/3/best.pt")));
  }
}

BOOST_AUTO_TEST_CASE(a_toy_is_solved_by_a_schedule_and_by_no_fixed_parameter) {
  TemporaryDirectory directory;
  const auto population =
      PopulationSamplerOptions().population_size(4).interval(8).generations(6).seed(1);
  // The toy problem of the paper: the value is 1.2 - |w|^2, but training sees only one weight.
  const auto objective = [](Trial& trial) {
    const int64_t seen = trial.suggest_categorical("seen", {0, 1});
    const at::Tensor weights = torch::full({2}, 0.9);
    at::Tensor held = weights;
    torch::optim::SGD optimizer({weights}, torch::optim::SGDOptions(0.1));
    const auto value = [&] { return 1.2 - weights.square().sum().item<double>(); };
    auto hooks = hone::hooks(
        hone::stretch(trial),
        hone::checkpoint(trial).every(8).with("weights", held).with("optimizer", optimizer));
    for (int64_t epoch = hooks.resume(1); epoch <= 48; ++epoch) {
      weights.mutable_grad() = torch::zeros({2});
      weights.grad()[seen] = 2 * weights[seen];
      optimizer.step();
      if (hooks.on_epoch_end(epoch, value()) != Next::proceed) break;
    }
    return hooks.on_trial_end();
  };
  const auto best_of = [&](const std::string& name, auto sampler) {
    Study study(directory / name,
                StudyOptions().direction(Direction::maximize).sampler(std::move(sampler)));
    study.optimize(objective);
    BOOST_TEST(study.trials().size() == 24u);
    return study.best_value();
  };
  BOOST_TEST(best_of("schedule", PopulationSampler(population)) > 1.1);
  BOOST_TEST(best_of("fixed", hone::PartialFixedSampler({{"seen", 0}},
                                                        PopulationSampler(population))) < 0.4);
  at::Tensor weights = torch::empty({2});
  const hone::BestTrial best = hone::best_trial(directory / "schedule");
  Checkpoint::open(best.checkpoint).restore("weights", weights);
  BOOST_TEST(1.2 - weights.square().sum().item<double>() == best.value);
}

BOOST_AUTO_TEST_CASE(a_parent_whose_checkpoint_is_gone_is_named) {
  TemporaryDirectory directory;
  Study study = study_in(directory / "runs",
                         StudyOptions().keep(hone::TrialState::complete, hone::TrialFiles::none));
  for (const double value : {1.0, 2.0}) run(study, value);
  BOOST_REQUIRE(::unlink((directory / "runs/trials/0/best.pt").c_str()) == 0);
  says<CheckpointError>([&] { run(study, 1); },
                        {"trial 2 of study \"runs\" goes on from trial 0",
                         "trials/0/best.pt is gone", "StudyOptions::keep", "TrialFiles::best"});
}

BOOST_AUTO_TEST_CASE(a_model_that_a_parameter_shapes_does_not_fit_and_the_error_says_what_to_do) {
  TemporaryDirectory directory;
  const auto study_with = [&](const std::string& name, PopulationSamplerOptions options) {
    return Study(directory / name, StudyOptions().sampler(PopulationSampler(options)));
  };
  const auto objective = [](Trial& trial) {
    torch::nn::Linear model(1, trial.suggest_int("width", 1, 100));
    auto hooks = hone::hooks(hone::stretch(trial), hone::checkpoint(trial).with("model", model));
    const int64_t epoch = hooks.resume(1);
    (void)hooks.on_epoch_end(epoch, static_cast<double>(trial.number()));
    return hooks.on_trial_end();
  };
  const auto options = PopulationSamplerOptions().population_size(2).seed(1);
  Study study = study_with("moved", options);
  says<CheckpointError>([&] { study.optimize(objective, 8); },
                        {"goes on from trial", "weight is", "inherit({\"name\"})"});
  Study other = study_with("inherited", PopulationSamplerOptions(options).inherit({"width"}));
  other.optimize(objective, 8);
  BOOST_TEST(other.trials().size() == 8u);
}

BOOST_AUTO_TEST_CASE(a_loop_that_does_not_end_its_stretches_is_told_so) {
  TemporaryDirectory directory;
  Study study = study_in(directory / "runs");
  Trial trial = study.ask();
  int64_t x = 0;
  auto hooks = hone::hooks(hone::report(trial), hone::checkpoint(trial).with("x", x));
  says<hone::ArgumentError>([&] { hooks.resume(1); },
                            {"trial 0 of study \"runs\"", "add hone::stretch(trial)"});
}

BOOST_AUTO_TEST_CASE(a_folder_of_another_study_is_not_taken_for_the_parents) {
  TemporaryDirectory directory;
  Study study = study_in(directory / "runs");
  run(study, 1);
  run(study, 2);
  BOOST_REQUIRE(::rename((directory / "runs/trials/1/best.pt").c_str(),
                         (directory / "runs/trials/0/best.pt").c_str()) == 0);
  says<CheckpointError>([&] { run(study, 1); }, {"goes on from trial 0", "is not of that trial"});
}

BOOST_AUTO_TEST_SUITE_END()
