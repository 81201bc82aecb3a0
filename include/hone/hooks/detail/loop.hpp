// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/file_ops.hpp>
#include <hone/hooks/detail/state_archive.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/next.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

struct FileOps;

/// What `resume` returns if the loop is to be skipped. A loop counter of type `int` keeps the lower
/// half, which is positive here; that of INT64_MAX would be -1.
constexpr int64_t kBeyondEveryEpoch = 0x7fff7fff7fff7fff;

/// Progress and results of a loop, as known to its hook set and saved in a checkpoint.
struct Progress {
  int64_t first = 0;         // what `resume` was called with
  int64_t epoch = 0;         // the last one that ended
  int64_t step = 0;          // the last one that ended
  bool epoch_ended = false;  // whether any epoch ended
  bool in_epoch = false;     // whether a step ended since the last epoch did
  bool has_epochs = false;   // whether steps are known to be inside epochs
  Next next = Next::proceed;
  int64_t best_epoch = 0;
  double best = std::numeric_limits<double>::quiet_NaN();
  double last = std::numeric_limits<double>::quiet_NaN();  // of the last epoch; before any, step

  void end_step(int64_t its_step);
  void read_step(double value) {
    if (!epoch_ended) last = value;
  }
  void end_epoch(int64_t its_epoch, double value, bool is_best);
};

/// A hook of the set whose state is saved in a checkpoint.
struct HookState {
  std::string name;  // of the hook, or its position among such hooks: "hook 1"
  void* hook;
  void (*write)(void* hook, StateWriter& writer);
  void (*read)(void* hook, StateReader& reader);

  template <class Archive>
  void save(Archive& archive) const {
    StateWriterOf<Archive> writer(archive);
    write(hook, writer);
  }
  template <class Archive>
  void load(Archive& archive) const {
    StateReaderOf<Archive> reader(archive);
    read(hook, reader);
  }
};

/// A checkpoint that another process resumed from and sent to this one: `path` is its name there,
/// and `ops` opens the received bytes.
struct GivenFile {
  std::string path;
  const FileOps* ops;
};

/// The hook set, as seen by a hook that saves.
class Loop {
 public:
  Progress progress;
  Direction direction = Direction::not_set;
  bool ranks = false;  // whether the best epoch counts; otherwise the last one

  // For a loop that several processes run together, of which one calls the hooks:
  std::string resumed_from;          // the file that `resume` took the variables from, or saved
  const GivenFile* given = nullptr;  // restore the variables from this, and nothing else

  /// The set's hooks that have a state, in order. Throws ArgumentError if two have the same name.
  virtual std::vector<HookState> states() = 0;

 protected:
  Loop() = default;
  Loop(Loop&&) = default;
  Loop& operator=(Loop&&) = default;
  ~Loop() = default;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/hooks/detail/impl/loop.hpp>
#endif
