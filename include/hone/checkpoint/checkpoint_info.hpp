// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/archive_reader.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/value.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace hone {
inline namespace HONE_ABI {

/// What a checkpoint says of itself, beside the weights. Of a file that hone did not write, what is
/// there.
struct CheckpointInfo {
  static constexpr int64_t kFormat = 1;  ///< the newest form that this hone writes and reads

  int64_t format = kFormat;  ///< 0 where hone did not write the file
  std::optional<int64_t> epoch;
  double value = std::numeric_limits<double>::quiet_NaN();  ///< what the hooks were told
  std::optional<int64_t> trial;
  Params params;
  int64_t answer = 0;  ///< the hooks' answer at that epoch, as Next
};

namespace detail {

/// The top-level names that are hone's own; every other is the user's.
inline constexpr const char* kOwnKeys[] = {"epoch",  "value",        "trial",
                                           "params", "random_state", "hone"};

bool is_own_key(const std::string& name);

/// Adds hone's own keys to a checkpoint's top level. `own` is what else stands under `hone`.
void put_info(Dict& root, const CheckpointInfo& info, Dict own = {});

/// Reads hone's own keys. Throws CheckpointError where a newer hone wrote them.
CheckpointInfo checkpoint_info_of(const ArchiveReader& archive);

}  // namespace detail

/// What the checkpoint in that file says of itself, without torch and without reading its tensors.
/// Throws CheckpointError where it cannot be read.
inline CheckpointInfo read_checkpoint_info(const std::string& path) {
  return detail::checkpoint_info_of(detail::ArchiveReader(path));
}

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/impl/checkpoint_info.hpp>
#endif
