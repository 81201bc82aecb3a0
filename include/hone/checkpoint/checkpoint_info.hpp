// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/node.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/value.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace hone {
inline namespace HONE_ABI {

namespace detail {
class ArchiveReader;
}

/// A checkpoint's metadata. For a file that hone did not write: the fields that could be read.
struct CheckpointInfo {
  static constexpr int64_t kFormat = 1;  ///< the newest format that this hone writes and reads

  int64_t format = kFormat;  ///< 0 if hone did not write the file
  std::optional<int64_t> epoch;
  double value = std::numeric_limits<double>::quiet_NaN();  ///< as reported to the hooks
  std::optional<int64_t> trial;
  Params params;
  int64_t answer = 0;  ///< the hooks' answer at that epoch, as Next
};

namespace detail {

/// The top-level names reserved for hone; all others are the user's.
inline constexpr const char* kOwnKeys[] = {"epoch",  "value",        "trial",
                                           "params", "random_state", "hone"};

bool is_own_key(const std::string& name);

/// Adds hone's own keys to a checkpoint's top level. `own` holds more entries for the key `hone`.
void put_info(Dict& root, const CheckpointInfo& info, Dict own = {});

/// Reads hone's own keys. Throws CheckpointError if a newer, incompatible hone wrote them.
CheckpointInfo checkpoint_info_of(const ArchiveReader& archive);

}  // namespace detail

/// Returns the metadata of a checkpoint, without torch and without reading the tensors' data.
/// Throws CheckpointError if the file cannot be read.
CheckpointInfo read_checkpoint_info(const std::string& path);

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/impl/checkpoint_info.hpp>
#endif
