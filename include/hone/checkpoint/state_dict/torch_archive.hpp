// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/state_dict/boost_archive.hpp>
#include <hone/checkpoint/state_dict/module.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>
#include <hone/checkpoint/state_dict/tensor_sink.hpp>
#include <hone/error.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

// Types that save themselves to torch's archives, such as the samplers of torch::data. Checkpoints
// hold the tensors that they write there, by name, rather than a torch file inside the file.

template <class T, class = void>
struct SavesToTorch : std::false_type {};
template <class T>
struct SavesToTorch<T, std::void_t<decltype(std::declval<const T&>().save(
                                       std::declval<torch::serialize::OutputArchive&>())),
                                   decltype(std::declval<T&>().load(
                                       std::declval<torch::serialize::InputArchive&>()))>>
    : std::true_type {};

/// If a type also has Boost's `serialize`, that is used instead.
template <class T>
constexpr bool is_torch_archivable() {
  if constexpr (SavesToTorch<T>::value)
    return std::is_final_v<T> || !has_member_serialize<T>();
  else
    return false;
}

std::string text_of(torch::serialize::OutputArchive& archive);

template <class T>
std::string text_of_state(const T& object) {
  torch::serialize::OutputArchive archive;
  object.save(archive);
  return text_of(archive);
}

template <class T>
void load_text(T& object, const std::string& text) {
  torch::serialize::InputArchive archive;
  archive.load_from(text.data(), text.size());
  object.load(archive);
}

/// Returns the tensors that the object writes, sorted by name.
template <class T>
NamedTensors tensors_of_state(const T& object) {
  const std::string text = text_of_state(object);
  torch::serialize::InputArchive archive;
  archive.load_from(text.data(), text.size());
  NamedTensors result;
  for (const std::string& key : archive.keys()) {
    at::Tensor tensor;
    if (!archive.try_read(key, tensor, /*is_buffer=*/true))
      throw CheckpointError("hone: its save() writes \"" + key +
                            "\", which is no tensor; a checkpoint holds the tensors that a type "
                            "writes to torch's archives: give it Boost's serialize() instead");
    result.emplace_back(key, tensor);
  }
  std::sort(result.begin(), result.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  return result;
}

template <class T>
Node save_torch_archivable(const T& object, TensorSink& sink) {
  return save_module(tensors_of_state(object), sink);
}

template <class T>
void restore_torch_archivable(T& object, const Node& node, Restoration& plan) {
  const auto* dict = node.get<Dict>();
  if (!dict) return plan.misfit("it is nothing that wrote to torch's archives in the file");
  // Every tensor that it would write now must be in the file, with the same size and type.
  // Additional tensors in the file are loaded too, since a buffer of examples writes one tensor per
  // example.
  const auto tensors = std::make_shared<NamedTensors>(tensors_of_state(object));
  for (auto& [name, tensor] : *tensors) {
    const Node* found = node.find(name);
    const auto* in_file = found ? found->get<TensorNode>() : nullptr;
    if (!in_file) {
      plan.misfit(name + " is not in the file");
    } else if (in_file->sizes != tensor.sizes().vec() || in_file->dtype != dtype_of(tensor, name)) {
      plan.misfit(name + " is " + to_string_of_sizes(in_file->sizes) + " of " +
                  info_of(in_file->dtype).name + " in the file and " +
                  to_string_of_sizes(tensor.sizes()) + " of " +
                  info_of(dtype_of(tensor, name)).name + " in the variable");
    } else {
      tensor = plan.read_new(*found, name, at::kCPU);
    }
  }
  for (const DictItem& item : dict->items) {
    const auto* name = item.key.get<std::string>();
    const auto is_it = [name](const auto& known) { return known.first == *name; };
    if (name && std::none_of(tensors->begin(), tensors->end(), is_it))
      tensors->emplace_back(*name, plan.read_new(item.value, *name, at::kCPU));
  }
  const auto before = std::make_shared<std::string>();
  plan.attempt(
      [&object, tensors, before] {
        *before = text_of_state(object);
        torch::serialize::OutputArchive archive;
        for (const auto& [name, tensor] : *tensors) archive.write(name, tensor, /*is_buffer=*/true);
        load_text(object, text_of(archive));
      },
      [&object, before] {
        if (!before->empty()) load_text(object, *before);
      });
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/state_dict/impl/torch_archive.hpp>
#endif
