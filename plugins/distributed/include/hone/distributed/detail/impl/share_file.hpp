// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/distributed/detail/rank_group.hpp>
#include <hone/distributed/detail/share_file.hpp>
#include <hone/files/file_ops.hpp>
#include <hone/records/detail/function_ref.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE ReceivedFile::ReceivedFile() : file_(system_file_ops(), make()) {
  if (file_.get() < 0) throw_file_error("receive", "rank 0's checkpoint", "making room", errno);
}

HONE_INLINE void ReceivedFile::write(uint64_t at, const char* from, size_t bytes) const {
  while (bytes > 0) {
    const ssize_t count =
        uninterrupted([&] { return pwrite(file_.get(), from, bytes, static_cast<int64_t>(at)); });
    if (count <= 0) throw_file_error("receive", "rank 0's checkpoint", "keeping it", errno);
    from += count;
    at += static_cast<uint64_t>(count);
    bytes -= static_cast<size_t>(count);
  }
}

HONE_INLINE int ReceivedFile::open(const char*, int, mode_t) const {
  return ::fcntl(file_.get(), F_DUPFD_CLOEXEC, 0);
}

HONE_INLINE int ReceivedFile::make() {
#ifdef __linux__
  return ::memfd_create("hone-checkpoint", MFD_CLOEXEC);
#else
  std::FILE* const unnamed = std::tmpfile();
  if (!unnamed) return -1;
  const int file = ::fcntl(::fileno(unnamed), F_DUPFD_CLOEXEC, 0);
  std::fclose(unnamed);
  return file;
#endif
}

HONE_INLINE void share_file(RankGroup& group, const std::string& path,
                            FunctionRef<void(const GivenFile&)> restore) {
  if (group.size() == 1) return;
  const std::string name = group.share([&] { return path; });
  if (name.empty()) return;
  const FileOps& ops = system_file_ops();
  File file(ops, -1);
  uint64_t left = group.share([&] {
    file =
        File(ops, uninterrupted([&] { return ops.open(path.c_str(), O_RDONLY | O_CLOEXEC, 0); }));
    struct stat status {};
    if (file.get() < 0 || ::fstat(file.get(), &status) != 0)
      throw_file_error("read", path, "opening it", errno);
    return static_cast<uint64_t>(status.st_size);
  });
  const std::optional<ReceivedFile> received =
      group.is_first() ? std::nullopt : std::make_optional<ReceivedFile>();
  std::vector<char> block(static_cast<size_t>(std::min(left, uint64_t{16} << 20)));
  for (uint64_t at = 0; left > 0;) {
    const auto most = static_cast<size_t>(std::min<uint64_t>(left, block.size()));
    const uint64_t count = group.share([&] {
      const ssize_t got = uninterrupted(
          [&] { return ops.pread(file.get(), block.data(), most, static_cast<int64_t>(at)); });
      if (got <= 0) throw_file_error("read", path, "reading", got < 0 ? errno : EIO);
      return static_cast<uint64_t>(got);
    });
    group.broadcast(block.data(), static_cast<size_t>(count));
    if (received) received->write(at, block.data(), static_cast<size_t>(count));
    at += count;
    left -= count;
  }
  if (received) restore({name, &*received});
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
