// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/hooks/detail/live_line.hpp>

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE StreamTerminal::StreamTerminal(std::FILE* its_stream) : stream(its_stream) {
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

HONE_INLINE void StreamTerminal::write(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stream);
  std::fflush(stream);
}

HONE_INLINE int StreamTerminal::columns() const {
  winsize size{};
  return ::ioctl(::fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

HONE_INLINE std::string cut_to_columns(const std::string& text, int columns) {
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

HONE_INLINE void LiveLine::show(const std::string& line) {
  const std::lock_guard<std::mutex> lock(mutex_);
  // The last column stays free: some terminals wrap when it is written.
  line_ = cut_to_columns(line, terminal_->columns() - 1);
  terminal_->write('\r' + line_ + "\x1b[K");
}

HONE_INLINE void LiveLine::print(const std::string& lines) {
  const std::lock_guard<std::mutex> lock(mutex_);
  terminal_->write(line_.empty() ? lines : "\r\x1b[K" + lines + line_);
}

HONE_INLINE void LiveLine::end() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!line_.empty()) terminal_->write("\n");
  line_.clear();
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
