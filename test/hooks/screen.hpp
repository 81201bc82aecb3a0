// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/hooks/detail/live_line.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace hone_test {

/// A simulated terminal and its clock.
struct Screen final : hone::detail::Terminal {
  static std::shared_ptr<Screen> live(int columns = 80) {
    auto screen = std::make_shared<Screen>();
    screen->is_live = screen->has_utf8 = true;
    screen->width = columns;
    return screen;
  }
  static std::shared_ptr<Screen> file() { return std::make_shared<Screen>(); }

  void write(const std::string& text) override { written += text, ++writes; }
  int columns() const override { return width; }
  Clock::time_point now() const override { return time; }

  /// Advances the clock.
  void pass(std::chrono::milliseconds by) { time += by; }

  /// The visible lines: carriage returns and erasures applied, colors removed.
  std::vector<std::string> lines() const {
    std::vector<std::string> result{""};
    size_t column = 0;  // in bytes, which is enough because lines are replaced from their start
    for (size_t at = 0; at < written.size(); ++at) {
      std::string& line = result.back();
      if (written[at] == '\r') {
        column = 0;
      } else if (written[at] == '\n') {
        result.emplace_back();
        column = 0;
      } else if (written[at] == '\x1b') {
        const size_t end = written.find_first_of("Km", at);
        if (written[end] == 'K') line.resize(column);
        at = end;
      } else {
        if (column == line.size()) line += ' ';
        line[column++] = written[at];
      }
    }
    return result;
  }

  std::string written;
  int writes = 0;
  int width = 80;
  Clock::time_point time{};
};

}  // namespace hone_test
