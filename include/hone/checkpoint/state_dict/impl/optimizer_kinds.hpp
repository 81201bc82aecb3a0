// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/state_dict/optimizer_kinds.hpp>
#include <hone/error.hpp>

#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE void visit_fields(torch::optim::SGDOptions& o, FieldVisitor& v) {
  v.visit("lr", o.lr());
  v.visit("momentum", o.momentum());
  v.visit("dampening", o.dampening());
  v.visit("weight_decay", o.weight_decay());
  v.visit("nesterov", o.nesterov());
}

HONE_INLINE void visit_fields(torch::optim::RMSpropOptions& o, FieldVisitor& v) {
  v.visit("lr", o.lr());
  v.visit("momentum", o.momentum());
  v.visit("alpha", o.alpha());
  v.visit("eps", o.eps());
  v.visit("centered", o.centered());
  v.visit("weight_decay", o.weight_decay());
}

HONE_INLINE void visit_fields(torch::optim::RMSpropParamState& s, FieldVisitor& v) {
  v.visit("step", s.step());
  v.visit("square_avg", s.square_avg());
  v.visit("momentum_buffer", s.momentum_buffer());
  v.visit("grad_avg", s.grad_avg());
}

HONE_INLINE bool needs_field(const torch::optim::RMSpropOptions& o, const std::string& field) {
  if (field == "momentum_buffer") return o.momentum() > 0;
  return field != "grad_avg" || o.centered();
}

HONE_INLINE void visit_fields(torch::optim::AdagradOptions& o, FieldVisitor& v) {
  v.visit("lr", o.lr());
  v.visit("lr_decay", o.lr_decay());
  v.visit("eps", o.eps());
  v.visit("weight_decay", o.weight_decay());
  v.visit("initial_accumulator_value", o.initial_accumulator_value());
}

HONE_INLINE void visit_fields(torch::optim::AdagradParamState& s, FieldVisitor& v) {
  v.visit("step", s.step());
  v.visit("sum", s.sum());
}

HONE_INLINE void visit_fields(torch::optim::LBFGSOptions& o, FieldVisitor& v) {
  v.visit("lr", o.lr());
  v.visit("max_iter", o.max_iter());
  v.visit("max_eval", o.max_eval());
  v.visit("tolerance_grad", o.tolerance_grad());
  v.visit("tolerance_change", o.tolerance_change());
  v.visit("history_size", o.history_size());
  v.visit("line_search_fn", o.line_search_fn());
}

HONE_INLINE void visit_fields(torch::optim::LBFGSParamState& s, FieldVisitor& v) {
  v.visit("func_evals", s.func_evals());
  v.visit("n_iter", s.n_iter());
  v.visit("d", s.d());
  v.visit("t", s.t());
  v.visit("old_dirs", s.old_dirs());
  v.visit("old_stps", s.old_stps());
  v.visit("ro", s.ro());
  v.visit("H_diag", s.H_diag());
  v.visit("prev_flat_grad", s.prev_flat_grad());
  v.visit("prev_loss", s.prev_loss());
  v.visit("al", s.al());
}

HONE_INLINE OptimizerKind kind_of(const torch::optim::Optimizer& optimizer) {
  using namespace torch::optim;
  const auto is_adamw = dynamic_cast<const AdamW*>(&optimizer) != nullptr;
  const std::vector<OptimizerConstant> adam = {
      {"maximize", 0},       {"foreach", -1}, {"capturable", 0},
      {"differentiable", 0}, {"fused", -1},   {"decoupled_weight_decay", is_adamw}};
  const std::vector<OptimizerConstant> others = {
      {"maximize", 0}, {"foreach", -1}, {"differentiable", 0}, {"fused", -1}};
  if (dynamic_cast<const Adam*>(&optimizer))
    return make_optimizer_kind<AdamOptions, AdamParamState>("Adam", "betas", adam);
  if (is_adamw) return make_optimizer_kind<AdamWOptions, AdamWParamState>("AdamW", "betas", adam);
  if (dynamic_cast<const SGD*>(&optimizer))
    return make_optimizer_kind<SGDOptions, SGDParamState>("SGD", "dampening", others);
  if (dynamic_cast<const RMSprop*>(&optimizer))
    return make_optimizer_kind<RMSpropOptions, RMSpropParamState>(
        "RMSprop", "alpha",
        {{"capturable", 0}, {"foreach", -1}, {"maximize", 0}, {"differentiable", 0}});
  if (dynamic_cast<const Adagrad*>(&optimizer))
    return make_optimizer_kind<AdagradOptions, AdagradParamState>("Adagrad", "lr_decay", others);
  if (dynamic_cast<const LBFGS*>(&optimizer))
    return make_optimizer_kind<LBFGSOptions, LBFGSParamState>("LBFGS", "history_size", {});
  throw CheckpointError(
      "hone: this optimizer is none of libtorch's Adam, AdamW, SGD, RMSprop, Adagrad and LBFGS; "
      "give its class Boost's serialize, or pass what it is made of");
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
