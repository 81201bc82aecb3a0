// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/checkpoint_info.hpp>
#include <hone/checkpoint/detail/background_writer.hpp>
#include <hone/checkpoint/detail/part.hpp>
#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/archive_writer.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/error.hpp>
#include <hone/files/file_ops.hpp>

#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The contents of a checkpoint to be written.
struct CheckpointContents {
  CheckpointInfo info;
  std::vector<Part> parts;
  bool random_state = false;  ///< whether to save torch's global generators
  Dict own;                   ///< more entries for the key `hone`: plain data and Bytes
};

/// Returns what `call` returns. Throws CheckpointError if torch fails (e.g. copying from a device).
template <class Call>
auto with_torch_errors(const std::string& path, Call call) {
  try {
    return call();
  } catch (const c10::Error& error) {
    throw CheckpointError("hone: cannot write " + path + ": " + error.what_without_backtrace());
  }
}

/// Writes a checkpoint durably under one or several names in one directory. Throws CheckpointError
/// if it fails; existing files are then unchanged.
SavedFile save_checkpoint(const std::vector<std::string>& paths, const CheckpointContents& contents,
                          const FileOps& ops = system_file_ops());

/// The same on a writer's thread; the data has been copied on return. See BackgroundWriter::save.
bool save_checkpoint(const std::vector<std::string>& paths, const CheckpointContents& contents,
                     BackgroundWriter& writer, bool must,
                     const std::vector<std::string>& obsolete = {});

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/detail/impl/save_checkpoint.hpp>
#endif
