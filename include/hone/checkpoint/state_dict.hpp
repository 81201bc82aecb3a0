// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/state_dict/extras.hpp>
#include <hone/checkpoint/state_dict/generator.hpp>
#include <hone/checkpoint/state_dict/module.hpp>
#include <hone/checkpoint/state_dict/optimizer.hpp>
#include <hone/checkpoint/state_dict/random_engine.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>
#include <hone/checkpoint/state_dict/scheduler.hpp>
#include <hone/checkpoint/state_dict/tensor_sink.hpp>
#include <hone/checkpoint/state_dict/torch_archive.hpp>
#include <hone/error.hpp>

#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

// Traits that classify a variable for saving and restoring. The first one that fits counts.

template <class T, class = void>
struct IsHolder : std::false_type {};  // torch's module holders: Linear, Sequential, AnyModule, ...
template <class T>
struct IsHolder<T, std::void_t<decltype(std::declval<const T&>().is_empty()),
                               decltype(std::declval<const T&>().ptr())>>
    : std::is_convertible<decltype(std::declval<const T&>().ptr()),
                          std::shared_ptr<torch::nn::Module>> {};

template <class T, class = void>
struct IsScript : std::false_type {};  // torch::jit::Module
template <class T>
struct IsScript<
    T, std::void_t<decltype((*std::declval<const T&>().named_parameters(true).begin()).name)>>
    : std::true_type {};

template <class T, class = void>
struct IsPointer : std::false_type {};  // raw and smart pointers, std::optional
template <class T>
struct IsPointer<
    T, std::void_t<decltype(*std::declval<T&>()), decltype(static_cast<bool>(std::declval<T&>()))>>
    : std::is_lvalue_reference<decltype(*std::declval<T&>())> {};

// A user-defined optimizer with its own serialize().
template <class T>
constexpr bool is_own_optimizer() {
  if constexpr (std::is_base_of_v<torch::optim::Optimizer, T> && !is_known_optimizer<T>() &&
                !std::is_same_v<T, torch::optim::Optimizer>)
    return has_member_serialize<T>();
  else
    return false;
}

// A user-defined scheduler with its own serialize(), for state other than its step count.
template <class T>
constexpr bool is_own_scheduler() {
  if constexpr (std::is_base_of_v<torch::optim::LRScheduler, T>)
    return !std::is_final_v<T> && has_member_serialize<T>();
  else
    return false;
}

template <class T>
constexpr bool is_torch_kind() {
  return std::is_base_of_v<at::Tensor, T> || std::is_base_of_v<torch::nn::Module, T> ||
         std::is_base_of_v<torch::optim::Optimizer, T> ||
         std::is_base_of_v<torch::optim::LRScheduler, T> || std::is_same_v<T, at::Generator> ||
         std::is_same_v<T, std::vector<at::Tensor>> || IsHolder<T>::value || IsScript<T>::value ||
         is_torch_archivable<T>();
}

template <class T>
constexpr bool is_pointer_to_torch_kind() {
  if constexpr (std::is_void_v<std::remove_pointer_t<T>>) {
    return false;
  } else if constexpr (!is_torch_kind<T>() && IsPointer<T>::value) {
    using Pointee = std::remove_reference_t<decltype(*std::declval<T&>())>;
    return is_torch_kind<Pointee>() && !std::is_const_v<Pointee>;
  } else {
    return false;
  }
}

// Has named parameters and buffers: a module, its holder, or a pointer to one.
template <class T>
constexpr bool is_module() {
  if constexpr (std::is_base_of_v<torch::nn::Module, T> || IsHolder<T>::value || IsScript<T>::value)
    return true;
  else if constexpr (is_pointer_to_torch_kind<T>())
    return is_module<std::remove_reference_t<decltype(*std::declval<T&>())>>();
  else
    return false;
}

template <class T>
constexpr bool is_plain() {
  // Python's floats are doubles: a long double would lose digits.
  return (std::is_arithmetic_v<T> && !std::is_same_v<T, long double>) ||
         std::is_same_v<T, std::string>;
}

/// Whether a checkpoint can hold a T.
template <class T>
constexpr bool is_savable() {
  if constexpr (is_torch_kind<T>() || is_pointer_to_torch_kind<T>() || is_plain<T>() ||
                is_random_engine<T>())
    return true;
  else
    return is_boost_serializable<T>();
}

Node save_tensors(const std::vector<at::Tensor>& tensors, TensorSink& sink);

void restore_tensor(at::Tensor& into, const Node& node, const std::string& what, Restoration& plan);

void restore_tensors(std::vector<at::Tensor>& into, const Node& node, Restoration& plan);

/// Returns the libtorch optimizer that the variable is or points to; null if there is none.
template <class T>
torch::optim::Optimizer* optimizer_in(T& variable) {
  if constexpr (is_own_optimizer<T>()) {
    return nullptr;
  } else if constexpr (std::is_base_of_v<torch::optim::Optimizer, T>) {
    return &variable;
  } else if constexpr (is_pointer_to_torch_kind<T>()) {
    return variable ? optimizer_in(*variable) : nullptr;
  } else {
    return nullptr;
  }
}

/// Returns the state of a variable, under Python's names if Python has an equivalent.
template <class T>
Node save_state(T& variable, TensorSink& sink) {
  if constexpr (std::is_base_of_v<at::Tensor, T>) {
    return sink.add(variable, "the tensor");
  } else if constexpr (std::is_base_of_v<torch::nn::Module, T>) {
    return save_module(named_tensors(variable), sink);
  } else if constexpr (is_own_optimizer<T>()) {
    return save_extra(variable);
  } else if constexpr (std::is_base_of_v<torch::optim::Optimizer, T>) {
    return save_optimizer(variable, sink);
  } else if constexpr (std::is_base_of_v<torch::optim::LRScheduler, T>) {
    Dict dict = save_scheduler(variable);
    if constexpr (is_own_scheduler<T>()) dict.add("own", save_extra(variable));
    return dict;
  } else if constexpr (std::is_same_v<T, at::Generator>) {
    return save_generator(variable, sink);
  } else if constexpr (std::is_same_v<T, std::vector<at::Tensor>>) {
    return save_tensors(variable, sink);
  } else if constexpr (IsHolder<T>::value) {
    if (variable.is_empty()) throw CheckpointError("hone: the module holder is empty");
    return save_module(named_tensors(*variable.ptr()), sink);
  } else if constexpr (IsScript<T>::value) {
    return save_module(named_tensors_of_script(variable), sink);
  } else if constexpr (is_torch_archivable<T>()) {
    return save_torch_archivable(variable, sink);
  } else if constexpr (is_pointer_to_torch_kind<T>()) {
    if (!variable) throw CheckpointError("hone: the pointer is null");
    return save_state(*variable, sink);
  } else if constexpr (std::is_arithmetic_v<T>) {
    return save_number(variable);
  } else if constexpr (std::is_same_v<T, std::string>) {
    return save_text(variable);
  } else if constexpr (is_random_engine<T>()) {
    return save_random_engine(variable);
  } else {
    return save_extra(variable);
  }
}

/// Plans to restore the variable from the node.
template <class T>
void restore_state(T& variable, const Node& node, Restoration& plan) {
  if constexpr (std::is_base_of_v<at::Tensor, T>) {
    restore_tensor(variable, node, "the tensor", plan);
  } else if constexpr (std::is_base_of_v<torch::nn::Module, T>) {
    restore_module(named_tensors(variable), node, plan);
  } else if constexpr (is_own_optimizer<T>()) {
    restore_extra(variable, node, plan);
  } else if constexpr (std::is_base_of_v<torch::optim::Optimizer, T>) {
    restore_optimizer(variable, node, plan);
  } else if constexpr (std::is_base_of_v<torch::optim::LRScheduler, T>) {
    restore_scheduler(variable, node, plan);
    if constexpr (is_own_scheduler<T>()) {
      const Node* own = node.find("own");
      if (own)
        restore_extra(variable, *own, plan);
      else
        plan.misfit("what its own serialize writes is not in the file");
    }
  } else if constexpr (std::is_same_v<T, at::Generator>) {
    restore_generator(variable, node, plan);
  } else if constexpr (std::is_same_v<T, std::vector<at::Tensor>>) {
    restore_tensors(variable, node, plan);
  } else if constexpr (IsHolder<T>::value) {
    if (variable.is_empty()) return plan.misfit("the module holder is empty");
    restore_module(named_tensors(*variable.ptr()), node, plan);
  } else if constexpr (IsScript<T>::value) {
    restore_module(named_tensors_of_script(variable), node, plan);
  } else if constexpr (is_torch_archivable<T>()) {
    restore_torch_archivable(variable, node, plan);
  } else if constexpr (is_pointer_to_torch_kind<T>()) {
    if (!variable) return plan.misfit("the pointer is null");
    restore_state(*variable, node, plan);
  } else if constexpr (std::is_arithmetic_v<T>) {
    restore_number(variable, node, plan);
  } else if constexpr (std::is_same_v<T, std::string>) {
    restore_text(variable, node, plan);
  } else if constexpr (is_random_engine<T>()) {
    restore_random_engine(variable, node, plan);
  } else {
    restore_extra(variable, node, plan);
  }
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/impl/state_dict.hpp>
#endif
