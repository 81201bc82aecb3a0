// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/checkpoint.hpp>
#include <hone/checkpoint/checkpoint_info.hpp>
#include <hone/checkpoint/detail/part.hpp>
#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/archive_reader.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/state_dict/generator.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>
#include <hone/error.hpp>
#include <hone/records/detail/function_ref.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE const std::string& Checkpoint::path() const { return archive_->path(); }

HONE_INLINE Checkpoint Checkpoint::open(const std::string& path, const detail::FileOps& ops) {
  return Checkpoint(path, ops);
}

HONE_INLINE std::vector<std::string> Checkpoint::names() const {
  std::vector<std::string> result;
  if (const auto* root = archive_->root().get<detail::Dict>())
    for (const detail::DictItem& item : root->items)
      if (const auto* name = item.key.get<std::string>())
        if (info_.format == 0 || !detail::is_own_key(*name)) result.push_back(*name);
  return result;
}

HONE_INLINE int64_t Checkpoint::epoch() const {
  if (info_.epoch) return *info_.epoch;
  throw CheckpointError("hone: " + path() + " does not say of which epoch it is");
}

HONE_INLINE Checkpoint::Checkpoint(const std::string& path, const detail::FileOps& ops)
    : archive_(std::make_shared<const detail::ArchiveReader>(path, ops)),
      info_(detail::checkpoint_info_of(*archive_)) {}

HONE_INLINE const detail::Node& Checkpoint::node(const std::string& name) const {
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

HONE_INLINE void restore_planned(const Checkpoint& checkpoint, FunctionRef<void(Restoration&)> plan,
                                 IncompatibleKeys* keys) {
  try {
    Restoration restoration(checkpoint.archive(), keys);
    plan(restoration);
    restoration.run();
  } catch (const c10::Error& error) {
    throw CheckpointError("hone: " + checkpoint.path() +
                          " cannot be restored: " + error.what_without_backtrace());
  }
}

HONE_INLINE void restore_all(const Checkpoint& checkpoint, const std::vector<Part>& parts,
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

HONE_INLINE void restore_all(const Checkpoint& checkpoint, const std::vector<Part>& parts,
                             bool random_state) {
  restore_all(checkpoint, parts, random_state, [](Restoration&) {});
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
