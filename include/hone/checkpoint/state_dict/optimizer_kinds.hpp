// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/node.hpp>
#include <hone/checkpoint/torch.hpp>

#include <string>
#include <type_traits>

namespace hone {
inline namespace v0 {
namespace detail {

// What libtorch's optimizers are made of, under Python's names. Each kind has
//   Options, State  libtorch's types
//   kMark           an option that tells it from the others in a file
//   options, state  calls visit(name, field) for each of their fields
//   constants       what Python's groups have besides, and libtorch does not
//   needs           whether a parameter's state is unusable without that field

struct AdamKind {
  using Options = torch::optim::AdamOptions;
  using State = torch::optim::AdamParamState;
  static constexpr const char* kName = "Adam";
  static constexpr const char* kMark = "betas";

  template <class O, class Visit>
  static void options(O& o, const Visit& visit) {
    visit("lr", o.lr());
    visit("betas", o.betas());
    visit("eps", o.eps());
    visit("weight_decay", o.weight_decay());
    visit("amsgrad", o.amsgrad());
  }
  template <class S, class Visit>
  static void state(S& s, const Visit& visit) {
    visit("step", s.step());
    visit("exp_avg", s.exp_avg());
    visit("exp_avg_sq", s.exp_avg_sq());
    visit("max_exp_avg_sq", s.max_exp_avg_sq());
  }
  static Dict constants() {
    return {{{"maximize", false},
             {"foreach", nullptr},
             {"capturable", false},
             {"differentiable", false},
             {"fused", nullptr},
             {"decoupled_weight_decay", false}}};
  }
  template <class O>
  static bool needs(const O& o, const std::string& field) {
    return field != "max_exp_avg_sq" || o.amsgrad();
  }
};

struct AdamWKind : AdamKind {
  using Options = torch::optim::AdamWOptions;
  using State = torch::optim::AdamWParamState;
  static constexpr const char* kName = "AdamW";

  static Dict constants() {
    Dict dict = AdamKind::constants();
    dict.items.back().value = true;  // decoupled_weight_decay
    return dict;
  }
};

struct SgdKind {
  using Options = torch::optim::SGDOptions;
  using State = torch::optim::SGDParamState;
  static constexpr const char* kName = "SGD";
  static constexpr const char* kMark = "dampening";

  template <class O, class Visit>
  static void options(O& o, const Visit& visit) {
    visit("lr", o.lr());
    visit("momentum", o.momentum());
    visit("dampening", o.dampening());
    visit("weight_decay", o.weight_decay());
    visit("nesterov", o.nesterov());
  }
  template <class S, class Visit>
  static void state(S& s, const Visit& visit) {
    visit("momentum_buffer", s.momentum_buffer());
  }
  static Dict constants() {
    return {
        {{"maximize", false}, {"foreach", nullptr}, {"differentiable", false}, {"fused", nullptr}}};
  }
  static bool needs(const Options&, const std::string&) { return true; }
};

struct RmspropKind {
  using Options = torch::optim::RMSpropOptions;
  using State = torch::optim::RMSpropParamState;
  static constexpr const char* kName = "RMSprop";
  static constexpr const char* kMark = "alpha";

  template <class O, class Visit>
  static void options(O& o, const Visit& visit) {
    visit("lr", o.lr());
    visit("momentum", o.momentum());
    visit("alpha", o.alpha());
    visit("eps", o.eps());
    visit("centered", o.centered());
    visit("weight_decay", o.weight_decay());
  }
  template <class S, class Visit>
  static void state(S& s, const Visit& visit) {
    visit("step", s.step());
    visit("square_avg", s.square_avg());
    visit("momentum_buffer", s.momentum_buffer());
    visit("grad_avg", s.grad_avg());
  }
  static Dict constants() {
    return {{{"capturable", false},
             {"foreach", nullptr},
             {"maximize", false},
             {"differentiable", false}}};
  }
  static bool needs(const Options& o, const std::string& field) {
    if (field == "momentum_buffer") return o.momentum() > 0;
    return field != "grad_avg" || o.centered();
  }
};

struct AdagradKind {
  using Options = torch::optim::AdagradOptions;
  using State = torch::optim::AdagradParamState;
  static constexpr const char* kName = "Adagrad";
  static constexpr const char* kMark = "lr_decay";

  template <class O, class Visit>
  static void options(O& o, const Visit& visit) {
    visit("lr", o.lr());
    visit("lr_decay", o.lr_decay());
    visit("eps", o.eps());
    visit("weight_decay", o.weight_decay());
    visit("initial_accumulator_value", o.initial_accumulator_value());
  }
  template <class S, class Visit>
  static void state(S& s, const Visit& visit) {
    visit("step", s.step());
    visit("sum", s.sum());
  }
  static Dict constants() {
    return {
        {{"foreach", nullptr}, {"maximize", false}, {"differentiable", false}, {"fused", nullptr}}};
  }
  static bool needs(const Options&, const std::string&) { return true; }
};

struct LbfgsKind {
  using Options = torch::optim::LBFGSOptions;
  using State = torch::optim::LBFGSParamState;
  static constexpr const char* kName = "LBFGS";
  static constexpr const char* kMark = "history_size";

  template <class O, class Visit>
  static void options(O& o, const Visit& visit) {
    visit("lr", o.lr());
    visit("max_iter", o.max_iter());
    visit("max_eval", o.max_eval());
    visit("tolerance_grad", o.tolerance_grad());
    visit("tolerance_change", o.tolerance_change());
    visit("history_size", o.history_size());
    visit("line_search_fn", o.line_search_fn());
  }
  template <class S, class Visit>
  static void state(S& s, const Visit& visit) {
    visit("func_evals", s.func_evals());
    visit("n_iter", s.n_iter());
    visit("d", s.d());
    visit("t", s.t());
    visit("old_dirs", s.old_dirs());
    visit("old_stps", s.old_stps());
    visit("ro", s.ro());
    visit("H_diag", s.H_diag());
    visit("prev_flat_grad", s.prev_flat_grad());
    visit("prev_loss", s.prev_loss());
    visit("al", s.al());
  }
  static Dict constants() { return {}; }
  static bool needs(const Options&, const std::string&) { return false; }
};

/// Whether a T is sure to be one of libtorch's optimizers.
template <class T>
constexpr bool is_known_optimizer() {
  using namespace torch::optim;
  return std::is_base_of_v<Adam, T> || std::is_base_of_v<AdamW, T> || std::is_base_of_v<SGD, T> ||
         std::is_base_of_v<RMSprop, T> || std::is_base_of_v<Adagrad, T> ||
         std::is_base_of_v<LBFGS, T>;
}

/// Calls `call` with the kind of the optimizer; false where it is none of libtorch's.
template <class Call>
bool with_kind_of(const torch::optim::Optimizer& optimizer, const Call& call) {
  const auto is = [&](auto* type) { return dynamic_cast<decltype(type)>(&optimizer) != nullptr; };
  using namespace torch::optim;
  if (is(static_cast<const Adam*>(nullptr))) return call(AdamKind{}), true;
  if (is(static_cast<const AdamW*>(nullptr))) return call(AdamWKind{}), true;
  if (is(static_cast<const SGD*>(nullptr))) return call(SgdKind{}), true;
  if (is(static_cast<const RMSprop*>(nullptr))) return call(RmspropKind{}), true;
  if (is(static_cast<const Adagrad*>(nullptr))) return call(AdagradKind{}), true;
  if (is(static_cast<const LBFGS*>(nullptr))) return call(LbfgsKind{}), true;
  return false;
}

}  // namespace detail
}  // namespace v0
}  // namespace hone
