// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/state_dict/optimizer.hpp>

#include <torch/nn/modules/linear.h>

#include <boost/test/unit_test.hpp>

#include "test/checkpoint/state_dict/saved.hpp"
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(optimizer_suite)

using namespace hone::detail;
using hone_test::contains;
using hone_test::Saved;

namespace {

using Parameters = std::vector<at::Tensor>;

Parameters make_parameters(int64_t seed) {
  auto generator = at::detail::createCPUGenerator(static_cast<uint64_t>(seed));
  Parameters parameters;
  for (const auto& sizes : {std::vector<int64_t>{4, 3}, {4}, {2, 4}, {}})
    parameters.push_back(at::randn(sizes, generator).requires_grad_());
  return parameters;
}

// One step towards targets that change with each step. The last parameter never gets a gradient.
void step(torch::optim::Optimizer& optimizer, const Parameters& parameters, int64_t number) {
  optimizer.step([&] {
    optimizer.zero_grad();
    at::Tensor loss = at::zeros({});
    for (size_t i = 0; i + 1 < parameters.size(); ++i)
      loss = loss + (parameters[i] - 0.1 * static_cast<double>(number)).pow(2).sum() +
             parameters[i].pow(4).sum();
    loss.backward();
    return loss;
  });
}

void copy(const Parameters& from, const Parameters& to) {
  for (size_t i = 0; i < from.size(); ++i) to[i].detach().copy_(from[i].detach());
}

bool is_equal(const Parameters& a, const Parameters& b) {
  for (size_t i = 0; i < a.size(); ++i)
    if (!a[i].equal(b[i])) return false;
  return true;
}

using Make = std::function<std::unique_ptr<torch::optim::Optimizer>(const Parameters&)>;

template <class Optimizer, class Options>
Make make(Options options) {
  return [options](const Parameters& parameters) {
    return std::make_unique<Optimizer>(parameters, options);
  };
}

std::vector<std::pair<std::string, Make>> all_optimizers() {
  using namespace torch::optim;
  return {
      {"Adam", make<Adam>(AdamOptions(0.05).weight_decay(0.01).betas({0.8, 0.99}))},
      {"Adam amsgrad", make<Adam>(AdamOptions(0.05).amsgrad(true).eps(1e-7))},
      {"AdamW", make<AdamW>(AdamWOptions(0.05).weight_decay(0.1))},
      {"AdamW amsgrad", make<AdamW>(AdamWOptions(0.05).amsgrad(true))},
      {"SGD", make<SGD>(SGDOptions(0.02))},
      {"SGD momentum", make<SGD>(SGDOptions(0.02).momentum(0.9).dampening(0.1).weight_decay(0.1))},
      {"SGD Nesterov", make<SGD>(SGDOptions(0.02).momentum(0.9).nesterov(true))},
      {"RMSprop", make<RMSprop>(RMSpropOptions(0.01).alpha(0.9))},
      {"RMSprop centered", make<RMSprop>(RMSpropOptions(0.01).momentum(0.5).centered(true))},
      {"Adagrad", make<Adagrad>(AdagradOptions(0.1).lr_decay(0.01).initial_accumulator_value(0.1))},
      {"LBFGS", make<LBFGS>(LBFGSOptions(0.5).max_iter(4).history_size(5))},
      {"LBFGS line search",
       make<LBFGS>(LBFGSOptions(1).max_iter(4).line_search_fn("strong_wolfe"))},
  };
}

double rate(torch::optim::Optimizer& optimizer) {
  return optimizer.param_groups()[0].options().get_lr();
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_optimizer_goes_on_bit_for_bit) {
  for (const auto& [name, make] : all_optimizers()) {
    BOOST_TEST_CONTEXT(name) {
      const Parameters parameters = make_parameters(1);
      auto optimizer = make(parameters);
      for (int i = 0; i < 5; ++i) step(*optimizer, parameters, i);
      optimizer->param_groups()[0].options().set_lr(rate(*optimizer) * 0.5);
      const Saved saved(optimizer);
      const Parameters at_save = make_parameters(2);
      copy(parameters, at_save);
      const double rate_at_save = rate(*optimizer);
      for (int i = 5; i < 9; ++i) step(*optimizer, parameters, i);

      // Into a new one, as after a restart; and into one with later steps, as when going back.
      const Parameters others = make_parameters(3);
      auto fresh = make(others);
      for (const bool is_used : {false, true}) {
        if (is_used)
          for (int i = 0; i < 3; ++i) step(*fresh, others, 50 + i);
        fresh->param_groups()[0].options().set_lr(9);
        copy(at_save, others);
        for (const at::Tensor& parameter : others) parameter.mutable_grad() = at::Tensor();
        saved.restore(fresh);
        BOOST_TEST(rate(*fresh) == rate_at_save);
        for (int i = 5; i < 9; ++i) step(*fresh, others, i);
        BOOST_TEST(is_equal(others, parameters));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(an_optimizer_that_never_stepped_comes_back_too) {
  for (const auto& [name, make] : all_optimizers()) {
    BOOST_TEST_CONTEXT(name) {
      const Parameters parameters = make_parameters(1), others = make_parameters(1);
      auto optimizer = make(parameters), other = make(others);
      const Saved saved(optimizer);
      for (int i = 0; i < 3; ++i) step(*other, others, i + 7);
      copy(parameters, others);
      saved.restore(other);
      for (int i = 0; i < 3; ++i) step(*optimizer, parameters, i), step(*other, others, i);
      BOOST_TEST(is_equal(others, parameters));
    }
  }
}

BOOST_AUTO_TEST_CASE(every_option_comes_back) {
  const Parameters parameters = make_parameters(1);
  torch::optim::LBFGS optimizer(parameters, torch::optim::LBFGSOptions(0.3)
                                                .max_iter(7)
                                                .max_eval(11)
                                                .tolerance_grad(1e-3)
                                                .tolerance_change(1e-4)
                                                .history_size(9)
                                                .line_search_fn("strong_wolfe"));
  const Saved saved(optimizer);
  torch::optim::LBFGS other(parameters);
  saved.restore(other);
  const auto& options =
      static_cast<const torch::optim::LBFGSOptions&>(other.param_groups()[0].options());
  BOOST_TEST(options.lr() == 0.3);
  BOOST_TEST(options.max_iter() == 7);
  BOOST_TEST(*options.max_eval() == 11);
  BOOST_TEST(options.tolerance_grad() == 1e-3);
  BOOST_TEST(options.tolerance_change() == 1e-4);
  BOOST_TEST(options.history_size() == 9);
  BOOST_TEST(*options.line_search_fn() == "strong_wolfe");
  torch::optim::LBFGS plain(parameters);
  Saved(plain).restore(other);
  BOOST_TEST(!options.line_search_fn().has_value());
}

BOOST_AUTO_TEST_CASE(references_to_the_options_stay_good) {
  const Parameters parameters = make_parameters(1);
  torch::optim::Adam optimizer(parameters, 0.25);
  const Saved saved(optimizer);
  auto& options = static_cast<torch::optim::AdamOptions&>(optimizer.param_groups()[0].options());
  options.lr(0.5);
  saved.restore(optimizer);
  BOOST_TEST(options.lr() == 0.25);
}

BOOST_AUTO_TEST_CASE(parameter_groups_come_back_each_with_its_options) {
  const Parameters parameters = make_parameters(1);
  const auto make = [&](double first, double second) {
    std::vector<torch::optim::OptimizerParamGroup> groups;
    groups.emplace_back(Parameters{parameters[0]},
                        std::make_unique<torch::optim::AdamOptions>(first));
    groups.emplace_back(Parameters{parameters[1], parameters[2]},
                        std::make_unique<torch::optim::AdamOptions>(second));
    return torch::optim::Adam(groups);
  };
  torch::optim::Adam optimizer = make(0.1, 0.2), other = make(0.3, 0.4);
  for (int i = 0; i < 3; ++i) step(optimizer, parameters, i);
  const Saved saved(optimizer);
  saved.restore(other);
  BOOST_TEST(other.param_groups()[0].options().get_lr() == 0.1);
  BOOST_TEST(other.param_groups()[1].options().get_lr() == 0.2);
  BOOST_TEST(other.state().size() == 3u);

  torch::optim::Adam one(parameters, 0.1);
  BOOST_TEST(contains(saved.misfit(one), "the file has 2 parameter groups and the optimizer 1"));
}

BOOST_AUTO_TEST_CASE(the_tree_is_python_s) {
  const Parameters parameters = make_parameters(1);
  torch::optim::Adam optimizer(parameters, 0.1);
  step(optimizer, parameters, 0);
  TensorSink sink;
  const Node node = save_optimizer(optimizer, sink);
  const Dict& states = *node.find("state")->get<Dict>();
  BOOST_TEST(states.items.size() == 3u);  // the fourth parameter had no gradient
  const Node& state = *states.find(int64_t{0});
  const auto* count = state.find("step")->get<TensorNode>();
  BOOST_REQUIRE(count);
  BOOST_TEST((count->dtype == Dtype::float32));
  BOOST_TEST(!state.find("max_exp_avg_sq"));
  const Node& group = (*node.find("param_groups")->get<List>())[0];
  BOOST_TEST(group.find("params")->get<List>()->size() == 4u);
  BOOST_TEST(group.find("betas")->get<Tuple>()->items.size() == 2u);
}

BOOST_AUTO_TEST_CASE(another_kind_of_optimizer_is_refused_and_nothing_changes) {
  const auto all = all_optimizers();
  for (const auto& [name, make] : all)
    for (const auto& [other_name, make_other] : all) {
      const std::string kind = name.substr(0, name.find(' '));
      if (kind == other_name.substr(0, other_name.find(' '))) continue;
      BOOST_TEST_CONTEXT(name << " into " << other_name) {
        const Parameters parameters = make_parameters(1);
        auto optimizer = make(parameters), other = make_other(parameters);
        step(*optimizer, parameters, 0);
        const Saved saved(optimizer);
        const double before = rate(*other);
        const size_t states = other->state().size();
        BOOST_TEST(contains(saved.misfit(other), "the state of another optimizer than"));
        BOOST_TEST(rate(*other) == before);
        BOOST_TEST(other->state().size() == states);
      }
    }
}

BOOST_AUTO_TEST_CASE(another_model_s_parameters_are_refused) {
  const Parameters parameters = make_parameters(1);
  torch::optim::Adam optimizer(parameters, 0.1);
  step(optimizer, parameters, 0);
  const Saved saved(optimizer);

  torch::optim::Adam fewer(Parameters{parameters[0]}, 0.1);
  BOOST_TEST(contains(saved.misfit(fewer),
                      "parameter group 0 has 4 parameters in the file and 1 in the optimizer"));

  Parameters wider = make_parameters(1);
  wider[1] = at::zeros({5}).requires_grad_();
  wider[2] = at::zeros({2, 4}, at::kDouble).requires_grad_();
  torch::optim::Adam other(wider, 0.1);
  const std::string text = saved.misfit(other);
  BOOST_TEST(contains(text, "parameter 1's exp_avg is [4] in the file and the parameter [5]"));
  BOOST_TEST(
      contains(text, "parameter 2's exp_avg_sq is Float in the file and the parameter Double"));
  BOOST_TEST(!contains(text, "parameter 0's"));
}

BOOST_AUTO_TEST_CASE(an_unknown_optimizer_is_refused_unless_it_says_what_it_is_made_of) {
  struct Unknown : torch::optim::Optimizer {
    explicit Unknown(Parameters parameters)
        : Optimizer(std::move(parameters), std::make_unique<torch::optim::SGDOptions>(0.1)) {}
    at::Tensor step(LossClosure) override { return {}; }
  };
  const Parameters parameters = make_parameters(1);
  Unknown unknown(parameters);
  BOOST_CHECK_EXCEPTION(Saved{unknown}, hone::CheckpointError, [](const auto& error) {
    return contains(error.what(), "none of libtorch's");
  });
}

namespace {

struct Own : torch::optim::Optimizer {
  explicit Own(Parameters parameters)
      : Optimizer(std::move(parameters), std::make_unique<torch::optim::SGDOptions>(0.1)) {}
  at::Tensor step(LossClosure) override { return {}; }
  int64_t count = 0;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& count;
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(an_optimizer_of_the_user_is_saved_by_its_own_serialize) {
  Own own(make_parameters(1));
  own.count = 7;
  const Saved saved(own);
  own.count = 0;
  saved.restore(own);
  BOOST_TEST(own.count == 7);
}

BOOST_AUTO_TEST_CASE(an_optimizer_is_looked_through_when_it_was_rebuilt) {
  const Parameters parameters = make_parameters(1);
  auto optimizer = std::make_unique<torch::optim::Adam>(parameters, 0.1);
  const Part part("optimizer", optimizer);
  optimizer = std::make_unique<torch::optim::Adam>(parameters, 0.7);
  TensorSink sink;
  const Node node = part.save(sink);
  const Node& group = (*node.find("param_groups")->get<List>())[0];
  BOOST_TEST(*group.find("lr")->get<double>() == 0.7);
}

BOOST_AUTO_TEST_SUITE_END()
