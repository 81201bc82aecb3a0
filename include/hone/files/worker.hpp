// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <unistd.h>

#include <cstdint>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// What a name says of its process: hone-<host>-<boot>-<pid namespace>-<pid>-<start time>. Only the
/// host may hold a dash, so it is read from the right. "0" stands for what could not be found out.
struct Worker {
  std::string host;   ///< the host's name, and a hash of its machine id after a dot
  std::string boot;   ///< the first digits of the kernel's boot id
  std::string space;  ///< the pid namespace
  std::string pid;
  std::string start;  ///< clock ticks from the boot to the process's start

  std::string name() const {
    return "hone-" + host + '-' + boot + '-' + space + '-' + pid + '-' + start;
  }
};

/// Fields 3 (state), 20 (threads) and 22 (start time) of /proc/<pid>/stat.
struct ProcessStat {
  char state = '?';
  std::string threads, start = "0";

  static ProcessStat of(const std::string& pid);
};

uint64_t fnv1a(const std::string& text);

/// This process's id, without a system call; a forked child has its own.
pid_t process_id();

/// This process among all that may ever open the study. A forked child has its own name. Any
/// thread may call it, also in a child forked while another thread was inside.
const std::string& worker_name();

/// Reads a name; false where it is none of hone's.
bool parse_worker(const std::string& name, Worker& worker);

bool is_hone_worker(const std::string& name);

enum class Liveness { alive, dead, unknown };

/// Whether the process of that name still runs. `dead` is proven: its machine, this one, was booted
/// since, or it has no such process. A process of another machine, another container or a foreign
/// program is `unknown`.
Liveness liveness(const std::string& name);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/files/impl/worker.hpp>
#endif
