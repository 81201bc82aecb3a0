// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/archive_reader.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/incompatible_keys.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// What is to be restored from a checkpoint: first everything is compared and planned, then, if all
/// of it fits and every checksum is right, it is done. Until `run` gets that far nothing changes.
///
/// Up to 64 MB are read once, checked in memory, and copied: nothing can fail any more. More is
/// read twice, so that no memory is needed for it. Should the disk fail in between, or somebody
/// write into the file, then the error says that the variables are half restored.
class Restoration {
 public:
  /// With `keys`, names that only the file or only a module has are put there, and are no misfits.
  explicit Restoration(const ArchiveReader& archive, IncompatibleKeys* keys = nullptr)
      : archive_(archive), keys_(keys) {}

  const ArchiveReader& archive() const { return archive_; }

  /// The name that the following misfits are of.
  void enter(const std::string& part) { part_ = part; }
  void misfit(const std::string& text) { misfits_.push_back(part_ + ": " + text); }
  /// What the error ends with where something does not fit.
  void way_out(std::string text) { way_out_ = std::move(text); }

  void missing(const std::string& name);
  void unexpected(const std::string& name);

  /// Plans to read the file's tensor into a live one, which keeps its device and its strides.
  void read_into(const at::Tensor& live, const Node& node, const std::string& what,
                 const char* where);

  /// A new tensor that will hold the file's, tied to an earlier one that looks at the same numbers;
  /// nothing, and a misfit, where the node is no tensor.
  at::Tensor read_new(const Node& node, const std::string& what, const at::Device& device);

  /// A number, also where it is a tensor of one element (Python has optimizers' steps so).
  std::optional<double> number(const Node& node) const;

  /// A step of the change itself: called last, in order. It must not throw.
  void then(std::function<void()> step);

  /// A step that may throw, with one that takes it back, also when it was not done or half done;
  /// called before anything else changes.
  void attempt(std::function<void()> step, std::function<void()> undo);

  /// Throws CheckpointError that names everything that does not fit; else makes the change.
  void run();

 private:
  bool is_whole(size_t storage, int64_t elements) const;

  // The elements of a storage that a tensor looks at.
  struct Extent {
    int64_t begin, count;
  };
  struct Read {
    at::Tensor numbers;  // one after another; undefined where `copy_to` is laid out otherwise
    TensorNode from;
    Extent extent;
    at::Tensor copy_to;
    at::Tensor live;  // whose users are to notice
  };

  static constexpr uint64_t kMostHeld = uint64_t{64} << 20;

  // Reads every storage against its checksum, and keeps them all where they are small.
  void verify();

  struct Attempt {
    std::string part;
    std::function<void()> step, undo;
  };

  void make_attempts() const;

  static Extent extent_of(const TensorNode& tensor);

  // How many elements there are, where those of expanded dimensions are the same ones.
  static int64_t elements_of(const TensorNode& tensor);

  static bool is_overlapping(const at::Tensor& tensor);

  static bool has_strides(const at::Tensor& live, const std::vector<int64_t>& strides);

  const TensorNode* fitting(const Node& node, const std::string& what);

  void read(size_t storage, int64_t begin, void* into, int64_t count) const;

  // Reads elements into a tensor whose numbers stand one after another, on any device.
  void read(size_t storage, int64_t begin, const at::Tensor& numbers) const;

  // On several threads what goes straight to memory of its own; then the others, in their order.
  void carry_out(const std::vector<Read>& all) const;

  void carry_out(const Read& planned) const;

  const ArchiveReader& archive_;
  IncompatibleKeys* keys_;
  std::string part_;
  std::string way_out_;
  std::vector<std::string> misfits_;
  std::set<size_t> storages_;                 // to be verified before anything changes
  std::map<size_t, std::vector<char>> held_;  // of those, what is in memory
  std::vector<Read> new_reads_, reads_;
  std::vector<Attempt> attempts_;
  std::vector<std::function<void()>> steps_;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/state_dict/impl/restoration.hpp>
#endif
