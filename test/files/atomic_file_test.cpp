// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/files/atomic_file.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/checkpoint/faulty_ops.hpp"
#include "test/temporary_directory.hpp"
#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(atomic_file_suite)

using namespace hone::detail;
using hone_test::FaultyOps;
using hone_test::TemporaryDirectory;

namespace {

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::string> names_in(const std::string& directory) {
  std::vector<std::string> names;
  for (const auto& entry : boost::filesystem::directory_iterator(directory))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string target_of(const std::string& link) {
  return boost::filesystem::read_symlink(link).string();
}

void save(const std::vector<std::string>& paths, const std::string& text, const FileOps& ops) {
  AtomicFile file(paths, ops);
  file.allocate(text.size());
  file.write(0, text.data(), text.size() / 2);
  file.write(text.size() / 2, text.data() + text.size() / 2, text.size() - text.size() / 2);
  file.commit();
}

bool is_about(const hone::CheckpointError& error, const std::string& text) {
  return std::string(error.what()).find(text) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_file_appears_whole_under_all_its_names) {
  const TemporaryDirectory directory;
  save({directory / "last.pt", directory / "best.pt"}, "first", system_file_ops());
  save({directory / "last.pt", directory / "best.pt"}, "second one", system_file_ops());
  BOOST_TEST(read(directory / "last.pt") == "second one");
  BOOST_TEST(read(directory / "best.pt") == "second one");
  BOOST_TEST(names_in(directory.string()) == (std::vector<std::string>{"best.pt", "last.pt"}));
  struct stat last, best;
  BOOST_REQUIRE(::stat((directory / "last.pt").c_str(), &last) == 0);
  BOOST_REQUIRE(::stat((directory / "best.pt").c_str(), &best) == 0);
  BOOST_TEST(last.st_ino == best.st_ino);  // one save with two names

  save({directory / "last.pt"}, "third", system_file_ops());
  BOOST_TEST(read(directory / "best.pt") == "second one");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_committed_was_never_there) {
  const TemporaryDirectory directory;
  {
    AtomicFile file({directory / "a"});
    file.write(0, "x", 1);
    BOOST_TEST(names_in(directory.string()).size() == 1u);
  }
  BOOST_TEST(names_in(directory.string()).empty());
}

BOOST_AUTO_TEST_CASE(an_existing_file_is_not_written_to) {
  // Another process may have mapped the file or hold it open.
  const TemporaryDirectory directory;
  replace_text(directory / "a", "old");
  std::ifstream open(directory / "a");
  replace_text(directory / "a", "new");
  std::string text;
  open >> text;
  BOOST_TEST(text == "old");
  BOOST_TEST(read(directory / "a") == "new");
}

BOOST_AUTO_TEST_CASE(the_error_names_the_file_the_step_and_the_reason) {
  const TemporaryDirectory directory;
  BOOST_CHECK_EXCEPTION(
      replace_text(directory / "none/best.json", "x"), hone::CheckpointError, [&](const auto& e) {
        return is_about(e, directory / "none/best.json") && is_about(e, "temporary file") &&
               is_about(e, "No such file or directory");
      });
  FaultyOps ops;
  ops.fail_at = 1;
  ops.error = ENOSPC;
  BOOST_CHECK_EXCEPTION(replace_text(directory / "best.json", "x", ops), hone::CheckpointError,
                        [&](const auto& e) {
                          return is_about(e, directory / "best.json") && is_about(e, "reserving") &&
                                 is_about(e, "No space left on device; free some space");
                        });
}

BOOST_AUTO_TEST_CASE(names_in_two_directories_are_refused) {
  const TemporaryDirectory directory;
  BOOST_CHECK_THROW(AtomicFile({directory / "a", "/tmp/b"}), hone::ArgumentError);
}

// Fails every operation of a save in turn, in every way, and checks what is left.
BOOST_AUTO_TEST_CASE(whichever_operation_fails_no_file_is_torn) {
  const std::string before(100, 'o'), after(70, 'n');
  int cases = 0, failures = 0, survived = 0;
  for (const bool goes_on : {false, true})
    for (const int error : {ENOSPC, EIO, EDQUOT, EROFS, EINTR, EOPNOTSUPP, 0}) {
      // EINTR forever would not fail but never return.
      if (goes_on && (error == EINTR || error == 0)) continue;
      for (int64_t n = 0;; ++n) {
        const TemporaryDirectory directory;
        const std::string last = directory / "last.pt", best = directory / "best.pt";
        save({last}, before, system_file_ops());
        save({best}, before, system_file_ops());
        FaultyOps ops;
        ops.fail_at = n;
        ops.error = error;
        ops.goes_on = goes_on;
        const int files = hone_test::open_files();
        bool threw = false;
        try {
          save({last, best}, after, ops);
        } catch (const hone::CheckpointError& thrown) {
          threw = true;
          BOOST_TEST((is_about(thrown, last) || is_about(thrown, best) ||
                      is_about(thrown, directory.string())));
        }
        BOOST_TEST(hone_test::open_files() == files);
        if (ops.calls <= n) {
          BOOST_TEST(!threw);
          break;  // there is no n-th operation
        }
        ++cases;
        (threw ? failures : survived) += 1;
        for (const std::string& path : {last, best}) {
          const std::string text = read(path);
          BOOST_TEST((text == before || text == after));
          if (!threw) BOOST_TEST(text == after);
        }
        if (error == EINTR || error == 0) BOOST_TEST(!threw);
        // If every later operation fails, the temporary file cannot be removed either.
        if (!goes_on) BOOST_TEST(names_in(directory.string()).size() == 2u);
      }
    }
  BOOST_TEST_MESSAGE(cases << " faults, " << failures << " reported, " << survived
                           << " overcome, 0 torn files, 0 temporary files left");
  BOOST_TEST(cases >= 100);
  BOOST_TEST(failures >= 60);
}

BOOST_AUTO_TEST_CASE(without_hard_links_the_second_name_is_a_copy) {
  struct NoLinks : FileOps {
    int link(const char*, const char*) const override {
      errno = EPERM;
      return -1;
    }
  };
  const TemporaryDirectory directory;
  const std::string text(3000000, 'c');
  save({directory / "last.pt", directory / "best.pt"}, text, NoLinks());
  BOOST_TEST((read(directory / "last.pt") == text));
  BOOST_TEST((read(directory / "best.pt") == text));
  BOOST_TEST(names_in(directory.string()).size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_link_is_swapped_by_a_rename) {
  const TemporaryDirectory directory;
  replace_link("trials/1", directory / "best");
  BOOST_TEST(target_of(directory / "best") == "trials/1");
  replace_link("trials/2", directory / "best");
  BOOST_TEST(target_of(directory / "best") == "trials/2");
  BOOST_TEST(names_in(directory.string()).size() == 1u);
  for (int64_t n = 0; n < 4; ++n) {
    FaultyOps ops;
    ops.fail_at = n;
    BOOST_CHECK_THROW(replace_link("trials/3", directory / "best", ops), hone::CheckpointError);
    BOOST_TEST(target_of(directory / "best") == (n < 2 ? "trials/2" : "trials/3"));
    BOOST_TEST(names_in(directory.string()).size() == 1u);
    replace_link("trials/2", directory / "best");
  }
}

BOOST_AUTO_TEST_CASE(only_what_the_dead_left_is_swept) {
  const TemporaryDirectory directory;
  const pid_t child = ::fork();
  if (child == 0) {
    // Dies in the middle of a save, without destructors.
    AtomicFile file({directory / "last.pt"});
    file.write(0, "half", 4);
    ::_exit(0);
  }
  int status = 0;
  BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
  BOOST_REQUIRE(names_in(directory.string()).size() == 1u);
  AtomicFile mine({directory / "last.pt"});
  mine.write(0, "mine", 4);
  std::ofstream(directory / ".other.tmp") << "not ours";
  std::ofstream(directory / ".last.pt.hone-elsewhere.0-12ab-4026531836-17-99.0.tmp") << "alive?";
  BOOST_TEST(sweep_temporaries(directory.string()) == 1);
  BOOST_TEST(names_in(directory.string()).size() == 3u);
  mine.commit();
  BOOST_TEST(read(directory / "last.pt") == "mine");
  BOOST_TEST(sweep_temporaries(directory / "none") == 0);
}

BOOST_AUTO_TEST_CASE(directories_are_made_with_those_above_them) {
  const TemporaryDirectory directory;
  make_directories(directory / "a/b/c");
  BOOST_TEST(boost::filesystem::is_directory(directory / "a/b/c"));
  make_directories(directory / "a/b/c");
  make_directories(directory / "a/b/d/");
  BOOST_TEST(boost::filesystem::is_directory(directory / "a/b/d"));
  replace_text(directory / "file", "x");
  BOOST_CHECK_EXCEPTION(make_directories(directory / "file"), hone::CheckpointError,
                        [](const auto& e) { return is_about(e, "Not a directory"); });
  BOOST_CHECK_THROW(make_directories(directory / "file/below"), hone::CheckpointError);
}

BOOST_AUTO_TEST_SUITE_END()
