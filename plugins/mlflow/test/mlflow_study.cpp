// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// mlflow_study DIRECTORY TRIALS EPOCHS PAUSE_MS FLUSH_S: runs a study without torch and reports it
// to the server that the environment names. Prints the cost of the hook, and each warning, one per
// line.
#include <hone/hooks.hpp>
#include <hone/mlflow.hpp>
#include <hone/study.hpp>

#include <boost/filesystem.hpp>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>

int main(int argc, char** argv) {
  if (argc != 6) return 2;
  const std::string directory = argv[1];
  const int64_t trials = std::atoll(argv[2]), epochs = std::atoll(argv[3]);
  const auto pause = std::chrono::milliseconds(std::atoll(argv[4]));
  using Clock = std::chrono::steady_clock;
  Clock::duration spent{0};
  int64_t calls = 0;
  {
    hone::Study study(
        directory,
        hone::StudyOptions().direction(hone::Direction::minimize).sampler(hone::RandomSampler(7)));
    hone::MlflowTracker mlflow(study,
                               hone::MlflowOptions()
                                   .send_every(std::chrono::duration<double>(0.05))
                                   .retry_within(std::chrono::duration<double>(0.5))
                                   .flush_timeout(std::chrono::duration<double>(std::atof(argv[5])))
                                   .tag("team", "vision")
                                   .on_warning([](const std::string& text) {
                                     std::printf("warning: %s\n", text.c_str());
                                     std::fflush(stdout);
                                   }));
    study.attach(mlflow);
    study.optimize(
        [&](hone::Trial& trial) {
          const double x = trial.suggest_float("x", -1, 1);
          trial.suggest_categorical("optimizer", {"sgd", "adam"});
          trial.set_user_attr("note", "größe");
          double loss = 0;
          auto hook = mlflow.hook(trial).metric("train/loss", loss);
          const std::string folder =
              trial.study_directory() + "/trials/" + std::to_string(trial.number());
          boost::filesystem::create_directories(folder);
          std::ofstream(folder + "/best.pt") << "weights of " << trial.number();
          for (int64_t epoch = 1; epoch <= epochs; ++epoch) {
            loss = x * x + 1 / static_cast<double>(epoch);
            const auto begin = Clock::now();
            hook.on_epoch_end(hone::EpochEnd{epoch, loss});
            spent += Clock::now() - begin;
            ++calls;
            std::this_thread::sleep_for(pause);
          }
          if (trial.number() % 10 == 3) throw hone::TrialPruned();
          if (trial.number() % 10 == 4) return std::nan("");
          return x * x;
        },
        hone::OptimizeOptions().total_trials(trials));
    std::printf("an epoch: %.2f us\n", std::chrono::duration<double, std::micro>(spent).count() /
                                           static_cast<double>(calls));
    std::printf("trained\n");
    std::fflush(stdout);
  }
  std::printf("left: %d\n",
              static_cast<int>(hone::detail::Spool::all(directory + "/mlflow").size()));
}
