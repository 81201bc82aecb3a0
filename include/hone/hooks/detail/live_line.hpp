// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <chrono>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Where progress is shown, and by which clock. Default: a stream of the program; tests use their
/// own.
struct Terminal {
  using Clock = std::chrono::steady_clock;

  virtual ~Terminal() = default;
  virtual void write(const std::string& text) = 0;
  virtual int columns() const = 0;
  virtual Clock::time_point now() const { return Clock::now(); }

  bool is_live = false;    ///< whether it can return to the start of a line
  bool has_color = false;  ///< only if it is live and NO_COLOR is unset or empty
  bool has_utf8 = false;
};

/// Write errors are ignored: they must not end a training run.
struct StreamTerminal final : Terminal {
  explicit StreamTerminal(std::FILE* its_stream);
  void write(const std::string& text) override;
  int columns() const override;

  std::FILE* const stream;
};

/// The first `columns` characters of UTF-8 text, with all of its color sequences.
std::string cut_to_columns(const std::string& text, int columns);

/// The last line of a terminal, updated in place, and the text that scrolls above it. If the stream
/// is not a terminal, only the text is printed.
///
///   line.show("3 of 10");
///   line.print("trial 3 finished\n");  // above it
///   line.end();                        // keeps it, and starts a new line
///
/// Thread-safe.
class LiveLine {
 public:
  explicit LiveLine(std::shared_ptr<Terminal> terminal) : terminal_(std::move(terminal)) {}

  const Terminal& terminal() const { return *terminal_; }

  void show(const std::string& line);

  /// Prints complete lines, each with its newline.
  void print(const std::string& lines);

  void end();

 private:
  const std::shared_ptr<Terminal> terminal_;
  std::mutex mutex_;
  std::string line_;  // the text shown now
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/hooks/detail/impl/live_line.hpp>
#endif
