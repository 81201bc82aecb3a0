// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/state_dict/optimizer.hpp>
#include <hone/checkpoint/state_dict/optimizer_fields.hpp>
#include <hone/checkpoint/state_dict/optimizer_kinds.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE Node save_optimizer(torch::optim::Optimizer& optimizer, TensorSink& sink) {
  const OptimizerKind kind = kind_of(optimizer);
  Dict states;
  List groups;
  int64_t index = 0;
  for (auto& group : optimizer.param_groups()) {
    Dict options;
    FieldWriter write_options(options, sink);
    kind.visit_options(group.options(), write_options);
    for (const OptimizerConstant& constant : kind.constants)
      options.add(constant.name, constant.value < 0 ? Node() : Node(constant.value == 1));
    List indices;
    for (const at::Tensor& parameter : group.params()) {
      auto& all = optimizer.state();
      const auto found = all.find(state_key(all, parameter));
      if (found != all.end()) {
        Dict state;
        FieldWriter write_state(state, sink);
        kind.visit_state(*found->second, write_state);
        states.add(index, std::move(state));
      }
      indices.push_back(index++);
    }
    options.add("params", std::move(indices));
    groups.push_back(std::move(options));
  }
  Dict result;
  result.add("state", std::move(states));
  result.add("param_groups", std::move(groups));
  return result;
}

HONE_INLINE void OptimizerRestoration::restore(const Node& node) {
  const Node* states = node.find("state");
  const Node* groups_node = node.find("param_groups");
  const auto* groups = groups_node ? groups_node->sequence() : nullptr;
  if (!states || !groups) return plan_.misfit("it is no optimizer's state_dict in the file");
  auto& live = optimizer_.param_groups();
  if (groups->size() != live.size())
    return plan_.misfit("the file has " + std::to_string(groups->size()) +
                        " parameter groups and the optimizer " + std::to_string(live.size()));
  for (size_t i = 0; i < live.size(); ++i)
    if (!restore_group((*groups)[i], *states, live[i], i)) return;
  plan_.then([&optimizer = optimizer_, assign = kind_.assign_options, change = change_] {
    for (size_t i = 0; i < change->options.size(); ++i)
      assign(optimizer.param_groups()[i].options(), *change->options[i]);
    auto& all = optimizer.state();
    all.clear();
    for (auto& [parameter, state] : change->states)
      all[state_key(all, parameter)] = std::move(state);
  });
}

HONE_INLINE bool OptimizerRestoration::restore_group(const Node& node, const Node& states,
                                                     const torch::optim::OptimizerParamGroup& group,
                                                     size_t index) {
  if (!is_of_kind(node)) {
    plan_.misfit(std::string("the file has the state of another optimizer than ") + kind_.name);
    return false;
  }
  const Node* params = node.find("params");
  const auto* ids = params ? params->sequence() : nullptr;
  const size_t in_file = ids ? ids->size() : 0;
  if (in_file != group.params().size()) {
    plan_.misfit("parameter group " + std::to_string(index) + " has " + std::to_string(in_file) +
                 " parameters in the file and " + std::to_string(group.params().size()) +
                 " in the optimizer");
    return false;
  }
  std::unique_ptr<OptimizerOptions> options = group.options().clone();
  FieldReader read_options(node, plan_);
  kind_.visit_options(*options, read_options);
  if (const Node* maximize = node.find("maximize"))
    if (plan_.number(*maximize).value_or(0) != 0)
      plan_.misfit("maximize is true in the file, which libtorch's optimizers do not know");
  const auto* all = states.get<Dict>();
  for (size_t i = 0; i < in_file; ++i) {
    const auto* id = (*ids)[i].get<int64_t>();
    restore_state(id && all ? all->find(*id) : nullptr, *options, group.params()[i]);
  }
  change_->options.push_back(std::move(options));
  return true;
}

HONE_INLINE bool OptimizerRestoration::is_of_kind(const Node& group) const {
  if (!group.find(kind_.mark)) return false;
  // Only this distinguishes Adam from AdamW; older versions of PyTorch do not write it.
  const Node* decoupled = group.find("decoupled_weight_decay");
  const auto* is_decoupled = decoupled ? decoupled->get<bool>() : nullptr;
  for (const OptimizerConstant& constant : kind_.constants)
    if (is_decoupled && std::strcmp(constant.name, "decoupled_weight_decay") == 0)
      return *is_decoupled == (constant.value == 1);
  return true;
}

HONE_INLINE void OptimizerRestoration::restore_state(const Node* node,
                                                     const OptimizerOptions& options,
                                                     const at::Tensor& parameter) {
  const std::string what = "parameter " + std::to_string(number_++) + "'s ";
  if (!node) {
    // libtorch creates Adagrad's state only in the optimizer's constructor.
    if (std::strcmp(kind_.name, "Adagrad") == 0) plan_.misfit(what + "state is not in the file");
    return;
  }
  std::unique_ptr<OptimizerParamState> state = kind_.make_state();
  // LBFGS keeps the state of all parameters in flat tensors.
  const bool is_like_it = std::strcmp(kind_.name, "LBFGS") != 0;
  FieldReader read(*node, plan_, what, parameter, is_like_it);
  kind_.visit_state(*state, read);
  for (const std::string& name : read.absent()) {
    if (!kind_.needs(options, name)) continue;
    // Without momentum, Python may write an empty state.
    if (std::strcmp(kind_.name, "SGD") == 0) return;
    plan_.misfit(what + name + " is not in the file");
  }
  change_->states.emplace_back(parameter, std::move(state));
}

HONE_INLINE void restore_optimizer(torch::optim::Optimizer& optimizer, const Node& node,
                                   Restoration& plan) {
  OptimizerRestoration(optimizer, plan).restore(node);
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
