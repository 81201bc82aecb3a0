// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/archive_writer.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/state_dict/gpu_copies.hpp>
#include <hone/checkpoint/state_dict/tensor_sink.hpp>
#include <hone/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE Node TensorSink::add(const at::Tensor& tensor, const std::string& what) {
  if (!tensor.defined()) return nullptr;
  if (tensor.layout() != at::kStrided || tensor.is_quantized() || tensor.is_meta())
    throw CheckpointError("hone: " + what +
                          " is a sparse, quantized or meta tensor, which a checkpoint cannot "
                          "hold; convert it to a dense one first");
  TensorNode node;
  node.dtype = dtype_of(tensor, what);
  node.storage = tensors_.size();  // for now: its index in tensors_
  tensors_.push_back(tensor.detach().resolve_conj().resolve_neg());
  return node;
}

HONE_INLINE Archive TensorSink::finish(Node root) {
  nodes_.resize(tensors_.size());
  std::vector<View> views;
  for (size_t i = 0; i < tensors_.size(); ++i) views.push_back(view(i));
  std::sort(views.begin(), views.end());
  std::vector<Group> groups;
  for (Views from = views.begin(); from != views.end();) {
    auto to = from;
    int64_t end = from->begin;
    do end = std::max(end, to->end), ++to;
    while (to != views.end() && to->storage == from->storage && to->dtype == from->dtype &&
           to->begin < end);
    size_t first = from->index;
    for (Views at = from; at != to; ++at) first = std::min(first, at->index);
    groups.push_back({first, from, to, end});
    from = to;
  }
  // In the order of the tree, not of addresses, so that equal checkpoints give equal files.
  std::sort(groups.begin(), groups.end(),
            [](const Group& a, const Group& b) { return a.first < b.first; });
  Archive archive;
  for (const Group& group : groups) store(group.from, group.to, group.end, archive.storages);
  for_each_tensor(root, [&](TensorNode& node) { node = nodes_[node.storage]; });
  archive.root = std::move(root);
  GpuCopies copies;
  for (const at::Tensor& tensor : tensors_) copies.add(tensor);
  copies.prepare(archive);
  return archive;
}

HONE_INLINE TensorSink::View TensorSink::view(size_t index) const {
  const at::Tensor& tensor = tensors_[index];
  int64_t last = tensor.storage_offset();
  for (int64_t i = 0; i < tensor.dim(); ++i) last += (tensor.size(i) - 1) * tensor.stride(i);
  const int64_t begin = tensor.storage_offset();
  return {tensor.storage().unsafeGetStorageImpl(), dtype_of(tensor, "it"), begin,
          tensor.numel() == 0 ? begin : last + 1, index};
}

HONE_INLINE void TensorSink::store(Views from, Views to, int64_t end,
                                   std::vector<StorageSource>& storages) {
  int64_t shown = 0;
  std::set<Shape> distinct;
  for (Views at = from; at != to; ++at) {
    const at::Tensor& tensor = tensors_[at->index];
    if (distinct.insert({at->begin, tensor.sizes().vec(), tensor.strides().vec()}).second)
      shown += tensor.numel();
  }
  if (shown >= end - from->begin) {
    for (Views at = from; at != to; ++at) {
      const at::Tensor& tensor = tensors_[at->index];
      nodes_[at->index] = {at->dtype, tensor.sizes().vec(), tensor.strides().vec(),
                           at->begin - from->begin, storages.size()};
    }
    storages.push_back(stretch(tensors_[from->index], from->dtype, from->begin, end));
    return;
  }
  for (Views at = from; at != to; ++at) {
    // The views are sorted by begin, so equal views are close to each other.
    const at::Tensor& tensor = tensors_[at->index];
    Views same = from;
    while (same != at &&
           !(same->begin == at->begin && tensors_[same->index].sizes() == tensor.sizes() &&
             tensors_[same->index].strides() == tensor.strides()))
      ++same;
    if (same != at) {
      nodes_[at->index] = nodes_[same->index];
      continue;
    }
    TensorNode& node = nodes_[at->index];
    node = {at->dtype, tensor.sizes().vec(), tensor.sizes().vec(), 0, storages.size()};
    for (int64_t i = tensor.dim(), step = 1; i-- > 0; step *= tensor.size(i))
      node.strides[static_cast<size_t>(i)] = step;
    const auto bytes = static_cast<uint64_t>(tensor.numel()) * info_of(at->dtype).bytes;
    storages.push_back({{at->dtype, bytes},
                        [tensor] { return owned(tensor.contiguous().cpu()); },
                        [tensor](void* into) { copy(tensor, into); }});
  }
}

HONE_INLINE std::shared_ptr<const void> TensorSink::owned(at::Tensor tensor) {
  const void* const data = const_data(tensor);
  return std::shared_ptr<const void>(std::make_shared<at::Tensor>(std::move(tensor)), data);
}

HONE_INLINE StorageSource TensorSink::stretch(const at::Tensor& tensor, Dtype dtype, int64_t begin,
                                              int64_t end) {
  const uint64_t bytes = static_cast<uint64_t>(end - begin) * info_of(dtype).bytes;
  if (tensor.is_cpu()) return {{dtype, bytes}, [tensor] { return owned(tensor); }};
  return {
      {dtype, bytes},
      [tensor, begin, end] { return owned(tensor.as_strided({end - begin}, {1}, begin).cpu()); },
      [tensor, begin, end](void* into) {
        copy(tensor.as_strided({end - begin}, {1}, begin), into);
      }};
}

HONE_INLINE void TensorSink::copy(const at::Tensor& tensor, void* into) {
  at::from_blob(into, tensor.sizes(), tensor.options().device(at::kCPU))
      .copy_(tensor, /*non_blocking=*/tensor.is_cuda());
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
