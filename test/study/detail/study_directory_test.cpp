// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/study/detail/study_directory.hpp>

#include <boost/test/unit_test.hpp>

#include <unistd.h>

#include "test/temporary_directory.hpp"
#include <fstream>
#include <string>

BOOST_AUTO_TEST_SUITE(study_directory)

namespace fs = boost::filesystem;
using hone::detail::StudyDirectory;
using hone_test::TemporaryDirectory;

BOOST_AUTO_TEST_CASE(a_path_is_brought_to_one_spelling) {
  const char* const spellings[][2] = {{"/runs/net", "/runs/net"},
                                      {"/runs/net/", "/runs/net"},
                                      {"//runs///net", "/runs/net"},
                                      {"/runs/./net/.", "/runs/net"},
                                      {"/runs/old/../net", "/runs/net"},
                                      {"/../runs/net", "/runs/net"},
                                      {"/runs/net/..", "/runs"},
                                      {"/runs/..", ""},
                                      {"/", ""},
                                      {"/runs/..net", "/runs/..net"}};
  for (const auto& [asked, one] : spellings) BOOST_TEST(StudyDirectory::normalized(asked) == one);
}

BOOST_AUTO_TEST_CASE(folders_are_made_and_named) {
  const TemporaryDirectory directory;
  const StudyDirectory made = StudyDirectory::make(directory / "runs/./old/../net/");
  BOOST_TEST(made.path == directory / "runs/net");
  BOOST_TEST(made.name == "net");
  BOOST_TEST(fs::is_directory(directory / "runs/net/trials"));
  BOOST_TEST(!fs::exists(directory / "runs/old"));
  BOOST_TEST(StudyDirectory::make(directory / "runs/net").path == made.path);  // it exists now
}

BOOST_AUTO_TEST_CASE(behind_a_link_two_dots_are_the_folder_above_its_target) {
  const TemporaryDirectory directory;
  fs::create_directories(directory / "far/away");
  fs::create_directory_symlink(directory / "far/away", directory / "link");
  const StudyDirectory made = StudyDirectory::make(directory / "link/../net");
  BOOST_TEST(made.path == fs::canonical(directory / "far").string() + "/net");
  BOOST_TEST(made.name == "net");
  BOOST_TEST(!fs::exists(directory / "net"));
}

BOOST_AUTO_TEST_CASE(a_relative_path_is_below_the_current_directory) {
  const TemporaryDirectory directory;
  const std::string before = hone::detail::absolute_path("x");
  BOOST_TEST_REQUIRE(::chdir(directory.string().c_str()) == 0);
  const StudyDirectory made = StudyDirectory::make("runs/net");
  BOOST_TEST_REQUIRE(::chdir(hone::detail::directory_of(before).c_str()) == 0);
  BOOST_TEST(made.path == fs::canonical(directory / "runs/net").string());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_a_study_is_refused) {
  const TemporaryDirectory directory;
  std::ofstream(directory / "file") << "x";
  const auto says = [](const std::string& text) {
    return [text](const hone::Error& error) {
      return std::string(error.what()).find(text) != std::string::npos;
    };
  };
  BOOST_CHECK_EXCEPTION(StudyDirectory::make(""), hone::ArgumentError, says("empty text"));
  BOOST_CHECK_EXCEPTION(StudyDirectory::make("/"), hone::ArgumentError, says("no last name"));
  BOOST_CHECK_EXCEPTION(StudyDirectory::make("/.."), hone::ArgumentError, says("no last name"));
  for (const char* const name : {"file", "file/net"})
    BOOST_CHECK_EXCEPTION(
        StudyDirectory::make(directory / name), hone::StorageError,
        says("the study directory " + directory / name + " cannot be made or used"));
  BOOST_TEST(fs::file_size(directory / "file") == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
