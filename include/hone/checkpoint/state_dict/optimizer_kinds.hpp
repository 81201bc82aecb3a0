// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/torch.hpp>

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

using torch::optim::OptimizerOptions;
using torch::optim::OptimizerParamState;

// c10::optional before torch 2.x, std::optional after.
using OptionalInteger =
    std::decay_t<decltype(std::declval<const torch::optim::LBFGSOptions&>().max_eval())>;
using OptionalText =
    std::decay_t<decltype(std::declval<const torch::optim::LBFGSOptions&>().line_search_fn())>;
using OptionalTensors =
    std::decay_t<decltype(std::declval<const torch::optim::LBFGSParamState&>().al())>;

/// Called for each field of an optimizer's options or state, with its name in Python.
class FieldVisitor {
 public:
  virtual void visit(const char* name, double& field) = 0;
  virtual void visit(const char* name, bool& field) = 0;
  virtual void visit(const char* name, int64_t& field) = 0;
  virtual void visit(const char* name, std::tuple<double, double>& field) = 0;
  virtual void visit(const char* name, at::Tensor& field) = 0;
  virtual void visit(const char* name, std::deque<at::Tensor>& field) = 0;
  virtual void visit(const char* name, OptionalInteger& field) = 0;
  virtual void visit(const char* name, OptionalText& field) = 0;
  virtual void visit(const char* name, OptionalTensors& field) = 0;

 protected:
  ~FieldVisitor() = default;
};

/// An option that Python's groups have and libtorch's do not. `value`: 1 True, 0 False, -1 None.
struct OptimizerConstant {
  const char* name;
  int value;
};

/// Describes one of libtorch's optimizer types.
struct OptimizerKind {
  const char* name;
  const char* mark;  ///< an option that identifies it in a file
  std::vector<OptimizerConstant> constants;
  std::unique_ptr<OptimizerParamState> (*make_state)();
  void (*visit_options)(OptimizerOptions& options, FieldVisitor& visitor);
  void (*visit_state)(OptimizerParamState& state, FieldVisitor& visitor);
  void (*assign_options)(OptimizerOptions& to, const OptimizerOptions& from);
  /// Whether a state is unusable without that tensor.
  bool (*needs)(const OptimizerOptions& options, const std::string& field);
};

template <class O>
void visit_adam_options(O& o, FieldVisitor& v) {
  v.visit("lr", o.lr());
  v.visit("betas", o.betas());
  v.visit("eps", o.eps());
  v.visit("weight_decay", o.weight_decay());
  v.visit("amsgrad", o.amsgrad());
}
template <class S>
void visit_adam_state(S& s, FieldVisitor& v) {
  v.visit("step", s.step());
  v.visit("exp_avg", s.exp_avg());
  v.visit("exp_avg_sq", s.exp_avg_sq());
  v.visit("max_exp_avg_sq", s.max_exp_avg_sq());
}
inline void visit_fields(torch::optim::AdamOptions& o, FieldVisitor& v) {
  visit_adam_options(o, v);
}
inline void visit_fields(torch::optim::AdamWOptions& o, FieldVisitor& v) {
  visit_adam_options(o, v);
}
inline void visit_fields(torch::optim::AdamParamState& s, FieldVisitor& v) {
  visit_adam_state(s, v);
}
inline void visit_fields(torch::optim::AdamWParamState& s, FieldVisitor& v) {
  visit_adam_state(s, v);
}
inline bool needs_field(const torch::optim::AdamOptions& o, const std::string& field) {
  return field != "max_exp_avg_sq" || o.amsgrad();
}
inline bool needs_field(const torch::optim::AdamWOptions& o, const std::string& field) {
  return field != "max_exp_avg_sq" || o.amsgrad();
}

void visit_fields(torch::optim::SGDOptions& o, FieldVisitor& v);
inline void visit_fields(torch::optim::SGDParamState& s, FieldVisitor& v) {
  v.visit("momentum_buffer", s.momentum_buffer());
}
inline bool needs_field(const torch::optim::SGDOptions&, const std::string&) { return true; }

void visit_fields(torch::optim::RMSpropOptions& o, FieldVisitor& v);
void visit_fields(torch::optim::RMSpropParamState& s, FieldVisitor& v);
bool needs_field(const torch::optim::RMSpropOptions& o, const std::string& field);

void visit_fields(torch::optim::AdagradOptions& o, FieldVisitor& v);
void visit_fields(torch::optim::AdagradParamState& s, FieldVisitor& v);
inline bool needs_field(const torch::optim::AdagradOptions&, const std::string&) { return true; }

void visit_fields(torch::optim::LBFGSOptions& o, FieldVisitor& v);
void visit_fields(torch::optim::LBFGSParamState& s, FieldVisitor& v);
inline bool needs_field(const torch::optim::LBFGSOptions&, const std::string&) { return false; }

template <class Options, class State>
OptimizerKind make_optimizer_kind(const char* name, const char* mark,
                                  std::vector<OptimizerConstant> constants) {
  return {name,
          mark,
          std::move(constants),
          []() -> std::unique_ptr<OptimizerParamState> { return std::make_unique<State>(); },
          [](OptimizerOptions& options, FieldVisitor& visitor) {
            visit_fields(static_cast<Options&>(options), visitor);
          },
          [](OptimizerParamState& state, FieldVisitor& visitor) {
            visit_fields(static_cast<State&>(state), visitor);
          },
          [](OptimizerOptions& to, const OptimizerOptions& from) {
            static_cast<Options&>(to) = static_cast<const Options&>(from);
          },
          [](const OptimizerOptions& options, const std::string& field) {
            return needs_field(static_cast<const Options&>(options), field);
          }};
}

/// Whether a T is known at compile time to be one of libtorch's optimizers.
template <class T>
constexpr bool is_known_optimizer() {
  using namespace torch::optim;
  return std::is_base_of_v<Adam, T> || std::is_base_of_v<AdamW, T> || std::is_base_of_v<SGD, T> ||
         std::is_base_of_v<RMSprop, T> || std::is_base_of_v<Adagrad, T> ||
         std::is_base_of_v<LBFGS, T>;
}

/// Returns the optimizer's kind. Throws CheckpointError if it is not one of libtorch's.
OptimizerKind kind_of(const torch::optim::Optimizer& optimizer);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/state_dict/impl/optimizer_kinds.hpp>
#endif
