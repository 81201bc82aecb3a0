// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/in_parallel.hpp>
#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/archive_reader.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/format/pickler.hpp>
#include <hone/checkpoint/incompatible_keys.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>
#include <hone/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::string Restoration::bytes(const Node& node) const { return archive_.bytes(node); }

HONE_INLINE void Restoration::missing(const std::string& name) {
  if (keys_)
    keys_->missing_keys.push_back(name);
  else
    misfit(name + " is in the module and not in the file");
}

HONE_INLINE void Restoration::unexpected(const std::string& name) {
  if (keys_)
    keys_->unexpected_keys.push_back(name);
  else
    misfit(name + " is in the file and not in the module");
}

HONE_INLINE void Restoration::read_into(const at::Tensor& live, const Node& node,
                                        const std::string& what, const char* where) {
  const TensorNode* tensor = fitting(node, what);
  if (!tensor) return;
  const Dtype dtype = dtype_of(live, part_ + ": " + what);
  if (tensor->dtype != dtype)
    misfit(what + " is " + info_of(tensor->dtype).name + " in the file and " + info_of(dtype).name +
           " in the " + where);
  if (tensor->sizes != live.sizes().vec())
    misfit(what + " is " + to_string_of_sizes(tensor->sizes) + " in the file and " +
           to_string_of_sizes(live.sizes()) + " in the " + where);
  if (tensor->dtype != dtype || tensor->sizes != live.sizes().vec()) return;
  const Extent extent = extent_of(*tensor);
  storages_.insert(tensor->storage);
  const at::Tensor target = live.detach();
  if (has_strides(live, tensor->strides) && elements_of(*tensor) == extent.count) {
    reads_.push_back({target.as_strided({extent.count}, {1}), *tensor, extent, {}, live});
  } else if (is_overlapping(live)) {
    misfit(what + " is an expanded or overlapping view in the " + where +
           ", which cannot be written to; make it contiguous()");
  } else {
    reads_.push_back({{}, *tensor, extent, target, live});
  }
}

HONE_INLINE at::Tensor Restoration::read_new(const Node& node, const std::string& what,
                                             const at::Device& device) {
  const TensorNode* tensor = fitting(node, what);
  if (!tensor) return {};
  const Extent extent = extent_of(*tensor);
  for (const Read& read : new_reads_)
    if (read.from.storage == tensor->storage && read.numbers.device() == device &&
        read.extent.begin <= extent.begin &&
        extent.begin + extent.count <= read.extent.begin + read.extent.count)
      return read.numbers.as_strided(tensor->sizes, tensor->strides,
                                     extent.begin - read.extent.begin);
  // Nothing is visible until everything is read, so a complete storage can be verified while it is
  // read to the CPU.
  if (!device.is_cpu() || !is_whole(tensor->storage, extent.count))
    storages_.insert(tensor->storage);
  const at::Tensor numbers =
      at::empty({extent.count}, at::TensorOptions(scalar_type_of(tensor->dtype)).device(device));
  new_reads_.push_back({numbers, *tensor, extent, {}, {}});
  return numbers.as_strided(tensor->sizes, tensor->strides);
}

HONE_INLINE std::optional<double> Restoration::number(const Node& node) const {
  if (const auto* value = node.get<double>()) return *value;
  if (const auto* integer = node.get<int64_t>()) return static_cast<double>(*integer);
  if (const auto* flag = node.get<bool>()) return *flag ? 1.0 : 0.0;
  const auto* tensor = node.get<TensorNode>();
  if (!tensor) return std::nullopt;
  for (const int64_t size : tensor->sizes)
    if (size != 1) return std::nullopt;
  archive_.verify(tensor->storage);
  at::Tensor value = at::empty({}, at::TensorOptions(scalar_type_of(tensor->dtype)));
  read(tensor->storage, tensor->offset, value);
  return value.is_complex() ? std::nullopt : std::optional<double>(value.item<double>());
}

HONE_INLINE void Restoration::then(std::function<void()> step) {
  steps_.push_back(std::move(step));
}

HONE_INLINE void Restoration::attempt(std::function<void()> step, std::function<void()> undo) {
  attempts_.push_back({part_, std::move(step), std::move(undo)});
}

HONE_INLINE void Restoration::run() {
  if (!misfits_.empty()) {
    std::string text = "hone: " + archive_.path() + " does not fit:";
    for (const std::string& misfit : misfits_) text += (text.back() == ':' ? " " : "; ") + misfit;
    throw CheckpointError(text + way_out_);
  }
  verify();
  carry_out(new_reads_);
  make_attempts();
  try {
    carry_out(reads_);
  } catch (const CheckpointError& error) {
    throw CheckpointError(std::string(error.what()) +
                          "; it was read well before, and the variables are half restored now: "
                          "restore them again, or make them anew");
  }
  for (const auto& step : steps_) step();
}

HONE_INLINE bool Restoration::is_whole(size_t storage, int64_t elements) const {
  const StorageInfo& info = archive_.storage(storage);
  return static_cast<uint64_t>(elements) * info_of(info.dtype).bytes == info.bytes;
}

HONE_INLINE void Restoration::verify() {
  uint64_t bytes = 0;
  for (const size_t storage : storages_) bytes += archive_.storage(storage).bytes;
  if (bytes <= kMostHeld) {
    for (const size_t storage : storages_) {
      std::vector<char>& held = held_[storage];
      held.resize(static_cast<size_t>(archive_.storage(storage).bytes));
      archive_.verify(storage, held.data());
    }
    return;
  }
  const std::vector<size_t> storages(storages_.begin(), storages_.end());
  in_parallel(storages.size(), threads_for(bytes), [&](size_t i) { archive_.verify(storages[i]); });
}

HONE_INLINE void Restoration::make_attempts() const {
  for (size_t i = 0; i < attempts_.size(); ++i) try {
      attempts_[i].step();
    } catch (const std::exception& error) {
      for (size_t done = i + 1; done-- > 0;) try {
          attempts_[done].undo();
        } catch (const std::exception&) {
          // Ignored: the first error is the one that the user can act on.
        }
      throw CheckpointError("hone: " + archive_.path() + " does not fit: " + attempts_[i].part +
                            ": " + bare_text(error));
    }
}

HONE_INLINE Restoration::Extent Restoration::extent_of(const TensorNode& tensor) {
  int64_t last = tensor.offset;
  for (size_t i = 0; i < tensor.sizes.size(); ++i) {
    if (tensor.sizes[i] == 0) return {tensor.offset, 0};
    last += (tensor.sizes[i] - 1) * tensor.strides[i];
  }
  return {tensor.offset, last + 1 - tensor.offset};
}

HONE_INLINE int64_t Restoration::elements_of(const TensorNode& tensor) {
  int64_t count = 1;
  for (size_t i = 0; i < tensor.sizes.size(); ++i)
    if (tensor.sizes[i] == 0 || tensor.strides[i] != 0) count *= tensor.sizes[i];
  return count;
}

HONE_INLINE bool Restoration::is_overlapping(const at::Tensor& tensor) {
  int64_t last = 0;
  for (int64_t i = 0; i < tensor.dim(); ++i) {
    if (tensor.size(i) == 0) return false;
    last += (tensor.size(i) - 1) * tensor.stride(i);
  }
  return last + 1 < tensor.numel();
}

HONE_INLINE bool Restoration::has_strides(const at::Tensor& live,
                                          const std::vector<int64_t>& strides) {
  for (int64_t i = 0; i < live.dim(); ++i)
    if (live.size(i) != 1 && live.stride(i) != strides[static_cast<size_t>(i)]) return false;
  return true;
}

HONE_INLINE const TensorNode* Restoration::fitting(const Node& node, const std::string& what) {
  const auto* tensor = node.get<TensorNode>();
  if (!tensor) misfit(what + " is no tensor in the file");
  return tensor;
}

HONE_INLINE void Restoration::read(size_t storage, int64_t begin, void* into, int64_t count) const {
  const auto from = static_cast<size_t>(begin), bytes = static_cast<size_t>(count);
  const auto held = held_.find(storage);
  if (held != held_.end())
    std::memcpy(into, held->second.data() + from, bytes);
  else if (bytes == archive_.storage(storage).bytes)
    archive_.verify(storage, into);  // again, as another process may have written to the file
  else
    archive_.read(storage, from, into, bytes);
}

HONE_INLINE void Restoration::read(size_t storage, int64_t begin, const at::Tensor& numbers) const {
  const auto size = static_cast<int64_t>(numbers.element_size());
  const int64_t count = numbers.numel();
  if (numbers.is_cpu()) return read(storage, begin * size, numbers.data_ptr(), count * size);
  constexpr int64_t kBlock = int64_t{4} << 20;
  const at::Tensor block =
      at::empty({std::min(count, kBlock / size)}, numbers.options().device(at::kCPU));
  for (int64_t at = 0; at < count; at += block.numel()) {
    const at::Tensor part = block.narrow(0, 0, std::min(block.numel(), count - at));
    read(storage, begin + at, part);
    numbers.narrow(0, at, part.numel()).copy_(part);
  }
}

HONE_INLINE void Restoration::carry_out(const std::vector<Read>& all) const {
  std::vector<const Read*> plain, others;
  for (const Read& planned : all)
    (planned.numbers.defined() && planned.numbers.is_cpu() ? plain : others).push_back(&planned);
  const auto begin = [](const Read* read) {
    return static_cast<const char*>(const_data(read->numbers));
  };
  std::stable_sort(plain.begin(), plain.end(), [&](const Read* a, const Read* b) {
    return std::less<const char*>()(begin(a), begin(b));
  });
  uint64_t bytes = 0;
  const char* end = nullptr;
  std::vector<const Read*> disjoint;
  for (const Read* read : plain) {
    const bool is_tied = end && std::less<const char*>()(begin(read), end);
    (is_tied ? others : disjoint).push_back(read);
    if (is_tied) continue;
    bytes += read->numbers.nbytes();
    end = begin(read) + read->numbers.nbytes();
  }
  in_parallel(disjoint.size(), threads_for(bytes), [&](size_t i) { carry_out(*disjoint[i]); });
  for (const Read* read : others) carry_out(*read);
}

HONE_INLINE void Restoration::carry_out(const Read& planned) const {
  if (planned.extent.count > 0) {
    if (planned.numbers.defined()) {
      read(planned.from.storage, planned.extent.begin, planned.numbers);
    } else {
      const at::Tensor numbers =
          at::empty({planned.extent.count}, at::TensorOptions(scalar_type_of(planned.from.dtype)));
      read(planned.from.storage, planned.extent.begin, numbers);
      planned.copy_to.copy_(numbers.as_strided(planned.from.sizes, planned.from.strides));
    }
  }
  // The data was written without autograd: a backward pass that needs the old data must fail.
  if (planned.live.defined() && !planned.live.is_inference())
    planned.live.unsafeGetTensorImpl()->bump_version();
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
