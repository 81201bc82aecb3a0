// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/checkpoint.hpp>
#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/archive_reader.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/state_dict/boost_archive.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>
#include <hone/error.hpp>
#include <hone/hooks/detail/loop.hpp>
#include <hone/hooks/detail/loop_record.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/records/next.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE Dict to_dict(const LoopRecord& record, Loop& loop) {
  const Progress& at = record.progress;
  Dict progress;
  progress.add("first", at.first);
  progress.add("epoch", at.epoch);
  progress.add("step", at.step);
  progress.add("epoch_ended", at.epoch_ended);
  progress.add("in_epoch", at.in_epoch);
  progress.add("has_epochs", at.has_epochs);
  progress.add("best_epoch", at.best_epoch);
  progress.add("best", at.best);
  progress.add("last", at.last);
  Dict hooks;
  for (const HookState& state : loop.states()) {
    try {
      hooks.add(state.name, Bytes{write_archive([&](boost::archive::polymorphic_oarchive& archive) {
                  state.save(archive);
                })});
    } catch (const CheckpointError& error) {
      throw CheckpointError("hone: the hook \"" + state.name +
                            "\" cannot be saved: " + bare_text(error));
    }
  }
  Dict own;
  own.add("begun", record.begun);
  own.add("saves", record.saves);
  own.add("progress", std::move(progress));
  own.add("hooks", std::move(hooks));
  return own;
}

HONE_INLINE LoopRecord loop_record_of(const Checkpoint& checkpoint) {
  const ArchiveReader& archive = checkpoint.archive();
  const Node* own = archive.root().find("hone");
  const Node* progress = own ? own->find("progress") : nullptr;
  const auto get = [&archive](const Node* in, const char* name, auto& into) {
    const Node* node = in ? in->find(name) : nullptr;
    const auto* found = node ? node->get<std::decay_t<decltype(into)>>() : nullptr;
    if (!found)
      archive.fail(std::string("it does not say \"") + name +
                   "\" of a loop, so no loop can be resumed from it");
    into = *found;
  };
  LoopRecord record;
  get(own, "begun", record.begun);
  get(own, "saves", record.saves);
  Progress& at = record.progress;
  get(progress, "first", at.first);
  get(progress, "epoch", at.epoch);
  get(progress, "step", at.step);
  get(progress, "epoch_ended", at.epoch_ended);
  get(progress, "in_epoch", at.in_epoch);
  get(progress, "has_epochs", at.has_epochs);
  get(progress, "best_epoch", at.best_epoch);
  get(progress, "best", at.best);
  get(progress, "last", at.last);
  at.next = checkpoint.answer();
  if (worse(at.next, Next::prune) != Next::prune)
    archive.fail("the hooks' answer in it is none that this hone knows");
  return record;
}

HONE_INLINE std::vector<double> rates_of(const Checkpoint& checkpoint) {
  std::vector<double> rates;
  const Node* own = checkpoint.archive().root().find("hone");
  const Node* saved = own ? own->find("rates") : nullptr;
  const auto* list = saved ? saved->sequence() : nullptr;
  for (size_t i = 0; list && i < list->size(); ++i)
    if (const auto* rate = (*list)[i].get<double>()) rates.push_back(*rate);
  return rates;
}

HONE_INLINE void restore_hooks(Loop& loop, Restoration& plan) {
  const Node* own = plan.archive().root().find("hone");
  const Node* saved = own ? own->find("hooks") : nullptr;
  plan.enter("hooks");
  const auto* dict = saved ? saved->get<Dict>() : nullptr;
  if (!dict) return plan.misfit("the file keeps none");
  const std::vector<HookState> states = loop.states();
  for (const DictItem& item : dict->items) {
    const auto* name = item.key.get<std::string>();
    bool known = false;
    for (const HookState& state : states) known = known || (name && state.name == *name);
    if (!known)
      plan.misfit("\"" + (name ? *name : "?") +
                  "\" has a state in the file and is not in hooks(...)");
  }
  for (const HookState& state : states) {
    plan.enter("the hook \"" + state.name + "\"");
    const Node* node = saved->find(state.name);
    if (!node) {
      plan.misfit("it has no state in the file");
      continue;
    }
    const auto text = std::make_shared<const std::string>(plan.archive().bytes(*node));
    const auto before = std::make_shared<std::string>();
    const auto load = [state](const std::string& from) {
      read_archive(from,
                   [&](boost::archive::polymorphic_iarchive& archive) { state.load(archive); });
    };
    plan.attempt(
        [state, text, before, load] {
          *before = write_archive(
              [&](boost::archive::polymorphic_oarchive& archive) { state.save(archive); });
          load(*text);
        },
        [before, load] { load(*before); });
  }
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
