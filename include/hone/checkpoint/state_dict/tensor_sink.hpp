// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/archive_writer.hpp>
#include <hone/checkpoint/format/node.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Collects the tensors of a checkpoint and finds out which data has to be written. Data that
/// several tensors share is written once; of a view into a large storage only the viewed part is
/// written.
class TensorSink {
 public:
  /// Returns the tensor's node; None if it is undefined. `what` is its name for messages.
  Node add(const at::Tensor& tensor, const std::string& what);

  /// Returns the archive of a tree whose tensor nodes came from `add`.
  Archive finish(Node root);

 private:
  // The range of a storage's elements that a tensor uses.
  struct View {
    const void* storage;
    Dtype dtype;
    int64_t begin, end;
    size_t index;
    friend bool operator<(const View& a, const View& b) {
      return std::tie(a.storage, a.dtype, a.begin, a.index) <
             std::tie(b.storage, b.dtype, b.begin, b.index);
    }
  };
  struct Shape {
    int64_t begin;
    std::vector<int64_t> sizes, strides;
    friend bool operator<(const Shape& a, const Shape& b) {
      return std::tie(a.begin, a.sizes, a.strides) < std::tie(b.begin, b.sizes, b.strides);
    }
  };
  using Views = typename std::vector<View>::const_iterator;

  // Views of overlapping ranges of one storage; `end` is the largest of their ends.
  struct Group {
    size_t first;  // smallest index of the views, in the order of the tree
    Views from, to;
    int64_t end;
  };

  View view(size_t index) const;

  // Stores tensors whose ranges of one storage overlap. They share one record if they cover its
  // elements. Otherwise each distinct view gets its own record, to avoid writing unused elements.
  void store(Views from, Views to, int64_t end, std::vector<StorageSource>& storages);

  static std::shared_ptr<const void> owned(at::Tensor tensor);

  // The elements of the tensor's storage from `begin` to `end`.
  static StorageSource stretch(const at::Tensor& tensor, Dtype dtype, int64_t begin, int64_t end);

  // Copies contiguously, in C order. Copies from a GPU are asynchronous: see GpuCopies.
  static void copy(const at::Tensor& tensor, void* into);

  std::vector<at::Tensor> tensors_;
  std::vector<TensorNode> nodes_;  // the tensors' nodes, set when they have their storages
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/state_dict/impl/tensor_sink.hpp>
#endif
