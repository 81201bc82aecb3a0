// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/distributed/detail/rank_group.hpp>
#include <hone/files/file_ops.hpp>
#include <hone/hooks/detail/loop.hpp>
#include <hone/records/detail/function_ref.hpp>

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A file received from another rank: in memory, without a name, gone when this process ends.
/// `open` returns this file for every path.
class ReceivedFile final : public FileOps {
 public:
  ReceivedFile();

  void write(uint64_t at, const char* from, size_t bytes) const;

  int open(const char*, int, mode_t) const override;

 private:
  static int make();

  File file_;
};

/// Rank 0 reads the file and sends it; the others call `restore` with it. Does nothing if rank 0's
/// path is empty; only rank 0 knows it.
void share_file(RankGroup& group, const std::string& path,
                FunctionRef<void(const GivenFile&)> restore);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/distributed/detail/impl/share_file.hpp>
#endif
