// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/part.hpp>
#include <hone/checkpoint/detail/torch.hpp>
#include <hone/error.hpp>

#include <cstddef>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE Node Part::save(TensorSink& sink) const {
  try {
    return save_(variable_, sink);
  } catch (const CheckpointError& error) {
    throw CheckpointError("hone: \"" + name_ + "\" cannot be saved: " + bare_text(error));
  } catch (const c10::Error& error) {
    throw CheckpointError("hone: \"" + name_ +
                          "\" cannot be saved: " + error.what_without_backtrace());
  }
}

HONE_INLINE void check_part_names(const std::vector<Part>& parts) {
  for (size_t i = 0; i < parts.size(); ++i)
    for (size_t j = 0; j < i; ++j)
      if (parts[i].name() == parts[j].name())
        throw ArgumentError("hone: two parts of a checkpoint are called \"" + parts[i].name() +
                            "\"; give each a name of its own");
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
