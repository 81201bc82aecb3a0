// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/state_dict/optimizer_kinds.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>
#include <hone/checkpoint/state_dict/tensor_sink.hpp>

#include <cmath>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

[[noreturn]] inline void throw_unknown_optimizer() {
  throw CheckpointError(
      "hone: this optimizer is none of libtorch's Adam, AdamW, SGD, RMSprop, Adagrad and LBFGS; "
      "give its class Boost's serialize, or pass what it is made of");
}

/// Writes the fields of an optimizer's options or state into a dictionary, as Python has them.
class FieldWriter {
 public:
  FieldWriter(Dict& dict, TensorSink& sink) : dict_(dict), sink_(sink) {}

  void operator()(const char* name, double value) const { dict_.add(name, value); }
  void operator()(const char* name, bool value) const { dict_.add(name, value); }
  void operator()(const char* name, int64_t value) const {
    // Python's steps are tensors of float32, except LBFGS's.
    if (std::string(name) == "step")
      dict_.add(name, sink_.add(at::full({}, value, at::kFloat), name));
    else
      dict_.add(name, value);
  }
  void operator()(const char* name, const std::tuple<double, double>& value) const {
    dict_.add(name, Tuple{{std::get<0>(value), std::get<1>(value)}});
  }
  void operator()(const char* name, const at::Tensor& value) const {
    if (value.defined()) dict_.add(name, sink_.add(value, name));
  }
  void operator()(const char* name, const std::deque<at::Tensor>& values) const {
    list(name, values);
  }
  void operator()(const char* name, const std::vector<at::Tensor>& values) const {
    list(name, values);
  }
  template <class Optional, class = typename Optional::value_type>
  auto operator()(const char* name, const Optional& value) const
      -> std::enable_if_t<std::is_same_v<decltype(value.has_value()), bool>> {
    put_optional(name, value);
  }

 private:
  template <class Tensors>
  void list(const char* name, const Tensors& values) const {
    List items;
    for (const at::Tensor& value : values) items.push_back(sink_.add(value, name));
    dict_.add(name, std::move(items));
  }
  template <class Optional>
  void put_optional(const char* name, const Optional& value) const {
    using T = typename Optional::value_type;
    if constexpr (std::is_same_v<T, std::vector<at::Tensor>>) {
      if (value.has_value()) list(name, *value);  // a state that is not there has no key
    } else {
      dict_.add(name, value.has_value() ? Node(*value) : Node());
    }
  }

  Dict& dict_;
  TensorSink& sink_;
};

/// Reads the fields of an optimizer's options or state out of a dictionary.
class FieldReader {
 public:
  FieldReader(const Node& dict, Restoration& plan, std::string what, const at::Device& device)
      : dict_(dict), plan_(plan), what_(std::move(what)), device_(device) {}

  void operator()(const char* name, double& value) const {
    if (const Node* node = find(name)) number(*node, name, value);
  }
  void operator()(const char* name, bool& value) const {
    double read = value;
    (*this)(name, read);
    value = read != 0;
  }
  void operator()(const char* name, int64_t& value) const {
    double read = static_cast<double>(value);
    (*this)(name, read);
    if (std::abs(read) <= 9007199254740992.0) value = static_cast<int64_t>(read);
  }
  void operator()(const char* name, std::tuple<double, double>& value) const {
    const Node* node = find(name);
    if (!node) return;
    const auto* items = node->sequence();
    if (!items || items->size() != 2) return plan_.misfit(what_ + name + " is no pair in the file");
    number((*items)[0], name, std::get<0>(value));
    number((*items)[1], name, std::get<1>(value));
  }
  void operator()(const char* name, at::Tensor& value) const {
    if (const Node* node = find(name)) value = tensor(*node, name);
  }
  void operator()(const char* name, std::deque<at::Tensor>& values) const { list(name, values); }
  void operator()(const char* name, std::vector<at::Tensor>& values) const { list(name, values); }
  template <class Optional, class T = typename Optional::value_type>
  auto operator()(const char* name, Optional& value) const
      -> std::enable_if_t<std::is_same_v<decltype(value.has_value()), bool>> {
    const Node* node = dict_.find(name);
    if (!node) return;
    if (node->is_none()) {
      value = Optional();
    } else if constexpr (std::is_same_v<T, std::string>) {
      if (const auto* text = node->get<std::string>())
        value = *text;
      else
        plan_.misfit(what_ + name + " is no text in the file");
    } else {
      T read{};
      (*this)(name, read);
      value = std::move(read);
    }
  }

 private:
  const Node* find(const char* name) const {
    const Node* node = dict_.find(name);
    return node && node->is_none() ? nullptr : node;
  }
  void number(const Node& node, const char* name, double& value) const {
    if (const auto read = plan_.number(node))
      value = *read;
    else
      plan_.misfit(what_ + name + " is no number in the file");
  }
  at::Tensor tensor(const Node& node, const char* name) const {
    if (node.is_none()) return {};
    // Python's LBFGS begins with the number 1 where libtorch has a tensor.
    if (const auto* integer = node.get<int64_t>()) return at::full({}, *integer, at::kLong);
    if (const auto* value = node.get<double>()) return at::full({}, *value, at::kDouble);
    return plan_.read_new(node, what_ + name, device_);
  }
  template <class Tensors>
  void list(const char* name, Tensors& values) const {
    const Node* node = find(name);
    if (!node) return;
    const auto* items = node->sequence();
    if (!items) return plan_.misfit(what_ + name + " is no list in the file");
    for (const Node& item : *items) values.push_back(tensor(item, name));
  }

  const Node& dict_;
  Restoration& plan_;
  std::string what_;
  at::Device device_;
};

/// An optimizer's state_dict, as Python has it: {"state": {0: {...}}, "param_groups": [{...}]}.
template <class Kind>
Node save_optimizer_of(Kind, const torch::optim::Optimizer& optimizer, TensorSink& sink) {
  Dict states;
  List groups;
  int64_t index = 0;
  for (const auto& group : optimizer.param_groups()) {
    Dict options;
    Kind::options(static_cast<const typename Kind::Options&>(group.options()),
                  FieldWriter(options, sink));
    for (DictItem& constant : Kind::constants().items) options.items.push_back(std::move(constant));
    List indices;
    for (const at::Tensor& parameter : group.params()) {
      const auto& all = optimizer.state();
      const auto found = all.find(state_key(all, parameter));
      if (found != all.end()) {
        Dict state;
        Kind::state(static_cast<const typename Kind::State&>(*found->second),
                    FieldWriter(state, sink));
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

inline Node save_optimizer(const torch::optim::Optimizer& optimizer, TensorSink& sink) {
  Node result;
  if (!with_kind_of(optimizer,
                    [&](auto kind) { result = save_optimizer_of(kind, optimizer, sink); }))
    throw_unknown_optimizer();
  return result;
}

/// Plans to restore one optimizer.
template <class Kind>
class OptimizerRestoration {
 public:
  OptimizerRestoration(torch::optim::Optimizer& optimizer, Restoration& plan)
      : optimizer_(optimizer), plan_(plan) {}

  void restore(const Node& node) {
    const Node* states = node.find("state");
    const Node* groups_node = node.find("param_groups");
    const auto* groups = groups_node ? groups_node->sequence() : nullptr;
    if (!states || !groups) return plan_.misfit("it is no optimizer's state_dict in the file");
    auto& live = optimizer_.param_groups();
    if (groups->size() != live.size())
      return plan_.misfit("the file has " + std::to_string(groups->size()) +
                          " parameter groups and the optimizer " + std::to_string(live.size()));
    auto change = std::make_shared<Change>();
    for (size_t i = 0; i < live.size(); ++i)
      if (!restore_group((*groups)[i], *states, live[i], i, *change)) return;
    torch::optim::Optimizer& optimizer = optimizer_;
    plan_.then([&optimizer, change] {
      for (size_t i = 0; i < change->options.size(); ++i)
        static_cast<Options&>(optimizer.param_groups()[i].options()) = change->options[i];
      auto& all = optimizer.state();
      all.clear();
      for (auto& [parameter, state] : change->states)
        all[state_key(all, parameter)] = std::move(state);
    });
  }

 private:
  using Options = typename Kind::Options;
  using State = typename Kind::State;
  struct Change {
    std::vector<Options> options;
    std::vector<std::pair<at::Tensor, std::unique_ptr<State>>> states;
  };

  bool restore_group(const Node& node, const Node& states,
                     const torch::optim::OptimizerParamGroup& group, size_t index, Change& change) {
    if (!is_of_kind(node)) {
      plan_.misfit(std::string("the file has the state of another optimizer than ") + Kind::kName);
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
    Options options = static_cast<const Options&>(group.options());
    Kind::options(options, FieldReader(node, plan_, "", at::kCPU));
    if (const Node* maximize = node.find("maximize"))
      if (plan_.number(*maximize).value_or(0) != 0)
        plan_.misfit("maximize is true in the file, which libtorch's optimizers do not know");
    for (size_t i = 0; i < in_file; ++i) {
      const auto* id = (*ids)[i].template get<int64_t>();
      const auto* all = states.template get<Dict>();
      const Node* state = id && all ? all->find(*id) : nullptr;
      restore_state(state, options, group.params()[i], number_++, change);
    }
    change.options.push_back(options);
    return true;
  }

  static bool is_of_kind(const Node& group) {
    if (!group.find(Kind::kMark)) return false;
    // Adam and AdamW differ by this alone; older Pythons do not write it.
    const Node* mine = nullptr;
    const Dict constants = Kind::constants();
    const Node* theirs = group.find("decoupled_weight_decay");
    if (theirs) mine = constants.find("decoupled_weight_decay");
    const bool* const a = mine ? mine->template get<bool>() : nullptr;
    const bool* const b = theirs ? theirs->template get<bool>() : nullptr;
    return !a || !b || *a == *b;
  }

  void restore_state(const Node* node, const Options& options, const at::Tensor& parameter,
                     size_t number, Change& change) {
    constexpr bool kIsAdagrad = std::is_same_v<Kind, AdagradKind>;
    constexpr bool kIsLbfgs = std::is_same_v<Kind, LbfgsKind>;
    const std::string what = "parameter " + std::to_string(number) + "'s ";
    if (!node) {
      // libtorch makes it together with the optimizer, and never after.
      if (kIsAdagrad) plan_.misfit(what + "state is not in the file");
      return;
    }
    auto state = std::make_unique<State>();
    Kind::state(*state, FieldReader(*node, plan_, what, parameter.device()));
    bool is_empty = false;
    Kind::state(*state, [&](const char* name, const auto& field) {
      if constexpr (std::is_same_v<std::decay_t<decltype(field)>, at::Tensor>) {
        if (!field.defined()) {
          const Node* absent = node->find(name);
          if (std::is_same_v<Kind, SgdKind> && (!absent || absent->is_none()))
            is_empty = true;  // without momentum Python may write None
          else if (Kind::needs(options, name))
            plan_.misfit(what + name + " is not in the file");
        } else if (!kIsLbfgs) {
          if (field.sizes() != parameter.sizes())
            plan_.misfit(what + name + " is " + to_string_of_sizes(field.sizes()) +
                         " in the file and the parameter " + to_string_of_sizes(parameter.sizes()));
          if (field.scalar_type() != parameter.scalar_type())
            plan_.misfit(what + name + " is " + c10::toString(field.scalar_type()) +
                         " in the file and the parameter " +
                         c10::toString(parameter.scalar_type()));
        }
      }
    });
    if (!is_empty) change.states.emplace_back(parameter, std::move(state));
  }

  torch::optim::Optimizer& optimizer_;
  Restoration& plan_;
  size_t number_ = 0;
};

inline void restore_optimizer(torch::optim::Optimizer& optimizer, const Node& node,
                              Restoration& plan) {
  if (!with_kind_of(optimizer, [&](auto kind) {
        OptimizerRestoration<decltype(kind)>(optimizer, plan).restore(node);
      }))
    throw_unknown_optimizer();
}

}  // namespace detail
}  // namespace v0
}  // namespace hone
