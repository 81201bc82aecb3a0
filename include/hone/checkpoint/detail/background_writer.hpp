// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/staging.hpp>
#include <hone/checkpoint/format/archive_writer.hpp>
#include <hone/checkpoint/when_busy.hpp>
#include <hone/error.hpp>
#include <hone/files/file_ops.hpp>
#include <hone/records/detail/function_ref.hpp>

#include <unistd.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

namespace detail {

/// A thread that writes archives one after another while the owner's thread continues. `save`
/// copies the data first (see Staging), so the owner may change it afterwards.
///
///   BackgroundWriter writer(WhenBusy::wait);
///   writer.save({"runs/last.pt"}, false, [&] { return make_archive(contents); });
///   writer.wait();
///   if (writer.has_failed()) throw writer.take_error();
///
/// A save that fails leaves the files unchanged; the first error is kept until `take_error`. Call
/// the methods from one thread only. The writer's thread does not exist in the child of a fork:
/// there `save` and `wait` throw ArgumentError, and the destructor does nothing.
class BackgroundWriter {
 public:
  explicit BackgroundWriter(WhenBusy when_busy, const FileOps& ops = system_file_ops())
      : state_(new State(ops)), when_busy_(when_busy) {}
  BackgroundWriter(const BackgroundWriter&) = delete;
  BackgroundWriter& operator=(const BackgroundWriter&) = delete;

  /// Finishes all pending saves.
  ~BackgroundWriter();

  /// Schedules what `make` returns to be written under these names. Returns false if it was
  /// skipped; then `make` is not called. With `must` it is never skipped. A waiting save is
  /// replaced only by a save that includes all of its names. Exceptions of `make` are passed on.
  /// The files `obsolete` are removed once the save is durable.
  bool save(const std::vector<std::string>& paths, bool must, FunctionRef<Archive()> make,
            const std::vector<std::string>& obsolete = {});

  /// Waits until every scheduled save is durable or has failed.
  void wait();

  /// Finishes all pending saves, ends the thread and frees the memory; a later `save` starts again.
  void stop();

  /// Whether there is an error to take. Very cheap.
  bool has_failed() const { return state_->has_failed.load(std::memory_order_relaxed); }

  /// Returns the first error since the last call. Call it only if `has_failed`.
  CheckpointError take_error();

 private:
  struct Save {
    std::vector<std::string> paths, obsolete;
    Archive archive;
    Staging staging;
    std::function<void()> wait;  // waits until all data is in `staging`
  };

  struct State {
    explicit State(const FileOps& its_ops) : ops(its_ops) {}

    bool is_busy() const { return writing || waiting; }
    Save& free_place() { return &places[0] == writing ? places[1] : places[0]; }

    const FileOps& ops;
    std::array<Save, 2> places;  // the second is used only by WhenBusy::replace
    std::mutex mutex;            // guards the members below
    std::condition_variable changed;
    Save* writing = nullptr;
    Save* waiting = nullptr;
    std::string failure;
    bool is_over = false;
    std::atomic<bool> has_failed{false};
    std::thread thread;  // used only by the owner's thread
  };

  bool is_here() const { return maker_ == ::getpid(); }
  void require_here() const;

  static bool covers(const std::vector<std::string>& names, const std::vector<std::string>& other);

  void start();

  static void run(State& state);

  State* const state_;
  const WhenBusy when_busy_;
  const pid_t maker_ = ::getpid();
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/detail/impl/background_writer.hpp>
#endif
