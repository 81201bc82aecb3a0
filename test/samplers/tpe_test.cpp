// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/samplers/tpe.hpp>
#include <hone/samplers/tpe/relative_params.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(tpe_sampler)

using hone::Distribution;
using hone::StudyRecord;
using hone::TpeSampler;
using hone::TpeSamplerOptions;
using hone::TrialState;

namespace {

const double kNan = std::numeric_limits<double>::quiet_NaN();
const double kInfinity = std::numeric_limits<double>::infinity();

const Distribution kX = hone::FloatDistribution{-5, 10};
const Distribution kRate = hone::FloatDistribution{1e-5, 1e-1, true};
const Distribution kDropout = hone::FloatDistribution{0, 0.5, false, 0.1};
const Distribution kLayers = hone::IntDistribution{1, 8};
const Distribution kUnits = hone::IntDistribution{1, 1024, true};
const Distribution kOptimizer = hone::CategoricalDistribution{{"sgd", "adam", "rmsprop"}};

StudyRecord study_of(hone::Direction direction = hone::Direction::minimize) {
  StudyRecord study;
  study.name = "net";
  study.directions = {direction};
  return study;
}

// Does what hone::Trial does, without a storage.
class Asker {
 public:
  Asker(StudyRecord& study, hone::Sampler& sampler) : study_(study), sampler_(sampler) {
    hone::apply(study, hone::CreateTrial{});
    number_ = static_cast<int64_t>(study.trials.size()) - 1;
  }

  double suggest(const std::string& name, const Distribution& distribution) {
    const double value = choose(name, distribution);
    BOOST_REQUIRE(hone::contains(distribution, value));
    hone::apply(
        study_,
        hone::SetParam{number_, {name, std::make_shared<const Distribution>(distribution), value}});
    return value;
  }

  void tell(double value) { finish(TrialState::complete, {value}); }
  void finish(TrialState state, std::vector<double> values = {}) {
    hone::apply(study_, hone::SetState{number_, state, std::move(values), {}, ""});
  }
  void report(int64_t step, double value) {
    hone::apply(study_, hone::SetIntermediateValue{number_, step, value});
  }

  int64_t number() const { return number_; }
  const hone::FrozenTrial& trial() const { return *study_.find_trial(number_); }
  const hone::Proposal& proposal() {
    if (!proposal_) {
      proposal_ = sampler_.sample_relative(study_, trial());
      for (const auto& [key, value] : proposal_->system_attrs)
        hone::apply(study_, hone::SetTrialSystemAttr{number_, key, value});
    }
    return *proposal_;
  }

 private:
  double choose(const std::string& name, const Distribution& distribution) {
    if (hone::is_single(distribution)) return 0;
    for (const hone::Param& param : proposal().params)
      if (param.name == name && hone::contains(distribution, param.internal)) return param.internal;
    return sampler_.sample_independent(study_, trial(), name, distribution);
  }

  StudyRecord& study_;
  hone::Sampler& sampler_;
  int64_t number_;
  std::optional<hone::Proposal> proposal_;
};

using Objective = std::function<double(Asker&)>;

double best_of(hone::Sampler& sampler, const Objective& objective, int trials,
               StudyRecord study = study_of()) {
  const bool maximize = study.direction() == hone::Direction::maximize;
  double best = maximize ? -kInfinity : kInfinity;
  for (int i = 0; i < trials; ++i) {
    Asker trial(study, sampler);
    const double value = objective(trial);
    trial.tell(value);
    best = maximize ? std::max(best, value) : std::min(best, value);
  }
  return best;
}

template <class Make>
double median_best(const Make& make, const Objective& objective, int trials = 80) {
  std::vector<double> bests;
  for (uint64_t seed = 0; seed < 11; ++seed) {
    auto sampler = make(seed);
    bests.push_back(best_of(sampler, objective, trials));
  }
  std::nth_element(bests.begin(), bests.begin() + 5, bests.end());
  return bests[5];
}

TpeSampler tpe(uint64_t seed) { return TpeSampler(TpeSamplerOptions().seed(seed)); }
TpeSampler univariate(uint64_t seed) {
  return TpeSampler(TpeSamplerOptions().seed(seed).multivariate(false));
}
hone::RandomSampler at_random(uint64_t seed) { return hone::RandomSampler(seed); }

double square(double x) { return x * x; }

double sphere(Asker& trial) {
  double sum = 0;
  for (const char* name : {"a", "b", "c", "d"}) sum += square(trial.suggest(name, kX) - 1);
  return sum;
}

double mixed(Asker& trial) {
  const double rate = trial.suggest("rate", kRate), dropout = trial.suggest("dropout", kDropout);
  const double layers = trial.suggest("layers", kLayers), units = trial.suggest("units", kUnits);
  const double optimizer = trial.suggest("optimizer", kOptimizer);
  return square(std::log10(rate) + 3) + 4 * square(dropout - 0.2) + 0.1 * square(layers - 4) +
         0.2 * square(std::log2(units) - 7) + (optimizer == 1 ? 0 : 0.5);
}

// A different parameter for each kind, of another type under the same sampler.
double conditional(Asker& trial) {
  if (trial.suggest("kind", kOptimizer) == 0) return 1 + square(trial.suggest("x", kX) - 7);
  return square(std::log10(trial.suggest("rate", kRate)) + 2) +
         0.1 * square(trial.suggest("layers", kLayers) - 6);
}

// A study of `trials` trials with everything that a record can contain.
StudyRecord eventful_study(int trials) {
  StudyRecord study = study_of();
  hone::RandomSampler sampler(3);
  for (int i = 0; i < trials; ++i) {
    Asker trial(study, sampler);
    if (i % 11 == 10) continue;  // RUNNING, without parameters yet
    const double value = mixed(trial);
    trial.report(0, i % 5 ? value : kNan);
    if (i % 7 == 3)
      trial.finish(TrialState::fail);
    else if (i % 7 == 5)
      trial.finish(TrialState::pruned);
    else if (i % 13 == 1)
      trial.tell(i % 2 ? kInfinity : -kInfinity);
    else if (i % 17 != 2)
      trial.tell(value);
  }
  Asker silent(study, sampler);
  mixed(silent);
  silent.finish(TrialState::pruned);
  return study;
}

std::map<std::string, double> plain(const hone::Proposal& proposal) {
  std::map<std::string, double> values;
  for (const hone::Param& param : proposal.params) values[param.name] = param.internal;
  return values;
}

std::map<std::string, double> proposal_for(TpeSampler& sampler, StudyRecord study) {
  return plain(Asker(study, sampler).proposal());
}

std::string refusal(const std::function<void()>& act) {
  try {
    act();
  } catch (const hone::ArgumentError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_CASE(it_beats_random_by_a_wide_margin) {
  BOOST_TEST(median_best(tpe, sphere) < 0.2 * median_best(at_random, sphere));
  BOOST_TEST(median_best(tpe, mixed) < 0.3 * median_best(at_random, mixed));
  BOOST_TEST(median_best(tpe, conditional) < 0.3 * median_best(at_random, conditional));
}

BOOST_AUTO_TEST_CASE(parameter_by_parameter_it_beats_random_too) {
  BOOST_TEST(median_best(univariate, sphere) < 0.4 * median_best(at_random, sphere));
  BOOST_TEST(median_best(univariate, mixed) < 0.5 * median_best(at_random, mixed));
  BOOST_TEST(median_best(univariate, conditional) < 0.3 * median_best(at_random, conditional));
}

BOOST_AUTO_TEST_CASE(it_maximizes_where_the_study_does) {
  TpeSampler sampler = tpe(1);
  const double best = best_of(
      sampler, [](Asker& trial) { return -square(trial.suggest("x", kX) - 3); }, 60,
      study_of(hone::Direction::maximize));
  BOOST_TEST(best > -0.01);
}

BOOST_AUTO_TEST_CASE(it_draws_at_random_until_enough_trials_are_finished) {
  StudyRecord study = study_of();
  TpeSampler sampler(TpeSamplerOptions().seed(4).n_startup_trials(5));
  hone::RandomSampler random(4);
  int counted = 0;
  for (const TrialState state :
       {TrialState::complete, TrialState::fail, TrialState::pruned, TrialState::complete,
        TrialState::fail, TrialState::pruned, TrialState::complete, TrialState::complete}) {
    Asker trial(study, sampler);
    BOOST_TEST(trial.proposal().params.empty() == (counted < 5));
    const double expected = random.sample_independent(study, trial.trial(), "x", kX);
    BOOST_TEST((trial.suggest("x", kX) == expected) == (counted < 5));
    trial.finish(state,
                 state == TrialState::complete ? std::vector<double>{1} : std::vector<double>{});
    counted += state != TrialState::fail;
  }
}

BOOST_AUTO_TEST_CASE(equal_seeds_choose_alike_and_others_do_not) {
  const StudyRecord study = eventful_study(80);
  TpeSampler seven = tpe(7), seven_again = tpe(7), eight = tpe(8);
  const auto chosen = proposal_for(seven, study);
  BOOST_TEST(chosen.size() == 5u);
  BOOST_TEST((proposal_for(seven_again, study) == chosen));
  BOOST_TEST((proposal_for(eight, study) != chosen));
}

BOOST_AUTO_TEST_CASE(without_a_seed_it_takes_the_studys) {
  StudyRecord study = eventful_study(40);
  study.system_attrs["hone:seed"] = 7;
  TpeSampler seedless, seven = tpe(7);
  BOOST_TEST((proposal_for(seedless, study) == proposal_for(seven, study)));
  study.system_attrs["hone:seed"] = 8;
  TpeSampler other;
  BOOST_TEST((proposal_for(other, study) != proposal_for(seven, study)));
}

BOOST_AUTO_TEST_CASE(what_was_asked_before_does_not_matter) {
  for (const bool multivariate : {true, false}) {
    const auto options = TpeSamplerOptions().seed(5).multivariate(multivariate).n_startup_trials(3);
    StudyRecord study = study_of();
    TpeSampler busy(options);
    std::vector<int64_t> open;
    for (int i = 0; i < 70; ++i) {
      Asker trial(study, busy);
      StudyRecord before = study;
      TpeSampler fresh(options);
      BOOST_TEST(
          (plain(trial.proposal()) == plain(fresh.sample_relative(before, before.trials.back()))));
      // A parameter that no other trial has.
      BOOST_TEST(busy.sample_independent(before, before.trials.back(), "own", kLayers) ==
                 fresh.sample_independent(before, before.trials.back(), "own", kLayers));
      before = study;
      BOOST_TEST(
          busy.sample_independent(study, study.trials.back(), "rate", kRate) ==
          TpeSampler(options).sample_independent(before, before.trials.back(), "rate", kRate));
      const double value = i % 3 ? mixed(trial) : conditional(trial);
      if (i % 5 == 4) {
        open.push_back(trial.number());  // finishes later, out of order
      } else {
        trial.tell(std::round(value));  // with ties
      }
      if (i % 9 == 8)
        hone::apply(study, hone::SetState{open.back(), TrialState::complete, {value}, {}, ""}),
            open.pop_back();
    }
  }
}

BOOST_AUTO_TEST_CASE(a_sampler_that_saw_another_study_starts_anew) {
  const StudyRecord one = eventful_study(60);
  StudyRecord other = study_of();
  {
    hone::RandomSampler sampler(99);
    for (int i = 0; i < 80; ++i) {
      Asker trial(other, sampler);
      trial.tell(mixed(trial));
    }
  }
  TpeSampler sampler = tpe(7), first = tpe(7), second = tpe(7);
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST((proposal_for(sampler, one) == proposal_for(first, one)));
    BOOST_TEST((proposal_for(sampler, other) == proposal_for(second, other)));
  }
  TpeSampler copy = sampler;
  BOOST_TEST((proposal_for(copy, one) == proposal_for(first, one)));
}

BOOST_AUTO_TEST_CASE(every_kind_of_record_is_survived) {
  for (const auto direction : {hone::Direction::minimize, hone::Direction::maximize}) {
    StudyRecord study = eventful_study(150);
    study.directions = {direction};
    study.trials[12].values = {kNan};  // from another program
    for (const bool multivariate : {true, false}) {
      TpeSampler sampler(TpeSamplerOptions().seed(1).multivariate(multivariate));
      for (int i = 0; i < 20; ++i) {
        Asker trial(study, sampler);
        mixed(trial);  // checks that the values are valid
        conditional(trial);
        if (i % 2) trial.tell(kInfinity);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(only_what_all_trials_have_is_chosen_together) {
  StudyRecord study = study_of();
  TpeSampler sampler(TpeSamplerOptions().seed(1).n_startup_trials(4));
  const Distribution only = hone::CategoricalDistribution{{"the one"}};
  for (int i = 0; i < 12; ++i) {
    Asker trial(study, sampler);
    trial.suggest("x", kX);
    trial.suggest("only", only);
    if (i % 2) trial.suggest("rate", kRate);
    trial.suggest("moving", hone::FloatDistribution{0, 1.0 + i});
    trial.tell(i);
  }
  Asker trial(study, sampler);
  BOOST_REQUIRE(trial.proposal().params.size() == 1u);
  BOOST_TEST(trial.proposal().params[0].name == "x");
  BOOST_TEST((*trial.proposal().params[0].distribution == kX));
}

BOOST_AUTO_TEST_CASE(a_parameter_that_moves_its_range_is_followed) {
  StudyRecord study = study_of();
  TpeSampler sampler(TpeSamplerOptions().seed(1).n_startup_trials(5));
  std::vector<double> distances;
  for (int i = 0; i < 60; ++i) {
    Asker trial(study, sampler);
    const double x = trial.suggest("x", hone::FloatDistribution{0, 10.0 + i});
    trial.tell(square(x - 5));
    if (i >= 30) distances.push_back(std::abs(x - 5));
  }
  std::sort(distances.begin(), distances.end());
  BOOST_TEST(distances[15] < 7);  // with random search: 18
}

BOOST_AUTO_TEST_CASE(a_parameter_of_another_kind_than_before_is_survived) {
  StudyRecord study = study_of();
  TpeSampler sampler(TpeSamplerOptions().seed(1).n_startup_trials(2));
  for (int i = 0; i < 30; ++i) {
    Asker trial(study, sampler);
    const Distribution kinds[] = {kX, kOptimizer, kUnits, kRate};
    trial.tell(trial.suggest("x", kinds[i % 4]));
  }
}

BOOST_AUTO_TEST_CASE(ranges_that_no_double_spans_are_drawn_at_random) {
  StudyRecord study = study_of();
  TpeSampler sampler(TpeSamplerOptions().seed(1).n_startup_trials(2));
  for (int i = 0; i < 20; ++i) {
    Asker trial(study, sampler);
    trial.suggest("wide", hone::FloatDistribution{-1.5e308, 1.5e308});
    trial.suggest("log", hone::FloatDistribution{1e-300, 1e300, true});
    trial.suggest("narrow", hone::FloatDistribution{1, std::nextafter(1.0, 2.0)});
    trial.suggest("long", hone::IntDistribution{-(int64_t{1} << 53), int64_t{1} << 53});
    trial.suggest("longlog", hone::IntDistribution{1, int64_t{1} << 53, true});
    trial.tell(i);
  }
}

BOOST_AUTO_TEST_CASE(it_keeps_away_from_where_others_are_at_work) {
  // Forty workers ask before the first one finishes.
  const auto spread = [](bool constant_liar) {
    StudyRecord study = study_of();
    TpeSampler sampler(TpeSamplerOptions().seed(2).constant_liar(constant_liar));
    for (int i = 0; i < 30; ++i) {
      Asker trial(study, sampler);
      trial.tell(std::abs(trial.suggest("choice", hone::IntDistribution{0, 99}) - 50));
    }
    std::map<double, int> chosen;
    for (int i = 0; i < 40; ++i)
      ++chosen[Asker(study, sampler).suggest("choice", hone::IntDistribution{0, 99})];
    return chosen.size();
  };
  BOOST_TEST(spread(true) > spread(false));
}

BOOST_AUTO_TEST_CASE(a_trial_does_not_keep_away_from_itself) {
  StudyRecord study = eventful_study(40);
  TpeSampler sampler = tpe(3);
  hone::apply(study, hone::CreateTrial{});
  const double alone = sampler.sample_independent(study, study.trials.back(), "layers", kLayers);
  const auto distribution = std::make_shared<const Distribution>(kLayers);
  for (int64_t layers = 1; layers <= 8; ++layers) {
    study.trials.back().params = {{"layers", distribution, static_cast<double>(layers)}};
    BOOST_TEST(sampler.sample_independent(study, study.trials.back(), "layers", kLayers) == alone);
  }
}

BOOST_AUTO_TEST_CASE(what_is_chosen_together_is_told_to_other_workers) {
  StudyRecord study = eventful_study(40);
  TpeSampler sampler = tpe(7);
  Asker trial(study, sampler);
  const auto shared = hone::detail::relative_params_of(trial.trial());  // nothing was suggested yet
  BOOST_TEST(shared.empty());
  const hone::Proposal proposal = trial.proposal();
  BOOST_REQUIRE(proposal.params.size() == 5u);
  const auto told = hone::detail::relative_params_of(trial.trial());
  BOOST_TEST(told.size() == 5u);
  for (const hone::Param& param : proposal.params)
    BOOST_TEST((hone::to_internal(*param.distribution, told.at(param.name)) == param.internal));

  // Other workers respect them, although the trial has not suggested any of them yet.
  StudyRecord without = study;
  without.trials.back().system_attrs.clear();
  TpeSampler other = tpe(8), another = tpe(8);
  int differ = 0;
  for (int i = 0; i < 10; ++i) {
    Asker a(study, other), b(without, another);
    differ += other.sample_relative(study, a.trial()).params[0].internal !=
              another.sample_relative(without, b.trial()).params[0].internal;
    a.finish(TrialState::fail);
    b.finish(TrialState::fail);
  }
  BOOST_TEST(differ > 0);

  TpeSampler silent(TpeSamplerOptions().seed(7).constant_liar(false));
  BOOST_TEST(Asker(study, silent).proposal().system_attrs.empty());
}

BOOST_AUTO_TEST_CASE(a_trial_taken_up_again_is_offered_what_it_was_offered) {
  StudyRecord study = eventful_study(40);
  TpeSampler sampler = tpe(7);
  Asker trial(study, sampler);
  const auto offered = plain(trial.proposal());
  for (int i = 0; i < 30; ++i) {  // meanwhile other trials run, and the common space shrinks
    Asker other(study, sampler);
    other.suggest("rate", kRate);
    other.tell(i);
  }
  TpeSampler next = tpe(1);
  const hone::Proposal again = next.sample_relative(study, trial.trial());
  BOOST_TEST((plain(again) == offered));
  BOOST_TEST(again.system_attrs.empty());
  for (const hone::Param& param : again.params) BOOST_TEST(param.distribution.get() != nullptr);
}

BOOST_AUTO_TEST_CASE(a_retry_is_offered_what_the_first_attempt_would_be) {
  StudyRecord study = eventful_study(40);
  TpeSampler sampler = tpe(7);
  const auto offered = proposal_for(sampler, study);
  const auto first = static_cast<int64_t>(study.trials.size());
  Asker(study, sampler).finish(TrialState::fail);
  Asker(study, sampler).finish(TrialState::fail);
  hone::apply(study, hone::CreateTrial{});
  BOOST_TEST((plain(sampler.sample_relative(study, study.trials.back())) != offered));
  study.trials.back().system_attrs["hone:random_key"] = first;
  BOOST_TEST((plain(sampler.sample_relative(study, study.trials.back())) == offered));
}

// Two objectives: the first is small near (0, 0), the second near (1, 1).
std::vector<double> two_objectives(Asker& trial) {
  const double x = trial.suggest("x", kX), y = trial.suggest("y", kX);
  return {square(x) + square(y), square(x - 1) + square(y - 1)};
}

double volume_of(hone::Sampler& sampler, std::vector<hone::Direction> directions) {
  StudyRecord study = study_of();
  study.directions = directions;
  std::vector<hone::detail::Losses> points;
  for (int i = 0; i < 80; ++i) {
    Asker trial(study, sampler);
    std::vector<double> values = two_objectives(trial);
    points.push_back(hone::detail::worse_of(values, {0, 0}));
    for (double& loss : points.back()) loss = std::min(loss, 4.0);
    if (directions[1] == hone::Direction::maximize) values[1] = -values[1];
    trial.finish(TrialState::complete, values);
  }
  return hone::detail::hypervolume(points, {4, 4});
}

BOOST_AUTO_TEST_CASE(several_objectives_are_searched_better_than_at_random) {
  using hone::Direction;
  for (const Direction second : {Direction::minimize, Direction::maximize}) {
    std::vector<double> mine, random;
    for (uint64_t seed = 0; seed < 7; ++seed) {
      TpeSampler sampler = tpe(seed);
      hone::RandomSampler other(seed);
      mine.push_back(volume_of(sampler, {Direction::minimize, second}));
      random.push_back(volume_of(other, {Direction::minimize, second}));
    }
    std::sort(mine.begin(), mine.end());
    std::sort(random.begin(), random.end());
    BOOST_TEST(mine[1] > random[5]);
  }
}

BOOST_AUTO_TEST_CASE(of_several_objectives_parameters_are_chosen_one_by_one_unless_told_otherwise) {
  using hone::Direction;
  const auto together = [](TpeSampler sampler, std::vector<Direction> directions) {
    StudyRecord study = study_of();
    study.directions = directions;
    for (int i = 0; i < 12; ++i) {
      Asker trial(study, sampler);
      const std::vector<double> values = two_objectives(trial);
      trial.finish(
          TrialState::complete,
          {values.begin(), values.begin() + static_cast<std::ptrdiff_t>(directions.size())});
    }
    hone::apply(study, hone::CreateTrial{});
    return sampler.sample_relative(study, study.trials.back()).params.size();
  };
  const std::vector<Direction> two = {Direction::minimize, Direction::minimize};
  BOOST_TEST(together(tpe(1), two) == 0u);
  BOOST_TEST(together(tpe(1), {Direction::minimize}) == 2u);
  BOOST_TEST(together(TpeSampler(TpeSamplerOptions().multivariate(true)), two) == 2u);
  BOOST_TEST(together(TpeSampler(TpeSamplerOptions().group(true)), two) == 2u);
}

// Two branches, each with two parameters of its own that interact.
double branches(Asker& trial) {
  const bool left = trial.suggest("branch", hone::CategoricalDistribution{{"left", "right"}}) == 0;
  const double a = trial.suggest(left ? "la" : "ra", kX), b = trial.suggest(left ? "lb" : "rb", kX);
  return square(a + b - 3) + 0.1 * square(a - b) + (left ? 0.02 : 0);
}

TpeSampler grouped(uint64_t seed) { return TpeSampler(TpeSamplerOptions().seed(seed).group(true)); }

BOOST_AUTO_TEST_CASE(groups_of_a_conditional_space_are_chosen_together) {
  StudyRecord study = study_of();
  TpeSampler sampler = grouped(3);
  for (int i = 0; i < 30; ++i) {
    Asker trial(study, sampler);
    trial.tell(branches(trial));
  }
  hone::apply(study, hone::CreateTrial{});
  const hone::Proposal proposal = sampler.sample_relative(study, study.trials.back());
  std::vector<std::string> names;
  for (const hone::Param& param : proposal.params) names.push_back(param.name);
  std::sort(names.begin(), names.end());
  BOOST_TEST((names == std::vector<std::string>{"branch", "la", "lb", "ra", "rb"}));

  // Another worker, which reads the complete record at once, proposes the same.
  TpeSampler other = grouped(3);
  const hone::Proposal again = other.sample_relative(study, study.trials.back());
  BOOST_REQUIRE(again.params.size() == proposal.params.size());
  for (size_t i = 0; i < again.params.size(); ++i) {
    BOOST_TEST(again.params[i].name == proposal.params[i].name);
    BOOST_TEST(again.params[i].internal == proposal.params[i].internal);
  }
  // So does a worker that resumes the trial.
  for (const auto& [key, value] : proposal.system_attrs)
    hone::apply(study, hone::SetTrialSystemAttr{study.trials.back().number, key, value});
  const hone::Proposal recorded = other.sample_relative(study, study.trials.back());
  BOOST_REQUIRE(recorded.params.size() == proposal.params.size());
  for (const hone::Param& param : recorded.params)
    for (const hone::Param& known : proposal.params)
      if (known.name == param.name) BOOST_TEST(known.internal == param.internal);
}

BOOST_AUTO_TEST_CASE(conditional_spaces_are_searched_better_than_at_random) {
  const double random = median_best(at_random, branches);
  BOOST_TEST(median_best(grouped, branches) < 0.5 * random);
  BOOST_TEST(median_best(tpe, branches) < random);
}

BOOST_AUTO_TEST_CASE(bad_options_are_refused_and_named) {
  BOOST_TEST(refusal([] { TpeSamplerOptions().n_startup_trials(-1); }) ==
             "hone: n_startup_trials of -1; it is at least 0");
  BOOST_TEST(refusal([] { TpeSamplerOptions().n_ei_candidates(0); }) ==
             "hone: n_ei_candidates of 0; it is at least 1");
  BOOST_TEST(refusal([] { TpeSamplerOptions().prior_weight(-0.5); }) ==
             "hone: prior_weight of -0.5; it is a number of at least 0");
  BOOST_TEST(!refusal([] { TpeSamplerOptions().prior_weight(kNan); }).empty());
  BOOST_TEST(refusal([] {
               TpeSampler(TpeSamplerOptions().group(true).multivariate(false));
             }).find("group(true)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(unusual_options_work) {
  for (const auto& options :
       {TpeSamplerOptions().seed(1).n_startup_trials(0),
        TpeSamplerOptions().seed(1).n_ei_candidates(1), TpeSamplerOptions().seed(1).prior_weight(0),
        TpeSamplerOptions().seed(1).prior_weight(1e6),
        TpeSamplerOptions().seed(1).n_ei_candidates(500)}) {
    TpeSampler sampler(options);
    BOOST_TEST(best_of(sampler, mixed, 30) < 10);
  }
}

BOOST_AUTO_TEST_SUITE_END()
