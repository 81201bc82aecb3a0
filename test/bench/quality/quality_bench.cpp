// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// Measures search quality, for quality.py, which lets Optuna search the same functions.
//
//   quality_bench run SAMPLER FUNCTION TRIALS WORKERS SEED...
//       one line per seed: the value of the best trial; WORKERS trials run at the same time
//   quality_bench ask FUNCTION TRIALS SEED
//       evaluates trials whose parameters it reads from standard input
#include <hone/samplers/nsga_ii.hpp>
#include <hone/samplers/qmc.hpp>
#include <hone/study.hpp>
#ifdef HONE_HAS_EIGEN
#include <hone/samplers/cma_es.hpp>
#include <hone/samplers/gp.hpp>
#endif

#include "functions.hpp"
#include <cstdio>
#include <iostream>
#include <string>

namespace {

hone::StudyOptions options(const std::string& sampler, uint64_t seed) {
  hone::StudyOptions result;
  const auto tpe = [seed] { return hone::TpeSamplerOptions().seed(seed); };
  if (sampler == "random") return result.sampler(hone::RandomSampler(seed));
  if (sampler == "tpe") return result.sampler(hone::TpeSampler(tpe()));
  if (sampler == "tpe-univariate")
    return result.sampler(hone::TpeSampler(tpe().multivariate(false)));
  if (sampler == "tpe-group") return result.sampler(hone::TpeSampler(tpe().group(true)));
  if (sampler == "qmc")
    return result.sampler(hone::QmcSampler(hone::QmcSamplerOptions().seed(seed).scramble(true)));
#ifdef HONE_HAS_EIGEN
  const auto cma = [seed] { return hone::CmaEsSamplerOptions().seed(seed); };
  if (sampler == "gp") return result.sampler(hone::GpSampler(hone::GpSamplerOptions().seed(seed)));
  if (sampler == "cma-es") return result.sampler(hone::CmaEsSampler(cma()));
  if (sampler == "cma-es-margin")
    return result.sampler(hone::CmaEsSampler(cma().with_margin(true)));
#endif
  if (sampler == "nsga2")
    return result.sampler(hone::NsgaIISampler(hone::NsgaIISamplerOptions().seed(seed)));
  throw hone::ArgumentError("quality: no sampler is called " + sampler);
}

double search(const std::string& sampler, const std::string& function, int64_t trials,
              size_t workers, uint64_t seed) {
  std::mt19937_64 noise(seed);
  std::vector<quality::Outcome> outcomes;
  hone::StudyOptions how = options(sampler, seed);
  for (const quality::Function& each : quality::all_functions())
    if (each.name == function && each.objectives == 2)
      how.directions({hone::Direction::minimize, hone::Direction::minimize});
  hone::Study study(how);
  std::vector<hone::Trial> running;
  for (int64_t i = 0; i < trials; ++i) {
    running.push_back(study.ask());
    outcomes.push_back(quality::evaluate(function, running.back(), noise));
    if (running.size() < workers && i + 1 < trials) continue;
    for (size_t j = 0; j < running.size(); ++j)
      study.tell(running[j], outcomes[outcomes.size() - running.size() + j].values);
    running.clear();
  }
  return quality::score(outcomes);
}

/// A trial whose parameters come from standard input. Each request is a line of JSON on standard
/// output.
struct AskingTrial {
  static double answer() {
    double value = 0;
    std::fflush(stdout);
    if (!(std::cin >> value)) std::exit(1);
    return value;
  }
  double suggest_float(const std::string& name, double low, double high,
                       hone::Scale scale = hone::Scale::linear) const {
    std::printf("[\"float\", \"%s\", %.17g, %.17g, %d]\n", name.c_str(), low, high,
                scale == hone::Scale::log);
    return answer();
  }
  int64_t suggest_int(const std::string& name, int64_t low, int64_t high, hone::Scale scale) const {
    std::printf("[\"int\", \"%s\", %lld, %lld, 1, %d]\n", name.c_str(), static_cast<long long>(low),
                static_cast<long long>(high), scale == hone::Scale::log);
    return static_cast<int64_t>(answer());
  }
  int64_t suggest_int(const std::string& name, int64_t low, int64_t high, int64_t step = 1) const {
    std::printf("[\"int\", \"%s\", %lld, %lld, %lld, 0]\n", name.c_str(),
                static_cast<long long>(low), static_cast<long long>(high),
                static_cast<long long>(step));
    return static_cast<int64_t>(answer());
  }
  void set_constraint(const std::string& name, double value) const {
    std::printf("[\"constraint\", \"%s\", %.17g]\n", name.c_str(), value);
  }
  std::string suggest_categorical(const std::string& name,
                                  const std::vector<std::string>& choices) const {
    std::printf("[\"categorical\", \"%s\", %d]\n", name.c_str(), static_cast<int>(choices.size()));
    return choices.at(static_cast<size_t>(answer()));
  }
};

void ask(const std::string& function, int64_t trials, uint64_t seed) {
  std::mt19937_64 noise(seed);
  std::vector<quality::Outcome> outcomes;
  for (int64_t i = 0; i < trials; ++i) {
    AskingTrial trial;
    outcomes.push_back(quality::evaluate(function, trial, noise));
    std::printf("[\"values\"");
    for (const double value : outcomes.back().values) std::printf(", %.17g", value);
    std::printf("]\n");
    std::fflush(stdout);
  }
  std::printf("[\"score\", %.17g]\n", quality::score(outcomes));
}

}  // namespace

int main(int argc, char** argv) try {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() == 4 && arguments[0] == "ask") {
    ask(arguments[1], std::stoll(arguments[2]), std::stoull(arguments[3]));
    return 0;
  }
  if (arguments.size() > 5 && arguments[0] == "run") {
    for (size_t i = 5; i < arguments.size(); ++i)
      std::printf("%.17g\n", search(arguments[1], arguments[2], std::stoll(arguments[3]),
                                    std::stoull(arguments[4]), std::stoull(arguments[i])));
    return 0;
  }
  if (arguments.size() == 1 && arguments[0] == "functions") {
    for (const quality::Function& each : quality::all_functions())
      std::printf("%s %d\n", each.name.c_str(), each.objectives);
    return 0;
  }
  std::fputs(
      "quality_bench run SAMPLER FUNCTION TRIALS WORKERS SEED... | ask FUNCTION TRIALS SEED | "
      "functions\n",
      stderr);
  return 2;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
