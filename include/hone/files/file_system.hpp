// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cstdint>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Whether files on that kind of file system, by statfs's f_type, may be written from elsewhere
/// without this kernel's knowing: it learns of that when it opens a file, and tells others when it
/// syncs one (NFS's close-to-open). Lustre, GPFS and GFS2 show all machines the same, as a local
/// one does.
constexpr bool is_remote_file_system(int64_t type) {
  constexpr uint32_t kTypes[] = {
      0x6969,                              // NFS
      0x517b,     0xff534d42, 0xfe534d42,  // SMB
      0x65735546,                          // FUSE: who knows
      0x01021997,                          // 9p
      0x5346414f, 0x6b414653,              // AFS
      0x00c36400,                          // Ceph
      0x19830326,                          // BeeGFS
  };
  for (const uint32_t remote : kTypes)
    if (static_cast<uint32_t>(type) == remote) return true;
  return false;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
