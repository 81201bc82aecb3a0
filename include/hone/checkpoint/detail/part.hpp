// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/checkpoint_info.hpp>
#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/state_dict.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>
#include <hone/checkpoint/state_dict/tensor_sink.hpp>
#include <hone/error.hpp>
#include <hone/records/detail/name.hpp>

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A named variable of the user's loop that is saved in checkpoints. The variable must outlive the
/// Part, but its contents need not: each save and restore reads it again, because loops re-assign
/// holders and rebuild optimizers.
class Part {
 public:
  template <class T>
  Part(std::string name, T& variable)
      : name_(std::move(name)),
        variable_(&variable),
        save_(&save_as<T>),
        restore_(&restore_as<T>),
        optimizer_(&optimizer_as<T>) {
    check_name("checkpoint part", name_);
    if (is_own_key(name_))
      throw ArgumentError("hone: a part of a checkpoint cannot be called \"" + name_ +
                          "\", as hone itself writes something of that name; choose another");
  }

  const std::string& name() const { return name_; }

  /// Returns its current state. Throws CheckpointError that names the part if it has none.
  Node save(TensorSink& sink) const;

  /// Plans to restore its state from `node`.
  void restore(const Node& node, Restoration& plan) const { restore_(variable_, node, plan); }

  /// Returns the variable as an optimizer if it is one of libtorch's, else null.
  torch::optim::Optimizer* optimizer() const { return optimizer_(variable_); }

 private:
  template <class T>
  static Node save_as(void* variable, TensorSink& sink) {
    return save_state(*static_cast<T*>(variable), sink);
  }
  template <class T>
  static void restore_as(void* variable, const Node& node, Restoration& plan) {
    restore_state(*static_cast<T*>(variable), node, plan);
  }
  template <class T>
  static torch::optim::Optimizer* optimizer_as(void* variable) {
    return optimizer_in(*static_cast<T*>(variable));
  }

  std::string name_;
  void* variable_;
  Node (*save_)(void* variable, TensorSink& sink);
  void (*restore_)(void* variable, const Node& node, Restoration& plan);
  torch::optim::Optimizer* (*optimizer_)(void* variable);
};

/// Gives one readable compile error if T cannot be a part.
template <class T>
constexpr void check_part() {
  using Variable = std::remove_reference_t<T>;
  static_assert(std::is_lvalue_reference_v<T>,
                "hone: with(name, variable) keeps a reference to the variable, so a temporary "
                "cannot be passed: give it a name that lives as long as the hooks");
  static_assert(!std::is_const_v<Variable>,
                "hone: with(name, variable) restores the variable too, so it cannot be const");
  static_assert(
      is_savable<std::remove_const_t<Variable>>(),
      "hone: a checkpoint cannot hold this type. It can hold torch's modules, optimizers, "
      "schedulers that derive from LRScheduler, generators and tensors, pointers to "
      "these, vectors of tensors, std::mt19937 and its kin, numbers, std::string, and what "
      "Boost.Serialization can write. Of a container of modules, of optimizers or of a map's "
      "tensors, add each by a with() of its own, in a loop. Or give the "
      "type a member `template <class Archive> void serialize(Archive&, unsigned)` (of a "
      "standard container include Boost's header, such as "
      "<boost/serialization/vector.hpp>). A scheduler that hides its state, such as "
      "ReduceLROnPlateauScheduler, has none to save: keep the numbers it is made of in a "
      "type of your own");
}

template <class T>
Part make_part(std::string name, T&& variable) {
  check_part<T>();
  return Part(std::move(name), variable);
}

/// Throws ArgumentError if two parts have the same name.
void check_part_names(const std::vector<Part>& parts);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/detail/impl/part.hpp>
#endif
