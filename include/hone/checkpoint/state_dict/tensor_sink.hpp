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

/// Takes the tensors of a checkpoint in the making, and finds out which numbers have to be written:
/// of tensors that look at the same numbers, once; of a view of something large, what it shows.
class TensorSink {
 public:
  /// The tensor's place in the tree; None where it is undefined. `what` is its name for messages.
  Node add(const at::Tensor& tensor, const std::string& what);

  /// The archive of a tree whose tensors came from here.
  Archive finish(Node root);

 private:
  // Which elements of which storage a tensor looks at.
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

  // Views of overlapping stretches of one storage; `end` is where the last of them ends.
  struct Group {
    size_t first;  // the place of the first of them in the tree
    Views from, to;
    int64_t end;
  };

  View view(size_t index) const;

  // Tensors whose stretches of one storage overlap: they share a record where they cover it, and
  // have one each where they would drag along much that none of them shows.
  void store(Views from, Views to, int64_t end, std::vector<StorageSource>& storages);

  static std::shared_ptr<const void> owned(at::Tensor tensor);

  // The elements of a storage from where the tensor begins.
  static StorageSource stretch(const at::Tensor& tensor, Dtype dtype, int64_t begin, int64_t end);

  // One after another, in C's order. What a GPU is asked for it does in its own time: GpuCopies.
  static void copy(const at::Tensor& tensor, void* into);

  std::vector<at::Tensor> tensors_;
  std::vector<TensorNode> nodes_;  // of the tensors, once they have their storages
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/state_dict/impl/tensor_sink.hpp>
#endif
