// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/checkpoint_info.hpp>
#include <hone/checkpoint/format/archive_reader.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE bool is_own_key(const std::string& name) {
  for (const char* own : kOwnKeys)
    if (name == own) return true;
  return false;
}

HONE_INLINE Node node_of(const Value& value) {
  const Value::Variant& held = value.variant();
  if (const auto* flag = std::get_if<bool>(&held)) return *flag;
  if (const auto* integer = std::get_if<int64_t>(&held)) return *integer;
  if (const auto* number = std::get_if<double>(&held)) return *number;
  if (const auto* text = std::get_if<std::string>(&held)) return *text;
  if (const auto* json = std::get_if<Json>(&held)) return json->text;
  return nullptr;
}

/// Stores the node under this name if it is a plain value.
HONE_INLINE void put_value(Params& params, const std::string& name, const Node& node) {
  if (node.is_none()) params[name] = nullptr;
  if (const auto* flag = node.get<bool>()) params[name] = *flag;
  if (const auto* integer = node.get<int64_t>()) params[name] = *integer;
  if (const auto* number = node.get<double>()) params[name] = *number;
  if (const auto* text = node.get<std::string>()) params[name] = *text;
}

HONE_INLINE void put_info(Dict& root, const CheckpointInfo& info, Dict own) {
  root.add("epoch", info.epoch ? Node(*info.epoch) : Node());
  root.add("value", info.value);
  root.add("trial", info.trial ? Node(*info.trial) : Node());
  Dict params;
  for (const auto& [name, value] : info.params) params.add(name, node_of(value));
  root.add("params", std::move(params));
  Dict all;
  all.add("format", CheckpointInfo::kFormat);
  all.add("answer", info.answer);
  for (DictItem& item : own.items) all.items.push_back(std::move(item));
  root.add("hone", std::move(all));
}

HONE_INLINE CheckpointInfo checkpoint_info_of(const ArchiveReader& archive) {
  CheckpointInfo info;
  info.format = 0;
  const Node& root = archive.root();
  const auto integer = [](const Node* node) -> std::optional<int64_t> {
    const auto* found = node ? node->get<int64_t>() : nullptr;
    return found ? std::optional<int64_t>(*found) : std::nullopt;
  };
  if (const Node* own = root.find("hone")) {
    info.format = integer(own->find("format")).value_or(0);
    info.answer = integer(own->find("answer")).value_or(0);
    if (info.format > CheckpointInfo::kFormat || info.format < 0)
      archive.fail("it is of format " + std::to_string(info.format) + ", and this hone (" +
                   HONE_VERSION_STRING + ") reads up to " +
                   std::to_string(CheckpointInfo::kFormat) + "; use the newer hone that wrote it");
    if (info.answer < 0 || info.answer > 255)
      archive.fail("the hooks' answer in it is none that this hone knows");
  }
  info.epoch = integer(root.find("epoch"));
  info.trial = integer(root.find("trial"));
  if (const Node* value = root.find("value")) {
    if (const auto* number = value->get<double>()) info.value = *number;
    if (const auto* whole = value->get<int64_t>()) info.value = static_cast<double>(*whole);
  }
  if (const Node* params = root.find("params"))
    if (const auto* dict = params->get<Dict>())
      for (const DictItem& item : dict->items)
        if (const auto* name = item.key.get<std::string>())
          put_value(info.params, *name, item.value);
  return info;
}

}  // namespace detail

HONE_INLINE CheckpointInfo read_checkpoint_info(const std::string& path) {
  return detail::checkpoint_info_of(detail::ArchiveReader(path));
}

}  // namespace HONE_ABI
}  // namespace hone
