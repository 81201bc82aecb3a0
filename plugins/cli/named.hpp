// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/pruners/hyperband.hpp>
#include <hone/pruners/median.hpp>
#include <hone/pruners/nop.hpp>
#include <hone/pruners/patient.hpp>
#include <hone/pruners/percentile.hpp>
#include <hone/pruners/successive_halving.hpp>
#include <hone/pruners/threshold.hpp>
#include <hone/pruners/wilcoxon.hpp>
#include <hone/samplers/brute_force.hpp>
#include <hone/samplers/grid.hpp>
#include <hone/samplers/nsga_ii.hpp>
#include <hone/samplers/qmc.hpp>
#include <hone/samplers/random.hpp>
#include <hone/samplers/tpe.hpp>
#ifdef HONE_CLI_EIGEN
#include <hone/samplers/cma_es.hpp>
#include <hone/samplers/gp.hpp>
#endif

#include <hone/records/text/json.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hone_cli {

/// The arguments of a sampler or pruner, as JSON: {"n_warmup_steps": 5}. Each is taken once by its
/// name; `end` rejects one that was not taken.
class Arguments {
 public:
  Arguments(std::string of, const std::string& json) : of_(std::move(of)) {
    if (json.empty()) return;
    hone::detail::JsonReader reader;
    const hone::detail::JsonValue* value = reader.parse(json);
    if (!value || !value->IsObject())
      throw hone::ArgumentError("hone: the arguments of " + of_ + " are a JSON object such as " +
                                "{\"seed\": 7}, not " + json);
    values_ = hone::detail::attributes_from_json(*value);
  }

  /// Calls `set` with the argument, if it was given.
  template <class T, class Set>
  Arguments& take(const std::string& name, Set set) {
    known_.push_back(name);
    const auto found = values_.find(name);
    if (found == values_.end()) return *this;
    if (!std::holds_alternative<std::nullptr_t>(found->second.variant())) try {
        set(found->second.as<T>());
      } catch (const hone::ArgumentError& error) {
        throw hone::ArgumentError(std::string(error.what()) + " (" + name + " of " + of_ + ")");
      }
    values_.erase(found);
    return *this;
  }

  void end() const {
    if (values_.empty()) return;
    std::string known;
    for (const std::string& name : known_) known += (known.empty() ? "" : ", ") + name;
    throw hone::ArgumentError("hone: " + of_ + " has no argument \"" + values_.begin()->first +
                              (known.empty() ? "\"; it has none" : "\"; it has " + known));
  }

 private:
  std::string of_;
  std::map<std::string, hone::Value> values_;
  std::vector<std::string> known_;
};

template <class Maker>
auto make_named(const char* what, const std::map<std::string, Maker>& makers,
                const std::string& name, const std::string& json) {
  const auto maker = makers.find(name);
  if (maker == makers.end()) {
    std::string known;
    for (const auto& other : makers) known += (known.empty() ? "" : ", ") + other.first;
    throw hone::ArgumentError(std::string("hone: there is no ") + what + " \"" + name +
                              "\"; there are " + known);
  }
  Arguments arguments(name, json);
  auto made = maker->second(arguments);
  arguments.end();
  return made;
}

/// Creates the sampler of this name. Names and arguments are Optuna's.
inline std::shared_ptr<hone::Sampler> make_sampler(const std::string& name,
                                                   const std::string& json) {
  using namespace hone;
  using Made = std::shared_ptr<Sampler>;
  static const auto seed_into = [](auto& options) {
    return [&options](int64_t seed) { options.seed(static_cast<uint64_t>(seed)); };
  };
  static const std::map<std::string, std::function<Made(Arguments&)>> kMakers = {
      {"TPESampler",
       [&](Arguments& a) -> Made {
         TpeSamplerOptions o;
         a.take<int64_t>("seed", seed_into(o))
             .take<int64_t>("n_startup_trials", [&](int64_t n) { o.n_startup_trials(n); })
             .take<int64_t>("n_ei_candidates", [&](int64_t n) { o.n_ei_candidates(n); })
             .take<bool>("multivariate", [&](bool on) { o.multivariate(on); })
             .take<bool>("group", [&](bool on) { o.group(on); })
             .take<bool>("constant_liar", [&](bool on) { o.constant_liar(on); })
             .take<double>("prior_weight", [&](double weight) { o.prior_weight(weight); });
         return std::make_shared<TpeSampler>(o);
       }},
      {"RandomSampler",
       [](Arguments& a) -> Made {
         auto made = std::make_shared<RandomSampler>();
         a.take<int64_t>("seed", [&](int64_t seed) {
           made = std::make_shared<RandomSampler>(static_cast<uint64_t>(seed));
         });
         return made;
       }},
      {"BruteForceSampler",
       [](Arguments& a) -> Made {
         auto made = std::make_shared<BruteForceSampler>();
         a.take<int64_t>("seed", [&](int64_t seed) {
           made = std::make_shared<BruteForceSampler>(static_cast<uint64_t>(seed));
         });
         return made;
       }},
      {"QMCSampler",
       [&](Arguments& a) -> Made {
         QmcSamplerOptions o;
         a.take<int64_t>("seed", seed_into(o))
             .take<bool>("scramble", [&](bool on) { o.scramble(on); })
             .take<std::string>("qmc_type", [&](const std::string& type) {
               if (type != "sobol" && type != "halton")
                 throw ArgumentError("hone: \"" + type + "\" is neither \"sobol\" nor \"halton\"");
               o.qmc_type(type == "halton" ? QmcType::halton : QmcType::sobol);
             });
         return std::make_shared<QmcSampler>(o);
       }},
      {"NSGAIISampler",
       [&](Arguments& a) -> Made {
         NsgaIISamplerOptions o;
         a.take<int64_t>("seed", seed_into(o))
             .take<int64_t>("population_size", [&](int64_t n) { o.population_size(n); })
             .take<double>("mutation_prob", [&](double p) { o.mutation_prob(p); })
             .take<double>("crossover_prob", [&](double p) { o.crossover_prob(p); })
             .take<double>("swapping_prob", [&](double p) { o.swapping_prob(p); });
         return std::make_shared<NsgaIISampler>(o);
       }},
      {"GridSampler",
       [](Arguments& a) -> Made {
         GridSampler::SearchSpace space;
         uint32_t seed = 0;
         a.take<int64_t>("seed", [&](int64_t s) {
            seed = static_cast<uint32_t>(s);
          }).take<Json>("search_space", [&](const Json& given) {
           hone::detail::JsonReader reader;
           const hone::detail::JsonValue* values = reader.parse(given.text);
           if (!values->IsObject()) throw ArgumentError("hone: it is no object");
           for (const auto& member : values->GetObject()) {
             if (!member.value.IsArray()) throw ArgumentError("hone: it holds no list of values");
             for (const auto& value : member.value.GetArray())
               space[hone::detail::text_from_json(member.name)].push_back(
                   hone::detail::value_from_json(value));
           }
         });
         return std::make_shared<GridSampler>(std::move(space), seed);
       }},
#ifdef HONE_CLI_EIGEN
      {"CmaEsSampler",
       [&](Arguments& a) -> Made {
         CmaEsSamplerOptions o;
         a.take<int64_t>("seed", seed_into(o))
             .take<double>("sigma0", [&](double sigma) { o.sigma0(sigma); })
             .take<int64_t>("n_startup_trials", [&](int64_t n) { o.n_startup_trials(n); })
             .take<int64_t>("popsize", [&](int64_t n) { o.popsize(n); })
             .take<bool>("consider_pruned_trials", [&](bool on) { o.consider_pruned_trials(on); })
             .take<bool>("use_separable_cma", [&](bool on) { o.use_separable_cma(on); })
             .take<bool>("with_margin", [&](bool on) { o.with_margin(on); });
         return std::make_shared<CmaEsSampler>(o);
       }},
      {"GPSampler",
       [&](Arguments& a) -> Made {
         GpSamplerOptions o;
         a.take<int64_t>("seed", seed_into(o))
             .take<int64_t>("n_startup_trials", [&](int64_t n) { o.n_startup_trials(n); })
             .take<bool>("deterministic_objective",
                         [&](bool on) { o.deterministic_objective(on); });
         return std::make_shared<GpSampler>(o);
       }},
#endif
  };
  return make_named("sampler", kMakers, name, json);
}

inline void take_percentile(Arguments& a, hone::PercentilePrunerOptions& o) {
  a.take<int64_t>("n_startup_trials", [&](int64_t n) { o.n_startup_trials(n); })
      .take<int64_t>("n_warmup_steps", [&](int64_t n) { o.n_warmup_steps(n); })
      .take<int64_t>("interval_steps", [&](int64_t n) { o.interval_steps(n); })
      .take<int64_t>("n_min_trials", [&](int64_t n) { o.n_min_trials(n); });
}

/// Creates the pruner of this name. Names and arguments are Optuna's; PatientPruner takes another
/// pruner's name as "wrapped_pruner".
inline std::shared_ptr<hone::Pruner> make_pruner(const std::string& name, const std::string& json) {
  using namespace hone;
  using Made = std::shared_ptr<Pruner>;
  static const std::map<std::string, std::function<Made(Arguments&)>> kMakers = {
      {"NopPruner", [](Arguments&) -> Made { return std::make_shared<NopPruner>(); }},
      {"MedianPruner",
       [](Arguments& a) -> Made {
         MedianPrunerOptions o;
         take_percentile(a, o);
         return std::make_shared<MedianPruner>(o);
       }},
      {"PercentilePruner",
       [](Arguments& a) -> Made {
         PercentilePrunerOptions o;
         double percentile = 50;
         take_percentile(a, o);
         a.take<double>("percentile", [&](double p) { percentile = p; });
         return std::make_shared<PercentilePruner>(percentile, o);
       }},
      {"SuccessiveHalvingPruner",
       [](Arguments& a) -> Made {
         SuccessiveHalvingPrunerOptions o;
         a.take<int64_t>("min_resource", [&](int64_t n) { o.min_resource(n); })
             .take<int64_t>("reduction_factor", [&](int64_t n) { o.reduction_factor(n); })
             .take<int64_t>("min_early_stopping_rate",
                            [&](int64_t n) { o.min_early_stopping_rate(n); })
             .take<int64_t>("bootstrap_count", [&](int64_t n) { o.bootstrap_count(n); });
         return std::make_shared<SuccessiveHalvingPruner>(o);
       }},
      {"HyperbandPruner",
       [](Arguments& a) -> Made {
         HyperbandPrunerOptions o;
         a.take<int64_t>("min_resource", [&](int64_t n) { o.min_resource(n); })
             .take<int64_t>("max_resource", [&](int64_t n) { o.max_resource(n); })
             .take<int64_t>("reduction_factor", [&](int64_t n) { o.reduction_factor(n); })
             .take<int64_t>("bootstrap_count", [&](int64_t n) { o.bootstrap_count(n); });
         return std::make_shared<HyperbandPruner>(o);
       }},
      {"ThresholdPruner",
       [](Arguments& a) -> Made {
         ThresholdPrunerOptions o;
         a.take<double>("lower", [&](double bound) { o.lower(bound); })
             .take<double>("upper", [&](double bound) { o.upper(bound); })
             .take<int64_t>("n_warmup_steps", [&](int64_t n) { o.n_warmup_steps(n); })
             .take<int64_t>("interval_steps", [&](int64_t n) { o.interval_steps(n); });
         return std::make_shared<ThresholdPruner>(o);
       }},
      {"WilcoxonPruner",
       [](Arguments& a) -> Made {
         WilcoxonPrunerOptions o;
         a.take<double>("p_threshold", [&](double p) {
            o.p_threshold(p);
          }).take<int64_t>("n_startup_steps", [&](int64_t n) { o.n_startup_steps(n); });
         return std::make_shared<WilcoxonPruner>(o);
       }},
      {"PatientPruner",
       [](Arguments& a) -> Made {
         int64_t patience = 0;
         double min_delta = 0;
         std::string wrapped;
         a.take<int64_t>("patience", [&](int64_t n) { patience = n; })
             .take<double>("min_delta", [&](double delta) { min_delta = delta; })
             .take<std::string>("wrapped_pruner",
                                [&](const std::string& other) { wrapped = other; });
         if (wrapped.empty()) return std::make_shared<PatientPruner>(patience, min_delta);
         return std::make_shared<PatientPruner>(make_pruner(wrapped, ""), patience, min_delta);
       }},
  };
  return make_named("pruner", kMakers, name, json);
}

}  // namespace hone_cli
