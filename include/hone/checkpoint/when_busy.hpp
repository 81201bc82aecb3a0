// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

namespace hone {
inline namespace HONE_ABI {

/// What happens to a save that is due while the previous one is still being written.
enum class WhenBusy : unsigned char {
  wait,    ///< the loop waits for the previous one: no save is left out
  skip,    ///< it is left out, unless it is mandatory
  replace  ///< it is made next and replaces a waiting one: the newest is kept
};

}  // namespace HONE_ABI
}  // namespace hone
