// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// How good a search gets, for quality.py, which lets Optuna search the same functions.
//
//   quality_bench run SAMPLER FUNCTION TRIALS SEED...   a line a seed: what the best trial is worth
//   quality_bench ask FUNCTION SEED                     evaluates trials whose parameters it asks
//   for
#include <hone/samplers/nsga_ii.hpp>
#include <hone/samplers/qmc.hpp>
#include <hone/study.hpp>
#ifdef HONE_HAS_EIGEN
#include <hone/samplers/cma_es.hpp>
#endif

#include "functions.hpp"
#include <cstdio>
#include <iostream>
#include <string>

namespace {

hone::StudyOptions options(const std::string& sampler, uint64_t seed) {
  hone::StudyOptions result;
  if (sampler == "random") return result.sampler(hone::RandomSampler(seed));
  if (sampler == "tpe")
    return result.sampler(hone::TpeSampler(hone::TpeSamplerOptions().seed(seed)));
  if (sampler == "tpe-univariate")
    return result.sampler(
        hone::TpeSampler(hone::TpeSamplerOptions().seed(seed).multivariate(false)));
  if (sampler == "tpe-group")
    return result.sampler(hone::TpeSampler(hone::TpeSamplerOptions().seed(seed).group(true)));
  if (sampler == "nsgaii")
    return result.sampler(hone::NsgaIISampler(hone::NsgaIISamplerOptions().seed(seed)));
  if (sampler == "qmc")
    return result.sampler(hone::QmcSampler(hone::QmcSamplerOptions().seed(seed).scramble(true)));
#ifdef HONE_HAS_EIGEN
  const auto cma = hone::CmaEsSamplerOptions().seed(seed);
  if (sampler == "cma") return result.sampler(hone::CmaEsSampler(cma));
  if (sampler == "cma-margin")
    return result.sampler(hone::CmaEsSampler(hone::CmaEsSamplerOptions(cma).with_margin(true)));
#endif
  throw hone::ArgumentError("quality: no sampler is called " + sampler);
}

double search(const std::string& sampler, const std::string& function, int64_t trials,
              uint64_t seed) {
  std::mt19937_64 noise(seed);
  std::vector<double> truths;
  hone::Study study(options(sampler, seed));
  study.optimize(
      [&](hone::Trial& trial) {
        const quality::Outcome outcome = quality::evaluate(function, trial, noise);
        truths.push_back(outcome.truth);
        return outcome.value;
      },
      trials);
  return truths.at(static_cast<size_t>(study.best_trial().number));
}

/// A trial whose parameters come from standard input: each question is a line of JSON on standard
/// output.
struct AskingTrial {
  static double answer() {
    double value;
    if (!(std::cin >> value)) std::exit(0);
    return value;
  }
  double suggest_float(const std::string& name, double low, double high,
                       hone::Scale scale = hone::Scale::linear) const {
    std::printf("[\"float\", \"%s\", %.17g, %.17g, %d]\n", name.c_str(), low, high,
                scale == hone::Scale::log);
    std::fflush(stdout);
    return answer();
  }
  int64_t suggest_int(const std::string& name, int64_t low, int64_t high, hone::Scale scale) const {
    std::printf("[\"int\", \"%s\", %lld, %lld, 1, %d]\n", name.c_str(), static_cast<long long>(low),
                static_cast<long long>(high), scale == hone::Scale::log);
    std::fflush(stdout);
    return static_cast<int64_t>(answer());
  }
  int64_t suggest_int(const std::string& name, int64_t low, int64_t high, int64_t step = 1) const {
    std::printf("[\"int\", \"%s\", %lld, %lld, %lld, 0]\n", name.c_str(),
                static_cast<long long>(low), static_cast<long long>(high),
                static_cast<long long>(step));
    std::fflush(stdout);
    return static_cast<int64_t>(answer());
  }
  std::string suggest_categorical(const std::string& name,
                                  const std::vector<std::string>& choices) const {
    std::printf("[\"categorical\", \"%s\", %d]\n", name.c_str(), static_cast<int>(choices.size()));
    std::fflush(stdout);
    return choices.at(static_cast<size_t>(answer()));
  }
};

[[noreturn]] void ask(const std::string& function, uint64_t seed) {
  std::mt19937_64 noise(seed);
  for (;;) {
    AskingTrial trial;
    const quality::Outcome outcome = quality::evaluate(function, trial, noise);
    std::printf("[\"value\", %.17g, %.17g]\n", outcome.value, outcome.truth);
    std::fflush(stdout);
  }
}

}  // namespace

int main(int argc, char** argv) try {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() == 3 && arguments[0] == "ask") ask(arguments[1], std::stoull(arguments[2]));
  if (arguments.size() > 4 && arguments[0] == "run") {
    for (size_t i = 4; i < arguments.size(); ++i)
      std::printf("%.17g\n", search(arguments[1], arguments[2], std::stoll(arguments[3]),
                                    std::stoull(arguments[i])));
    return 0;
  }
  if (arguments.size() == 1 && arguments[0] == "functions") {
    for (const std::string& name : quality::function_names()) std::puts(name.c_str());
    return 0;
  }
  std::fputs("quality_bench run SAMPLER FUNCTION TRIALS SEED... | ask FUNCTION SEED | functions\n",
             stderr);
  return 2;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
