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

/// Where progress is shown, and by which clock. The default is a stream of the program; a test has
/// its own.
struct Terminal {
  using Clock = std::chrono::steady_clock;

  virtual ~Terminal() = default;
  virtual void write(const std::string& text) = 0;
  virtual int columns() const = 0;
  virtual Clock::time_point now() const { return Clock::now(); }

  bool is_live = false;    ///< it can go back to the start of a line
  bool has_color = false;  ///< only where it is live, and NO_COLOR does not ask for none
  bool has_utf8 = false;
};

/// What cannot be written is lost: nobody should lose a training run for it.
struct StreamTerminal final : Terminal {
  explicit StreamTerminal(std::FILE* its_stream);
  void write(const std::string& text) override;
  int columns() const override;

  std::FILE* const stream;
};

/// The first `columns` characters of UTF-8 text, with all of its color sequences.
std::string cut_to_columns(const std::string& text, int columns);

/// The last line of a terminal, which is replaced as things change, and the text that scrolls away
/// above it. Where the stream is no terminal there is no such line, and the text is all.
///
///   line.show("3 of 10");
///   line.print("trial 3 finished\n");  // above it
///   line.end();                        // leaves it, and goes to the next
///
/// Any thread.
class LiveLine {
 public:
  explicit LiveLine(std::shared_ptr<Terminal> terminal) : terminal_(std::move(terminal)) {}

  const Terminal& terminal() const { return *terminal_; }

  void show(const std::string& line);

  /// Whole lines, each with its end.
  void print(const std::string& lines);

  void end();

 private:
  const std::shared_ptr<Terminal> terminal_;
  std::mutex mutex_;
  std::string line_;  // what stands there now
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/hooks/detail/impl/live_line.hpp>
#endif
