// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// Whether a module and a file must have the same names.
enum class Strict : bool { no, yes };

/// The names that only the module or only the file has, as PyTorch's load_state_dict returns them.
struct IncompatibleKeys {
  std::vector<std::string> missing_keys;     ///< only in the module: left unchanged
  std::vector<std::string> unexpected_keys;  ///< only in the file: not read

  bool empty() const { return missing_keys.empty() && unexpected_keys.empty(); }
};

}  // namespace HONE_ABI
}  // namespace hone
