// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/staging.hpp>
#include <hone/checkpoint/format/archive_writer.hpp>
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

/// What becomes of a save that is due while the one before it is still being written.
enum class WhenBusy : unsigned char {
  wait,    ///< the loop waits for that one: every save that is due is made
  skip,    ///< it is left out, unless it is one that must be made
  replace  ///< it is made next, in place of the one that was to be: the newest is kept
};

namespace detail {

/// A thread that writes archives, one after another, while their owner's thread goes on. What it is
/// given it copies first (see Staging), so nothing that it was given is looked at later.
///
///   BackgroundWriter writer(WhenBusy::wait);
///   writer.save({"runs/last.pt"}, false, [&] { return make_archive(contents); });
///   writer.wait();
///   if (writer.has_failed()) throw writer.take_error();
///
/// A save that fails leaves the files as they were; what failed first is kept until `take_error`.
/// The methods belong to one thread. The child of a fork has no such thread: there `save` and
/// `wait` throw ArgumentError, and the destructor leaves everything to the parent.
class BackgroundWriter {
 public:
  explicit BackgroundWriter(WhenBusy when_busy, const FileOps& ops = system_file_ops())
      : state_(new State(ops)), when_busy_(when_busy) {}
  BackgroundWriter(const BackgroundWriter&) = delete;
  BackgroundWriter& operator=(const BackgroundWriter&) = delete;

  /// Finishes what it was given.
  ~BackgroundWriter();

  /// Takes what `make` returns, to be written under these names. False where it was skipped; then
  /// `make` is not called. One that `must` be made is never skipped, and one that waits is replaced
  /// only by a save that is written under all of its names. What `make` throws goes on. Once it is
  /// durable the files `obsolete` are removed.
  bool save(const std::vector<std::string>& paths, bool must, FunctionRef<Archive()> make,
            const std::vector<std::string>& obsolete = {});

  /// Returns when all that was taken is durable, or failed.
  void wait();

  /// Finishes what it was given and gives its memory back; a later `save` begins anew.
  void stop();

  /// Whether there is an error to take. Costs next to nothing.
  bool has_failed() const { return state_->has_failed.load(std::memory_order_relaxed); }

  /// What failed since it was last asked; the first of several. Call it where it `has_failed`.
  CheckpointError take_error();

 private:
  struct Save {
    std::vector<std::string> paths, obsolete;
    Archive archive;
    Staging staging;
    std::function<void()> wait;  // until all is in `staging`
  };

  struct State {
    explicit State(const FileOps& its_ops) : ops(its_ops) {}

    bool is_busy() const { return writing || waiting; }
    Save& free_place() { return &places[0] == writing ? places[1] : places[0]; }

    const FileOps& ops;
    std::array<Save, 2> places;  // the second is used by WhenBusy::replace alone
    std::mutex mutex;            // guards what follows
    std::condition_variable changed;
    Save* writing = nullptr;
    Save* waiting = nullptr;
    std::string failure;
    bool is_over = false;
    std::atomic<bool> has_failed{false};
    std::thread thread;  // the owner's alone
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
