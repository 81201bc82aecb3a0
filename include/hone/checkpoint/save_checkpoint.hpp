// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/archive_writer.hpp>
#include <hone/checkpoint/background_writer.hpp>
#include <hone/checkpoint/checkpoint_info.hpp>
#include <hone/checkpoint/part.hpp>

#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// What a checkpoint is made from.
struct CheckpointContents {
  CheckpointInfo info;
  std::vector<Part> parts;
  bool random_state = false;  ///< whether torch's global generator goes with it
  Dict own;                   ///< what else stands under `hone`: plain data and Bytes
};

/// The variables as they are now: what the archive says is fixed, the tensors' numbers are read
/// when it is written.
template <class = void>
inline Archive make_archive(const CheckpointContents& contents) {
  check_part_names(contents.parts);
  TensorSink sink;
  Dict root;
  for (const Part& part : contents.parts) root.add(part.name(), part.save(sink));
  root.add("random_state",
           contents.random_state ? save_generator(default_generator(), sink) : Node());
  Dict own = contents.own;
  const auto devices = contents.random_state ? device_generators() : std::vector<at::Generator>();
  if (!devices.empty()) own.add("device_random_states", save_generators(devices, sink));
  put_info(root, contents.info, std::move(own));
  return sink.finish(std::move(root));
}

/// What `call` returns; where torch fails (a copy from another device, say) a CheckpointError.
template <class Call>
auto with_torch_errors(const std::string& path, Call call) {
  try {
    return call();
  } catch (const c10::Error& error) {
    throw CheckpointError("hone: cannot write " + path + ": " + error.what_without_backtrace());
  }
}

/// Writes a checkpoint, durably, under one or several names in one directory. Throws
/// CheckpointError, and then the names keep what they had.
template <class = void>
inline SavedFile save_checkpoint(const std::vector<std::string>& paths,
                                 const CheckpointContents& contents,
                                 const FileOps& ops = system_file_ops()) {
  return with_torch_errors(paths.front(),
                           [&] { return save_archive(paths, make_archive(contents), ops); });
}

/// The same by a writer's thread: on return everything has been copied. See BackgroundWriter::save.
template <class = void>
inline bool save_checkpoint(const std::vector<std::string>& paths,
                            const CheckpointContents& contents, BackgroundWriter& writer, bool must,
                            const std::vector<std::string>& obsolete = {}) {
  return with_torch_errors(paths.front(), [&] {
    return writer.save(
        paths, must, [&] { return make_archive(contents); }, obsolete);
  });
}

}  // namespace detail
}  // namespace v0
}  // namespace hone
