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

/// The parts of a worker's name: hone-<host>-<boot>-<pid namespace>-<pid>-<start time>. Only the
/// host may contain a dash, so names are parsed from the right. "0" means unknown.
struct Worker {
  std::string host;   ///< host name, a dot, and a hash of the machine id
  std::string boot;   ///< first digits of the kernel's boot id
  std::string space;  ///< the pid namespace
  std::string pid;
  std::string start;  ///< process start, in clock ticks since boot

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

/// The id of this process, cached without a system call. Correct in forked children.
pid_t process_id();

/// The name of this process, unique among all workers of a study. A forked child has its own name.
/// Thread-safe, also in a child that was forked while another thread was in this function.
const std::string& worker_name();

/// Parses a name. Returns false if it is not a hone worker's.
bool parse_worker(const std::string& name, Worker& worker);

bool is_hone_worker(const std::string& name);

enum class Liveness { alive, dead, unknown };

/// Whether the process with this name still runs. `dead` is certain: this machine is the process's
/// own, and was rebooted since or has no such process. Processes of other machines, containers or
/// programs are `unknown`.
Liveness liveness(const std::string& name);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/files/impl/worker.hpp>
#endif
