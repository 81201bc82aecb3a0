// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/archive_reader.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/format/pickler.hpp>
#include <hone/checkpoint/state_dict/extras.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>

#include <memory>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE Node save_text(const std::string& text) {
  return is_utf8(text) ? Node(text) : Node(Bytes{text});
}

HONE_INLINE void restore_text(std::string& into, const Node& node, Restoration& plan) {
  auto text = std::make_shared<std::string>();
  if (const auto* direct = node.get<std::string>())
    *text = *direct;
  else if (node.get<TensorNode>())
    *text = plan.archive().bytes(node);
  else
    return plan.misfit("it is no text in the file");
  plan.then([&into, text] { into.swap(*text); });
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
