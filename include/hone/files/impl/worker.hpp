// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/worker.hpp>

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The first bytes of a small file; empty if it cannot be read.
HONE_INLINE std::string first_of_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  char bytes[1024];
  ssize_t count = 0;
  do count = ::read(file, bytes, sizeof bytes);
  while (count < 0 && errno == EINTR);
  ::close(file);
  return count > 0 ? std::string(bytes, static_cast<size_t>(count)) : std::string();
}

HONE_INLINE ProcessStat ProcessStat::of(const std::string& pid) {
  ProcessStat stat;
  const std::string text = first_of_file("/proc/" + pid + "/stat");
  // Field 2, the program's name, is in parentheses and may contain spaces and parentheses.
  size_t at = text.rfind(") ");
  if (at == std::string::npos) return stat;
  at += 2;
  stat.state = text[at];
  for (int field = 3; at < text.size() && field <= 22; ++field) {
    const size_t end = std::min(text.find(' ', at), text.size());
    if (field == 20) stat.threads = text.substr(at, end - at);
    if (field == 22) stat.start = text.substr(at, end - at);
    at = end + 1;
  }
  return stat;
}

HONE_INLINE uint64_t fnv1a(const std::string& text) {
  uint64_t hash = 14695981039346656037u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return hash;
}

HONE_INLINE Worker this_worker(pid_t pid) {
  Worker self;
  char host[256] = {};
  if (::gethostname(host, sizeof host - 1) != 0) host[0] = 0;
  for (const char* c = host; *c; ++c)
    self.host += (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') ||
                         *c == '.' || *c == '-'
                     ? *c
                     : '.';
  if (self.host.empty()) self.host = "localhost";
  // Hosts with the same name ("localhost") may share a file system, so the machine id is part of
  // the name. It is hashed, since it is confidential.
  std::string id = first_of_file("/etc/machine-id");
  id.erase(std::find_if(id.begin(), id.end(), [](char c) { return c <= ' '; }), id.end());
  char hex[16] = "0";
  if (!id.empty()) std::snprintf(hex, sizeof hex, "%08x", static_cast<unsigned>(fnv1a(id) >> 32));
  self.host += std::string(".") + hex;

  for (const char c : first_of_file("/proc/sys/kernel/random/boot_id"))
    if (self.boot.size() < 8 && ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) self.boot += c;
  if (self.boot.empty()) self.boot = "0";

  char link[64];
  const ssize_t length = ::readlink("/proc/self/ns/pid", link, sizeof link);
  for (ssize_t i = 0; i < length; ++i)
    if (link[i] >= '0' && link[i] <= '9') self.space += link[i];
  if (self.space.empty()) self.space = "0";

  self.pid = std::to_string(pid);
  self.start = ProcessStat::of(self.pid).start;
  return self;
}

HONE_INLINE pid_t process_id() {
  static std::atomic<pid_t> id{0};
  static const int asks_again_after_fork = ::pthread_atfork(nullptr, nullptr, [] { id = 0; });
  pid_t known = asks_again_after_fork == 0 ? id.load(std::memory_order_relaxed) : 0;
  if (known == 0) id = known = ::getpid();
  return known;
}

HONE_INLINE const std::string& worker_name() {
  struct Named {
    pid_t pid;
    std::string name;
    const Named* before;  // names of parent processes before fork, which may be in use
  };
  static std::atomic<const Named*> cache{nullptr};
  const pid_t pid = process_id();
  const Named* named = cache.load(std::memory_order_acquire);
  while (!named || named->pid != pid) {
    const Named* mine = new Named{pid, this_worker(pid).name(), named};
    if (cache.compare_exchange_strong(named, mine, std::memory_order_acq_rel)) return mine->name;
    delete mine;
  }
  return named->name;
}

HONE_INLINE bool parse_worker(const std::string& name, Worker& worker) {
  if (name.compare(0, 5, "hone-") != 0) return false;
  size_t end = name.size();
  std::string* const fields[] = {&worker.start, &worker.pid, &worker.space, &worker.boot};
  for (std::string* field : fields) {
    const size_t dash = name.rfind('-', end - 1);
    if (dash == std::string::npos || dash < 5 || dash + 1 >= end) return false;
    *field = name.substr(dash + 1, end - dash - 1);
    for (const char c : *field)
      if (!((c >= '0' && c <= '9') || (field == &worker.boot && c >= 'a' && c <= 'f')))
        return false;
    end = dash;
  }
  worker.host = name.substr(5, end - 5);
  for (const char c : worker.host)
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
          c == '-'))
      return false;
  return !worker.host.empty() && worker.pid.size() <= 10;
}

HONE_INLINE bool is_hone_worker(const std::string& name) {
  Worker worker;
  return parse_worker(name, worker);
}

HONE_INLINE Liveness liveness(const std::string& name) {
  Worker worker, self;
  if (name == worker_name()) return Liveness::alive;
  if (!parse_worker(name, worker) || !parse_worker(worker_name(), self)) return Liveness::unknown;
  if (worker.boot == "0" || self.boot == "0" || worker.host != self.host) return Liveness::unknown;
  if (worker.boot != self.boot) {
    // Without machine ids, two machines with the same name look like one machine that was rebooted.
    const bool known = self.host.compare(self.host.rfind('.'), std::string::npos, ".0") != 0;
    return known ? Liveness::dead : Liveness::unknown;
  }
  if (worker.space == "0" || worker.space != self.space) return Liveness::unknown;
  const long long pid = std::atoll(worker.pid.c_str());
  if (pid <= 0 || pid > INT32_MAX) return Liveness::unknown;
  // kill also sees processes that are hidden in a /proc mounted with hidepid.
  if (::kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH) return Liveness::dead;
  const ProcessStat stat = ProcessStat::of(worker.pid);
  if (stat.start == "0" || worker.start == "0") return Liveness::unknown;
  if (stat.start != worker.start) return Liveness::dead;
  // A zombie is dead, unless it is a main thread that exited before the other threads.
  return stat.state == 'Z' && stat.threads.size() == 1 && stat.threads <= "1" ? Liveness::dead
                                                                              : Liveness::alive;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
