// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/worker.hpp>
#include <hone/storages/storage.hpp>
#include <hone/study/detail/heartbeat.hpp>

#include <signal.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE Heartbeat::Heartbeat(std::shared_ptr<Storage> storage, int64_t study,
                                 std::chrono::duration<double> interval)
    : storage_(std::move(storage)),
      study_(study),
      interval_(std::chrono::duration_cast<Clock::duration>(
          std::min(interval, std::chrono::duration<double>(kLongest)))),
      state_(new State) {}

HONE_INLINE Heartbeat::~Heartbeat() {
  State* const state = state_;
  if (state->process != process_id()) return;
  {
    const std::lock_guard<std::mutex> lock(state->mutex);
    state->stopping = true;
  }
  state->wake.notify_all();
  if (state->thread.joinable()) state->thread.join();
  delete state;
}

HONE_INLINE void Heartbeat::before_claim() noexcept {
  State& state = own();
  std::vector<int64_t> held;
  {
    const std::lock_guard<std::mutex> lock(state.mutex);
    if (Clock::now() < state.next) return;
    state.next = Clock::now() + interval_;
    held.assign(state.held.begin(), state.held.end());
  }
  beat(held);
}

HONE_INLINE void Heartbeat::hold(int64_t number) {
  State& state = own();
  const std::lock_guard<std::mutex> lock(state.mutex);
  state.held.insert(number);
  if (!state.running) start(state);
}

HONE_INLINE void Heartbeat::let_go(int64_t number) noexcept {
  State* const state = state_;
  if (state->process != process_id()) return;
  const std::lock_guard<std::mutex> lock(state->mutex);
  state->held.erase(number);
}

HONE_INLINE Heartbeat::State& Heartbeat::own() {
  State* state = state_.load(std::memory_order_acquire);
  while (state->process != process_id()) {
    auto mine = std::make_unique<State>();
    if (state_.compare_exchange_strong(state, mine.get())) return *mine.release();
  }
  return *state;
}

HONE_INLINE void Heartbeat::start(State& state) {
  if (state.thread.joinable()) state.thread.join();  // it has finished with the state
  // Signals must go to the program's own threads.
  sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    state.thread = std::thread([this, &state] { run(state); });
    state.running = true;
  } catch (const std::exception&) {  // the next trial tries again
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

HONE_INLINE void Heartbeat::run(State& state) {
  std::unique_lock<std::mutex> lock(state.mutex);
  while (!state.stopping) {
    const Clock::time_point next = state.next;
    if (Clock::now() < next) {
      state.wake.wait_until(lock, next);
      continue;
    }
    if (state.held.empty()) break;
    state.next = Clock::now() + interval_;
    const std::vector<int64_t> held(state.held.begin(), state.held.end());
    lock.unlock();
    beat(held);
    lock.lock();
  }
  state.running = false;
}

HONE_INLINE void Heartbeat::beat(const std::vector<int64_t>& held) noexcept {
  try {
    storage_->beat(study_, held);
  } catch (...) {
  }
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
