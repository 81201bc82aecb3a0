// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// The C++ side of pruner_interop.py: plays a script of trials from standard input. Prints the
// pruner's answer to each report, and the attributes that it stores in each trial.
//
//   ask | report NUMBER STEP VALUE | end NUMBER VALUE | prune NUMBER | fail NUMBER
#include <hone/pruners/hyperband.hpp>
#include <hone/pruners/patient.hpp>
#include <hone/pruners/successive_halving.hpp>
#include <hone/pruners/threshold.hpp>
#include <hone/pruners/wilcoxon.hpp>
#include <hone/study.hpp>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace {

using hone::HyperbandPrunerOptions;
using hone::PercentilePrunerOptions;
using hone::SuccessiveHalvingPrunerOptions;
using hone::ThresholdPrunerOptions;
using hone::WilcoxonPrunerOptions;

template <class P>
std::function<std::shared_ptr<hone::Pruner>()> make(P pruner) {
  return [pruner] { return std::make_shared<P>(pruner); };
}

// Keys are the names that the Python side uses.
std::map<std::string, std::function<std::shared_ptr<hone::Pruner>()>> pruners() {
  const auto halving = [](SuccessiveHalvingPrunerOptions options = {}) {
    return make(hone::SuccessiveHalvingPruner(options));
  };
  const auto hyperband = [](HyperbandPrunerOptions options = {}) {
    return make(hone::HyperbandPruner(options));
  };
  const SuccessiveHalvingPrunerOptions by_two =
      SuccessiveHalvingPrunerOptions().min_resource(1).reduction_factor(2);
  return {
      {"median", make(hone::MedianPruner())},
      {"percentile", make(hone::PercentilePruner(30, PercentilePrunerOptions()
                                                         .n_startup_trials(2)
                                                         .n_warmup_steps(2)
                                                         .interval_steps(3)
                                                         .n_min_trials(3)))},
      {"halving", halving()},
      {"halving by two", halving(by_two)},
      {"halving late", halving(SuccessiveHalvingPrunerOptions(by_two).min_early_stopping_rate(2))},
      {"halving after five", halving(SuccessiveHalvingPrunerOptions(by_two).bootstrap_count(5))},
      {"hyperband", hyperband()},
      {"hyperband of 9", hyperband(HyperbandPrunerOptions().max_resource(9))},
      {"hyperband by two",
       hyperband(HyperbandPrunerOptions().max_resource(12).reduction_factor(2).bootstrap_count(2))},
      {"patient", make(hone::PatientPruner(2, 0.25))},
      {"patient halving", make(hone::PatientPruner(hone::SuccessiveHalvingPruner(by_two), 1))},
      {"threshold",
       make(hone::ThresholdPruner(
           ThresholdPrunerOptions().lower(-1).upper(1.5).n_warmup_steps(1).interval_steps(2)))},
      {"wilcoxon", make(hone::WilcoxonPruner())},
      {"wilcoxon of 3",
       make(hone::WilcoxonPruner(WilcoxonPrunerOptions().p_threshold(0.3).n_startup_steps(3)))},
  };
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 2;
  hone::Study study(hone::StudyOptions()
                        .study_name("net")
                        .pruner(pruners().at(arguments[1])())
                        .direction(arguments[2] == std::string("maximize")
                                       ? hone::Direction::maximize
                                       : hone::Direction::minimize));
  std::vector<hone::Trial> trials;
  std::string what, value;
  size_t number;
  int64_t step;
  while (std::cin >> what) {
    if (what == "ask") {
      trials.push_back(study.ask());
      continue;
    }
    std::cin >> number;
    if (what == "report") {
      std::cin >> step >> value;
      trials[number].report(std::strtod(value.c_str(), nullptr), step);
      std::printf("%d\n", trials[number].should_prune());
    } else if (what == "end") {
      std::cin >> value;
      study.tell(trials[number], std::strtod(value.c_str(), nullptr));
    } else {
      study.tell(trials[number],
                 what == "prune" ? hone::TrialState::pruned : hone::TrialState::fail);
    }
  }
  for (const hone::FrozenTrial& trial : study.trials())
    for (const auto& [key, rung] : trial.system_attrs)
      if (key.rfind("completed_rung_", 0) == 0)
        std::printf("%d %s %.17g\n", static_cast<int>(trial.number), key.c_str(),
                    rung.as<double>());
}
