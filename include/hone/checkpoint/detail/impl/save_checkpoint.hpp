// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/checkpoint_info.hpp>
#include <hone/checkpoint/detail/background_writer.hpp>
#include <hone/checkpoint/detail/part.hpp>
#include <hone/checkpoint/detail/save_checkpoint.hpp>
#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/archive_writer.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/state_dict/generator.hpp>
#include <hone/checkpoint/state_dict/tensor_sink.hpp>
#include <hone/records/detail/function_ref.hpp>

#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Makes an archive of the variables. Everything is copied now except the tensors' data, which is
/// read when the archive is written.
HONE_INLINE Archive make_archive(const CheckpointContents& contents) {
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

HONE_INLINE SavedFile save_checkpoint(const std::vector<std::string>& paths,
                                      const CheckpointContents& contents, const FileOps& ops) {
  return with_torch_errors(paths.front(),
                           [&] { return save_archive(paths, make_archive(contents), ops); });
}

HONE_INLINE bool save_checkpoint(const std::vector<std::string>& paths,
                                 const CheckpointContents& contents, BackgroundWriter& writer,
                                 bool must, const std::vector<std::string>& obsolete) {
  return with_torch_errors(paths.front(), [&] {
    return writer.save(
        paths, must, [&] { return make_archive(contents); }, obsolete);
  });
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
