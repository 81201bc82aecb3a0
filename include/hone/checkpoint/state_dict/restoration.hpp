// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/torch.hpp>
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

class ArchiveReader;

/// A plan to restore variables from a checkpoint. First everything is compared and planned. `run`
/// then restores it if everything fits and every checksum is correct; before that nothing changes.
///
/// Up to 64 MB are read once, verified in memory, and copied; the copy cannot fail. More than that
/// is read twice (first to verify, then into place), which needs no extra memory. If the disk fails
/// in between, or another process writes to the file, the error says that the variables are only
/// partly restored.
class Restoration {
 public:
  /// With `keys`, names that only the file or only a module has are added there, and are not
  /// misfits.
  explicit Restoration(const ArchiveReader& archive, IncompatibleKeys* keys = nullptr)
      : archive_(archive), keys_(keys) {}

  const ArchiveReader& archive() const { return archive_; }
  /// Returns the bytes of a node that Boost's archive was saved in.
  std::string bytes(const Node& node) const;

  /// Sets the name of the part that the following misfits belong to.
  void enter(const std::string& part) { part_ = part; }
  void misfit(const std::string& text) { misfits_.push_back(part_ + ": " + text); }
  /// Sets the text that ends the error message if something does not fit.
  void way_out(std::string text) { way_out_ = std::move(text); }

  void missing(const std::string& name);
  void unexpected(const std::string& name);

  /// Plans to read the file's tensor into an existing one, which keeps its device and its strides.
  void read_into(const at::Tensor& live, const Node& node, const std::string& what,
                 const char* where);

  /// Returns a new tensor that `run` fills from the file; it shares memory with an earlier one that
  /// has the same elements in the file. If the node is not a tensor: an undefined tensor, and a
  /// misfit.
  at::Tensor read_new(const Node& node, const std::string& what, const at::Device& device);

  /// Returns a number, also from a tensor of one element (as Python stores optimizers' steps).
  std::optional<double> number(const Node& node) const;

  /// Adds a step of the change itself. Steps are called last, in order, and must not throw.
  void then(std::function<void()> step);

  /// Adds a step that may throw; called before anything else changes. `undo` reverts it, and must
  /// also work if the step failed at the beginning or halfway.
  void attempt(std::function<void()> step, std::function<void()> undo);

  /// Makes the change. Throws CheckpointError that lists everything that does not fit.
  void run();

 private:
  bool is_whole(size_t storage, int64_t elements) const;

  // The range of a storage's elements that a tensor uses.
  struct Extent {
    int64_t begin, count;
  };
  struct Read {
    at::Tensor numbers;  // contiguous; undefined if `copy_to` has a different layout
    TensorNode from;
    Extent extent;
    at::Tensor copy_to;
    at::Tensor live;  // its version is bumped, so that autograd notices
  };

  static constexpr uint64_t kMostHeld = uint64_t{64} << 20;

  // Verifies every storage's checksum, and keeps their data if all of it is at most kMostHeld.
  void verify();

  struct Attempt {
    std::string part;
    std::function<void()> step, undo;
  };

  void make_attempts() const;

  static Extent extent_of(const TensorNode& tensor);

  // The number of distinct elements: an expanded dimension counts once.
  static int64_t elements_of(const TensorNode& tensor);

  static bool is_overlapping(const at::Tensor& tensor);

  static bool has_strides(const at::Tensor& live, const std::vector<int64_t>& strides);

  const TensorNode* fitting(const Node& node, const std::string& what);

  void read(size_t storage, int64_t begin, void* into, int64_t count) const;

  // Reads elements into a contiguous tensor on any device.
  void read(size_t storage, int64_t begin, const at::Tensor& numbers) const;

  // First, on several threads, the reads into disjoint CPU memory; then the others, in order.
  void carry_out(const std::vector<Read>& all) const;

  void carry_out(const Read& planned) const;

  const ArchiveReader& archive_;
  IncompatibleKeys* keys_;
  std::string part_;
  std::string way_out_;
  std::vector<std::string> misfits_;
  std::set<size_t> storages_;                 // to be verified before anything changes
  std::map<size_t, std::vector<char>> held_;  // data of those that are kept in memory
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
