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

/// The names that a module and a file did not have in common; PyTorch's load_state_dict returns the
/// same.
struct IncompatibleKeys {
  std::vector<std::string> missing_keys;  ///< in the module and not in the file: left as they were
  std::vector<std::string> unexpected_keys;  ///< in the file and not in the module: not read

  bool empty() const { return missing_keys.empty() && unexpected_keys.empty(); }
};

}  // namespace HONE_ABI
}  // namespace hone
