// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/hooks/pause_on_signal.hpp>

#include <signal.h>

#include <cerrno>
#include <cstring>
#include <initializer_list>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE void receive_signal(int signal) {
  int none = 0;
  received_signal.compare_exchange_strong(none, signal);
}

}  // namespace detail

HONE_INLINE PauseOnSignal::PauseOnSignal(std::initializer_list<int> signals) {
  previous_.reserve(signals.size());
  if (detail::pause_on_signal_made.exchange(true))
    throw Error(
        "hone: this process has a PauseOnSignal already, and signals are the process's; pass "
        "that "
        "one to every hone::hooks(...)");
  detail::received_signal = 0;
  for (const int signal : signals)
    if (!handle(signal)) {
      const std::string why = std::strerror(errno);
      restore();
      throw ArgumentError("hone: PauseOnSignal cannot handle signal " + std::to_string(signal) +
                          ": " + why);
    }
}

HONE_INLINE bool PauseOnSignal::handle(int signal) {
  struct sigaction previous {};
  if (::sigaction(signal, nullptr, &previous) != 0) return false;
  if (!(previous.sa_flags & SA_SIGINFO) && previous.sa_handler == SIG_IGN) return true;
  struct sigaction ours {};
  ours.sa_handler = detail::receive_signal;
  sigemptyset(&ours.sa_mask);
  ours.sa_flags = SA_RESTART;
  if (signal == SIGINT) ours.sa_flags |= static_cast<int>(SA_RESETHAND);
  if (::sigaction(signal, &ours, nullptr) != 0) return false;
  previous_.push_back({signal, previous});
  return true;
}

HONE_INLINE void PauseOnSignal::restore() {
  for (; !previous_.empty(); previous_.pop_back())
    ::sigaction(previous_.back().signal, &previous_.back().action, nullptr);
  detail::pause_on_signal_made = false;
}

}  // namespace HONE_ABI
}  // namespace hone
