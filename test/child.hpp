// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>

#if defined(__SANITIZE_THREAD__)
#define HONE_TEST_THREAD_SANITIZER 1
#elif defined(__SANITIZE_ADDRESS__)
#define HONE_TEST_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define HONE_TEST_THREAD_SANITIZER 1
#elif __has_feature(address_sanitizer)
#define HONE_TEST_ADDRESS_SANITIZER 1
#endif
#endif

namespace hone_test {

/// ThreadSanitizer cannot start a thread in the forked child of a process that had several.
#ifdef HONE_TEST_THREAD_SANITIZER
inline constexpr bool kThreadsAfterFork = false;
#else
inline constexpr bool kThreadsAfterFork = true;
#endif

/// A forked child that runs a function and exits. The destructor kills it and waits for it. It must
/// not use Boost.Test; it reports success by its exit status.
class Child {
 public:
  template <class F>
  explicit Child(F run) : pid_(::fork()) {
    if (pid_ != 0) return;
    ::alarm(100);  // a deadlock is a failure
    int status = 99;
    try {
      status = run();
    } catch (const std::exception& error) {
      std::fprintf(stderr, "in a child: %s\n", error.what());
    }
    ::_exit(status);
  }
  ~Child() {
    if (pid_ > 0) kill(), wait();
  }
  Child(Child&& other) noexcept : pid_(other.pid_) { other.pid_ = -1; }
  Child& operator=(Child&&) = delete;

  pid_t pid() const { return pid_; }
  void kill() const { ::kill(pid_, SIGKILL); }

  /// Returns the exit status, or 128 plus the signal's number if a signal ended it.
  int wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t pid_;
};

}  // namespace hone_test
