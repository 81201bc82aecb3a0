// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/archive_reader.hpp>
#include <hone/checkpoint/checkpoint_info.hpp>
#include <hone/checkpoint/incompatible_keys.hpp>
#include <hone/checkpoint/part.hpp>
#include <hone/detail/function_ref.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {

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
  template <class = void>
  static Checkpoint open(const std::string& path,
                         const detail::FileOps& ops = detail::system_file_ops()) {
    return Checkpoint(path, ops);
  }

  const std::string& path() const { return archive_->path(); }

  /// The user's names in it.
  template <class = void>
  std::vector<std::string> names() const {
    std::vector<std::string> result;
    if (const auto* root = archive_->root().get<detail::Dict>())
      for (const detail::DictItem& item : root->items)
        if (const auto* name = item.key.get<std::string>())
          if (info_.format == 0 || !detail::is_own_key(*name)) result.push_back(*name);
    return result;
  }

  /// The epoch that had ended. Throws CheckpointError where the file does not say.
  int64_t epoch() const {
    if (info_.epoch) return *info_.epoch;
    throw CheckpointError("hone: " + path() + " does not say of which epoch it is");
  }
  /// What the hooks were told of that epoch; NaN where the file does not say.
  double value() const { return info_.value; }
  /// The trial it belongs to; nothing where it belongs to none.
  template <class = void>
  std::optional<int64_t> trial() const {
    return info_.trial;
  }
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
  template <class = void>
  const detail::Node& node(const std::string& name) const;

 private:
  template <class = void>
  Checkpoint(const std::string& path, const detail::FileOps& ops)
      : archive_(std::make_shared<const detail::ArchiveReader>(path, ops)),
        info_(detail::checkpoint_info_of(*archive_)) {}

  std::shared_ptr<const detail::ArchiveReader> archive_;
  CheckpointInfo info_;
};

template <class>
inline const detail::Node& Checkpoint::node(const std::string& name) const {
  const detail::Node* at = &archive_->root();
  if (name.empty()) return *at;
  if (const detail::Node* found = at->find(name)) return *found;
  for (size_t from = 0; at && from <= name.size();) {
    const size_t slash = std::min(name.find('/', from), name.size());
    at = at->find(name.substr(from, slash - from));
    from = slash + 1;
  }
  if (at) return *at;
  std::string text = "hone: " + path() + " holds no \"" + name + "\"";
  const std::vector<std::string> held = names();
  for (size_t i = 0; i < held.size(); ++i)
    text += (i == 0 ? "; it holds \"" : ", \"") + held[i] + '"';
  throw CheckpointError(text);
}

namespace detail {

/// Plans by `plan`, and carries it out: all of it, or nothing and a CheckpointError.
template <class = void>
inline void restore_planned(const Checkpoint& checkpoint, FunctionRef<void(Restoration&)> plan,
                            IncompatibleKeys* keys = nullptr) {
  try {
    Restoration restoration(checkpoint.archive(), keys);
    plan(restoration);
    restoration.run();
  } catch (const c10::Error& error) {
    throw CheckpointError("hone: " + checkpoint.path() +
                          " cannot be restored: " + error.what_without_backtrace());
  }
}

/// Restores several parts, and torch's global generator where the checkpoint has its state and
/// `random_state` asks for it: all of them or nothing. `also` may plan more.
template <class = void>
inline void restore_all(const Checkpoint& checkpoint, const std::vector<Part>& parts,
                        bool random_state, FunctionRef<void(Restoration&)> also) {
  restore_planned(checkpoint, [&](Restoration& plan) {
    for (const Part& part : parts) {
      plan.enter(part.name());
      part.restore(checkpoint.node(part.name()), plan);
    }
    const Node* state = checkpoint.archive().root().find("random_state");
    if (random_state && state && !state->is_none()) {
      plan.enter("random_state");
      restore_generator(default_generator(), *state, plan);
    }
    const Node* own = checkpoint.archive().root().find("hone");
    const Node* devices = own ? own->find("device_random_states") : nullptr;
    if (random_state && devices) restore_generators(device_generators(), *devices, plan);
    also(plan);
  });
}
template <class = void>
inline void restore_all(const Checkpoint& checkpoint, const std::vector<Part>& parts,
                        bool random_state = false) {
  restore_all(checkpoint, parts, random_state, [](Restoration&) {});
}

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

}  // namespace v0
}  // namespace hone
