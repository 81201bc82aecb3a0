// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/checkpoint.hpp>
#include <hone/checkpoint/detail/save_checkpoint.hpp>

#include "test/temporary_directory.hpp"
#include <string>
#include <utility>

namespace hone_test {

/// A checkpoint of one variable, named "it", in a directory of its own.
///
///   Saved saved(model);
///   saved.checkpoint().restore("it", other);
class Saved {
 public:
  template <class T>
  explicit Saved(T& variable) {
    hone::detail::CheckpointContents contents;
    contents.parts.push_back(hone::detail::make_part("it", variable));
    hone::detail::save_checkpoint({path()}, contents);
  }

  std::string path() const { return directory_ / "it.pt"; }
  hone::Checkpoint checkpoint() const { return hone::Checkpoint::open(path()); }

  template <class T>
  void restore(T& variable) const {
    checkpoint().restore("it", variable);
  }

  /// Returns the error if the variable does not fit, otherwise an empty string.
  template <class T>
  std::string misfit(T& variable) const {
    try {
      restore(variable);
    } catch (const hone::CheckpointError& error) {
      return error.what();
    }
    return {};
  }

 private:
  TemporaryDirectory directory_;
};

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace hone_test
