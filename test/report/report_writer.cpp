// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
//
// report_writer KIND TRIALS FILE: writes the report of a reproducible study. KIND is `one` or `two`
// (objectives), `pruned` (no trial COMPLETE) or `odd` (names and values that could break a page).
#include <hone/report.hpp>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <limits>
#include <string>
#include <vector>

namespace {

// Five parameters, one of them conditional; every seventh trial PRUNED, every eleventh FAIL.
hone::FrozenTrial trial_of(const std::string& kind, int64_t number) {
  const auto part = [&](double by) { return std::fmod(static_cast<double>(number) * by, 1.0); };
  const double lr = std::pow(10, -5 + 4 * part(0.754877)), dropout = 0.7 * part(0.569840);
  const std::vector<hone::Value> choices = {"sgd", "adam", "</script><script>throw 1</script>"};
  hone::FrozenTrial trial;
  trial.params = {
      hone::make_param("lr", hone::FloatDistribution{1e-6, 1, true}, lr),
      hone::make_param("dropout", hone::FloatDistribution{0, 1}, dropout),
      hone::make_param("hidden", hone::IntDistribution{16, 512, true}, 16 + number % 497),
      hone::make_param("optimizer", hone::CategoricalDistribution{choices},
                       choices[static_cast<size_t>(number) % 3])};
  if (number % 3 == 0)
    trial.params.push_back(
        hone::make_param("momentum", hone::FloatDistribution{0, 1}, part(0.618034)));
  const double loss = std::pow(std::log10(lr) + 3, 2) * 0.1 + dropout * dropout + 0.2;
  const bool is_pruned = kind == "pruned" || number % 7 == 6, has_failed = number % 11 == 10;
  if (kind != "two")
    for (int64_t step = 1; step <= (is_pruned ? 4 : 10); ++step)
      trial.intermediate_values[step] =
          loss + std::exp(-0.4 * static_cast<double>(step)) + 0.01 * part(0.3247);
  trial.state = has_failed  ? hone::TrialState::fail
                : is_pruned ? hone::TrialState::pruned
                            : hone::TrialState::complete;
  if (trial.state == hone::TrialState::complete) {
    trial.values = {loss};
    if (kind == "two") trial.values = {loss, lr * 100 - dropout};
    if (kind == "odd" && number == 1) trial.values = {std::numeric_limits<double>::infinity()};
  }
  if (kind == "odd") {
    trial.intermediate_values[5] = std::numeric_limits<double>::quiet_NaN();
    trial.user_attrs["a \"quoted\" & <name>"] = "a line\u2028another </script>";
    trial.user_attrs["list"] = hone::Json{"[NaN,1]"};
  }
  const auto start =
      std::chrono::system_clock::time_point(std::chrono::seconds(1750000000 + number * 7));
  trial.datetime_start = start;
  trial.datetime_complete = start + std::chrono::seconds(5 + number % 20);
  return trial;
}

}  // namespace

int main(int, char** arguments) try {
  const std::string kind = arguments[1];
  hone::StudyOptions options;
  options.study_name(kind == "odd" ? "an \"odd\" & <i>study" : "fashion");
  if (kind == "two") options.directions({hone::Direction::minimize, hone::Direction::maximize});
  hone::Study study(options);
  for (int64_t number = 0; number < std::atoi(arguments[2]); ++number)
    study.add_trial(trial_of(kind, number));
  const auto began = std::chrono::steady_clock::now();
  hone::write_report(study, arguments[3]);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
  std::cout << took.count() << " ms\n";
} catch (const hone::Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
