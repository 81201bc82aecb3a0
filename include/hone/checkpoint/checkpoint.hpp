// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/checkpoint_info.hpp>
#include <hone/checkpoint/detail/part.hpp>
#include <hone/checkpoint/format/archive_reader.hpp>
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

/// A checkpoint file, open for reading: one of hone's, what Python's torch.save wrote, or weights
/// alone in safetensors (whose tensors are the top-level names, so restore("", model)).
///
/// It reads against checksums, and changes nothing unless all of it fits. The file stays open, so a
/// checkpoint that is replaced meanwhile stays what it was.
///
///   const hone::Checkpoint checkpoint = hone::Checkpoint::open(best.checkpoint);
///   checkpoint.restore("model", model).restore("optimizer", optimizer);
///
/// Several threads may read one, into variables of their own.
class Checkpoint {
 public:
  /// Opens a checkpoint. Throws CheckpointError where it is not there, or is damaged.
  static Checkpoint open(const std::string& path,
                         const detail::FileOps& ops = detail::system_file_ops());

  const std::string& path() const { return archive_->path(); }

  /// The user's names in it.
  std::vector<std::string> names() const;

  /// The epoch that had ended. Throws CheckpointError where the file does not say.
  int64_t epoch() const;
  /// What the hooks were told of that epoch; NaN where the file does not say.
  double value() const { return info_.value; }
  /// The trial it belongs to; nothing where it belongs to none.
  std::optional<int64_t> trial() const { return info_.trial; }
  /// That trial's parameters.
  const Params& params() const { return info_.params; }
  /// The hooks' answer at that epoch.
  Next answer() const { return static_cast<Next>(info_.answer); }

  /// Gives a variable the state that it has in the file: whatever `with(name, variable)` takes. A
  /// tensor keeps its device. Throws CheckpointError that names everything that does not fit, and
  /// then nothing has changed. The name may lead into a dictionary ("models/critic"), as files from
  /// Python have them, and is empty where the whole file is one state_dict.
  template <class T>
  const Checkpoint& restore(const std::string& name, T& into) const;

  /// With Strict::no a module takes what the file has of it, as a new head on an old body does, and
  /// the names that do not match are returned. Sizes and types must fit all the same.
  ///
  ///   const hone::IncompatibleKeys keys = checkpoint.restore("model", model, hone::Strict::no);
  template <class Module>
  IncompatibleKeys restore(const std::string& name, Module& into, Strict strict) const;

  /// The file itself; promised to nobody.
  const detail::ArchiveReader& archive() const { return *archive_; }
  /// What stands under the name; throws CheckpointError where nothing does. Promised to nobody.
  const detail::Node& node(const std::string& name) const;

 private:
  Checkpoint(const std::string& path, const detail::FileOps& ops);

  std::shared_ptr<const detail::ArchiveReader> archive_;
  CheckpointInfo info_;
};

namespace detail {

/// Plans by `plan`, and carries it out: all of it, or nothing and a CheckpointError.
void restore_planned(const Checkpoint& checkpoint, FunctionRef<void(Restoration&)> plan,
                     IncompatibleKeys* keys = nullptr);

/// Restores several parts, and torch's global generator where the checkpoint has its state and
/// `random_state` asks for it: all of them or nothing. `also` may plan more.
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
