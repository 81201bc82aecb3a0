// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/state_dict.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>
#include <hone/checkpoint/state_dict/tensor_sink.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE Node save_tensors(const std::vector<at::Tensor>& tensors, TensorSink& sink) {
  List items;
  for (const at::Tensor& tensor : tensors) items.push_back(sink.add(tensor, "a tensor"));
  return items;
}

HONE_INLINE void restore_tensor(at::Tensor& into, const Node& node, const std::string& what,
                                Restoration& plan) {
  // An empty tensor takes the file's size: it grows during the loop, as a history does.
  const auto* in_file = node.get<TensorNode>();
  const bool grows =
      into.defined() && into.numel() == 0 && in_file && in_file->sizes != into.sizes();
  if (into.defined() && !grows) return plan.read_into(into, node, what, "variable");
  if (node.is_none()) return;
  const at::Tensor tensor = plan.read_new(node, what, grows ? into.device() : at::kCPU);
  plan.then([&into, tensor] { into = tensor; });
}

HONE_INLINE void restore_tensors(std::vector<at::Tensor>& into, const Node& node,
                                 Restoration& plan) {
  const auto* items = node.sequence();
  if (!items) return plan.misfit("it is no list of tensors in the file");
  if (into.empty()) {  // filled during the loop
    std::vector<at::Tensor> tensors(items->size());
    for (size_t i = 0; i < items->size(); ++i)
      if (!(*items)[i].is_none())
        tensors[i] = plan.read_new((*items)[i], "tensor " + std::to_string(i), at::kCPU);
    return plan.then([&into, tensors]() mutable { into.swap(tensors); });
  }
  if (items->size() != into.size())
    return plan.misfit("it has " + std::to_string(items->size()) + " tensors in the file and " +
                       std::to_string(into.size()) +
                       " in the variable; give it as many, or none to be given the file's");
  for (size_t i = 0; i < into.size(); ++i)
    restore_tensor(into[i], (*items)[i], "tensor " + std::to_string(i), plan);
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
