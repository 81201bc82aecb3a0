// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace hone {
inline namespace v0 {
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
  explicit StreamTerminal(std::FILE* its_stream) : stream(its_stream) {
    const auto variable = [](const char* name) {
      const char* text = std::getenv(name);
      return std::string(text ? text : "");
    };
    is_live = ::isatty(::fileno(stream)) == 1 && variable("TERM") != "dumb";
    has_color = is_live && variable("NO_COLOR").empty();
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"})
      if (const std::string locale = variable(name); !locale.empty()) {
        has_utf8 = ::strcasestr(locale.c_str(), "utf-8") || ::strcasestr(locale.c_str(), "utf8");
        break;
      }
  }
  void write(const std::string& text) override {
    std::fwrite(text.data(), 1, text.size(), stream);
    std::fflush(stream);
  }
  int columns() const override {
    winsize size{};
    return ::ioctl(::fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
  }

  std::FILE* const stream;
};

/// The first `columns` characters of UTF-8 text, with all of its color sequences.
inline std::string cut_to_columns(const std::string& text, int columns) {
  std::string out;
  bool in_sequence = false;
  for (const char c : text) {
    if (c == '\x1b') in_sequence = true;
    const bool begins = !in_sequence && (static_cast<unsigned char>(c) & 0xc0u) != 0x80u;
    if (begins) --columns;
    if (in_sequence || columns >= 0) out += c;
    if (in_sequence && c == 'm') in_sequence = false;
  }
  return out;
}

/// The last line of a terminal, which is replaced as things change, and the text that scrolls away
/// above it. Where the stream is no terminal there is no such line, and the text is all.
///
///   line.show("3 of 10");
///   line.print("trial 3 finished\n");  // above it
///   line.end();                        // leaves it, and goes to the next
///
/// Any thread.
template <class = void>
class LiveLineOf {
 public:
  explicit LiveLineOf(std::shared_ptr<Terminal> terminal) : terminal_(std::move(terminal)) {}

  const Terminal& terminal() const { return *terminal_; }

  void show(const std::string& line) {
    const std::lock_guard<std::mutex> lock(mutex_);
    // The last column stays free: some terminals go to the next line when it is written.
    line_ = cut_to_columns(line, terminal_->columns() - 1);
    terminal_->write('\r' + line_ + "\x1b[K");
  }

  /// Whole lines, each with its end.
  void print(const std::string& lines) {
    const std::lock_guard<std::mutex> lock(mutex_);
    terminal_->write(line_.empty() ? lines : "\r\x1b[K" + lines + line_);
  }

  void end() {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!line_.empty()) terminal_->write("\n");
    line_.clear();
  }

 private:
  const std::shared_ptr<Terminal> terminal_;
  std::mutex mutex_;
  std::string line_;  // what stands there now
};
using LiveLine = LiveLineOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
