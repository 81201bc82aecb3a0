// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cstdint>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Whether files on this type of file system (statfs's f_type) can be changed by other machines
/// without this kernel noticing. It then sees their changes only when it opens the file, and they
/// see ours only after a sync (NFS's close-to-open consistency). Lustre, GPFS and GFS2 are coherent
/// across machines, like a local file system.
constexpr bool is_remote_file_system(int64_t type) {
  constexpr uint32_t kTypes[] = {
      0x6969,                              // NFS
      0x517b,     0xff534d42, 0xfe534d42,  // SMB
      0x65735546,                          // FUSE: may be remote
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
