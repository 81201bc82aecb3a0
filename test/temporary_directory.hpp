// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <boost/filesystem.hpp>
#include <stdexcept>
#include <string>

#include <stdlib.h>

namespace hone_test {

/// A new, empty directory for one test, removed with all that is in it when the test ends.
///
///   hone_test::TemporaryDirectory directory;
///   hone::Study study(directory / "net");
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (boost::filesystem::temp_directory_path() / "hone-test-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp failed for " + name);
    path_ = name;
  }
  ~TemporaryDirectory() {
    boost::system::error_code ignored;
    boost::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const boost::filesystem::path& path() const { return path_; }
  std::string string() const { return path_.string(); }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  boost::filesystem::path path_;
};

}  // namespace hone_test
