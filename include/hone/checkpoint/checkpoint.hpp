// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/checkpoint_info.hpp>
#include <hone/checkpoint/detail/part.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/incompatible_keys.hpp>
#include <hone/checkpoint/state_dict.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>
#include <hone/files/file_ops.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/next.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

namespace detail {
class ArchiveReader;
}

/// A checkpoint file, open for reading. It may come from hone, from Python's torch.save, or be a
/// safetensors file (weights only; its tensors are the top-level names, so use restore("", model)).
///
/// Verifies checksums, and changes no variable unless everything fits. The file stays open, so
/// replacing the checkpoint on disk does not affect an open one.
///
///   const hone::Checkpoint checkpoint = hone::Checkpoint::open(best.checkpoint);
///   checkpoint.restore("model", model).restore("optimizer", optimizer);
///
/// Thread-safe: several threads may read from one Checkpoint, each into its own variables.
class Checkpoint {
 public:
  /// Opens a checkpoint. Throws CheckpointError if it does not exist or is damaged.
  static Checkpoint open(const std::string& path,
                         const detail::FileOps& ops = detail::system_file_ops());

  const std::string& path() const;

  /// Returns the names of the user's variables in the file.
  std::vector<std::string> names() const;

  /// Returns the last completed epoch. Throws CheckpointError if the file does not record it.
  int64_t epoch() const;
  /// Returns the value reported to the hooks for that epoch; NaN if the file does not record it.
  double value() const { return info_.value; }
  /// Returns the number of the trial it belongs to; nullopt if it belongs to none.
  std::optional<int64_t> trial() const { return info_.trial; }
  /// Returns that trial's parameters.
  const Params& params() const { return info_.params; }
  /// Returns the hooks' answer at that epoch.
  Next answer() const { return static_cast<Next>(info_.answer); }

  /// Restores a variable from the file; accepts every type that `with(name, variable)` accepts. A
  /// tensor keeps its device. Throws CheckpointError that lists everything that does not fit; in
  /// that case nothing has changed. The name may be a path into nested dictionaries, as in files
  /// from Python ("models/critic"). Use an empty name if the file itself is a state_dict.
  template <class T>
  const Checkpoint& restore(const std::string& name, T& into) const;

  /// Restores a module. With Strict::no only the names that both have are restored (for example
  /// when an old body gets a new head). Returns the names that do not match. Sizes and types must
  /// fit in any case.
  ///
  ///   const hone::IncompatibleKeys keys = checkpoint.restore("model", model, hone::Strict::no);
  template <class Module>
  IncompatibleKeys restore(const std::string& name, Module& into, Strict strict) const;

  /// Internal; may change.
  const detail::ArchiveReader& archive() const { return *archive_; }
  /// Returns the entry of that name. Throws CheckpointError if there is none. Internal; may change.
  const detail::Node& node(const std::string& name) const;

 private:
  Checkpoint(const std::string& path, const detail::FileOps& ops);

  std::shared_ptr<const detail::ArchiveReader> archive_;
  CheckpointInfo info_;
};

namespace detail {

/// Calls `plan`, then carries out the plan: all of it, or nothing and throws CheckpointError.
void restore_planned(const Checkpoint& checkpoint, FunctionRef<void(Restoration&)> plan,
                     IncompatibleKeys* keys = nullptr);

/// Restores several parts: all of them or nothing. With `random_state`, also restores those of
/// torch's global generators whose states are in the checkpoint. `also` may add to the plan.
void restore_all(const Checkpoint& checkpoint, const std::vector<Part>& parts, bool random_state,
                 FunctionRef<void(Restoration&)> also);
void restore_all(const Checkpoint& checkpoint, const std::vector<Part>& parts,
                 bool random_state = false);

}  // namespace detail

template <class T>
const Checkpoint& Checkpoint::restore(const std::string& name, T& into) const {
  detail::check_part<T&>();
  const detail::Node& from = node(name);
  detail::restore_planned(*this, [&](detail::Restoration& plan) {
    plan.enter(name.empty() ? "the state_dict" : name);
    detail::restore_state(into, from, plan);
  });
  return *this;
}

template <class Module>
IncompatibleKeys Checkpoint::restore(const std::string& name, Module& into, Strict strict) const {
  static_assert(detail::is_module<Module>(),
                "hone: only a module has names that can be missing: restore other variables by "
                "restore(name, variable)");
  const detail::Node& from = node(name);
  IncompatibleKeys keys;
  const auto plan_all = [&](detail::Restoration& plan) {
    plan.enter(name.empty() ? "the state_dict" : name);
    detail::restore_state(into, from, plan);
  };
  detail::restore_planned(*this, plan_all, strict == Strict::no ? &keys : nullptr);
  return keys;
}

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/impl/checkpoint.hpp>
#endif
