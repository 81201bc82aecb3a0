// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/files/worker.hpp>
#include <hone/storages/detail/symlink_lock.hpp>

#include <boost/filesystem.hpp>
#include <boost/test/unit_test.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include "test/child.hpp"
#include "test/temporary_directory.hpp"
#include <chrono>
#include <fstream>
#include <string>
#include <thread>
#include <utility>

BOOST_AUTO_TEST_SUITE(symlink_lock)

namespace fs = boost::filesystem;
using hone::detail::LockTimes;
using hone::detail::SymlinkLock;
using std::chrono::milliseconds;

namespace {

struct Journal {
  hone_test::TemporaryDirectory directory;
  std::string path = directory / "journal.log";
  std::string lock = path + ".lock";
  Journal() { std::ofstream(path) << "{}\n"; }

  SymlinkLock make(LockTimes times = {}) const {
    return SymlinkLock(path, times, hone::detail::system_file_ops());
  }
  bool is_locked() const { return fs::symlink_status(lock).type() != fs::file_not_found; }
};

/// A child that takes the lock and holds it until it is killed.
hone_test::Child holder(const Journal& journal) {
  int ends[2];
  BOOST_TEST_REQUIRE(::pipe(ends) == 0);
  hone_test::Child child([&] {
    SymlinkLock lock = journal.make();
    const SymlinkLock::Guard guard(lock);
    if (::write(ends[1], "x", 1) == 1) ::pause();
    return 1;
  });
  char byte;
  BOOST_TEST_REQUIRE(::read(ends[0], &byte, 1) == 1);
  ::close(ends[0]);
  ::close(ends[1]);
  return child;
}

/// A file system without hard links, such as exFAT by FUSE.
struct WithOneName : hone::detail::FileOps {
  int link(const char*, const char*) const override { return errno = EPERM, -1; }
};

std::chrono::steady_clock::duration time_of_lock(SymlinkLock& lock) {
  const auto begin = std::chrono::steady_clock::now();
  const SymlinkLock::Guard guard(lock);
  return std::chrono::steady_clock::now() - begin;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_lock_leads_over_the_holders_name_to_the_journal) {
  const Journal journal;
  SymlinkLock lock = journal.make();
  {
    const SymlinkLock::Guard guard(lock);
    BOOST_TEST(fs::is_symlink(journal.lock));
    struct stat through, direct;
    BOOST_TEST_REQUIRE(::stat(journal.lock.c_str(), &through) == 0);
    BOOST_TEST_REQUIRE(::stat(journal.path.c_str(), &direct) == 0);
    BOOST_TEST(through.st_ino == direct.st_ino);
    BOOST_TEST(fs::read_symlink(journal.lock).string() == "workers/" + hone::detail::worker_name());
  }
  BOOST_TEST(!journal.is_locked());
}

BOOST_AUTO_TEST_CASE(an_exception_leaves_no_lock) {
  const Journal journal;
  SymlinkLock lock = journal.make();
  try {
    const SymlinkLock::Guard guard(lock);
    throw 1;
  } catch (int) {
  }
  BOOST_TEST(!journal.is_locked());
}

BOOST_AUTO_TEST_CASE(a_killed_holder_is_replaced_at_once_and_its_name_removed) {
  const Journal journal;
  hone_test::Child child = holder(journal);
  const std::string dead = fs::read_symlink(journal.lock).string();
  child.kill();
  child.wait();
  BOOST_TEST(journal.is_locked());
  SymlinkLock lock = journal.make();  // patience: 1 min; grace: 30 s
  BOOST_TEST((time_of_lock(lock) < std::chrono::seconds(10)));
  BOOST_TEST(!journal.is_locked());
  BOOST_TEST(!fs::is_symlink(journal.directory / dead));
  int names = 0;
  for (fs::directory_iterator entry(journal.directory / "workers"), end; entry != end; ++entry)
    ++names;
  BOOST_TEST(names == 2);  // this process's own, and the link that becomes the lock
}

BOOST_AUTO_TEST_CASE(a_live_holder_is_waited_for_and_then_named) {
  const Journal journal;
  const hone_test::Child child = holder(journal);
  SymlinkLock lock = journal.make({milliseconds(1), milliseconds(30)});
  try {
    const SymlinkLock::Guard guard(lock);
    BOOST_TEST(false);
  } catch (const hone::StorageError& error) {
    const std::string text = error.what();
    BOOST_TEST(text.find(journal.path) != std::string::npos, text);
    BOOST_TEST(text.find('-' + std::to_string(child.pid()) + '-') != std::string::npos, text);
  }
  BOOST_TEST(journal.is_locked());
}

BOOST_AUTO_TEST_CASE(another_programs_lock_is_broken_after_its_grace_period) {
  const LockTimes times{milliseconds(60), milliseconds(5000)};
  for (const char* kind : {"absolute", "dangling", "file"}) {
    const Journal journal;
    if (kind == std::string("absolute"))
      fs::create_symlink(journal.path, journal.lock);
    else if (kind == std::string("dangling"))
      fs::create_symlink("d/journal.log", journal.lock);  // as Optuna does for a relative path
    else
      std::ofstream(journal.lock).put('x');  // Optuna's JournalFileOpenLock
    SymlinkLock lock = journal.make(times);
    BOOST_TEST((time_of_lock(lock) >= times.grace), kind);
    BOOST_TEST(!journal.is_locked(), kind);
  }
}

BOOST_AUTO_TEST_CASE(another_programs_lock_is_waited_for_while_it_writes) {
  const Journal journal;
  fs::create_symlink(journal.path, journal.lock);
  int ends[2];
  BOOST_TEST_REQUIRE(::pipe(ends) == 0);
  hone_test::Child writer([&] {
    const auto end = std::chrono::steady_clock::now() + milliseconds(400);
    std::ofstream file(journal.path, std::ios::app);
    while (std::chrono::steady_clock::now() < end) {
      file << "{}\n" << std::flush;
      ::usleep(1000);
    }
    return ::unlink(journal.lock.c_str()) == 0 ? 0 : 1;
  });
  SymlinkLock lock = journal.make({milliseconds(200), milliseconds(20000)});
  time_of_lock(lock);
  BOOST_TEST(writer.wait() == 0);  // the writer itself removed its lock
}

BOOST_AUTO_TEST_CASE(a_holder_that_lost_the_lock_neither_writes_nor_removes_the_next_ones) {
  for (const bool was_stopped : {false, true}) {
    const Journal journal;
    SymlinkLock lock =
        was_stopped ? journal.make() : journal.make({milliseconds(0), milliseconds(0)});
    {
      const SymlinkLock::Guard guard(lock);
      BOOST_CHECK_NO_THROW(lock.check());
      fs::remove(journal.lock);
      fs::create_symlink(journal.path, journal.lock);
      if (was_stopped) std::this_thread::sleep_for(milliseconds(120));
      BOOST_CHECK_THROW(lock.check(), hone::StorageError);
    }
    BOOST_TEST(journal.is_locked());
  }
}

BOOST_AUTO_TEST_CASE(processes_take_turns) {
  const Journal journal;
  const std::string count = journal.directory / "count";
  std::ofstream(count) << 0;
  std::vector<hone_test::Child> children;
  for (int i = 0; i < 4; ++i)
    children.emplace_back([&] {
      SymlinkLock lock = journal.make();
      for (int j = 0; j < 200; ++j) {
        const SymlinkLock::Guard guard(lock);
        int number = 0;
        std::ifstream(count) >> number;
        std::ofstream(count) << number + 1;
      }
      return 0;
    });
  for (hone_test::Child& child : children) BOOST_TEST(child.wait() == 0);
  int number = 0;
  std::ifstream(count) >> number;
  BOOST_TEST(number == 800);
}

BOOST_AUTO_TEST_CASE(a_lock_made_each_time_and_one_made_once_exclude_each_other) {
  const Journal journal;
  const LockTimes times{milliseconds(1), milliseconds(30)};
  const WithOneName with_one_name;
  SymlinkLock links = journal.make(times), makes(journal.path, times, with_one_name);
  for (const auto& [first, second] : {std::pair(&links, &makes), std::pair(&makes, &links)}) {
    const SymlinkLock::Guard guard(*first);
    BOOST_CHECK_NO_THROW(first->check());
    BOOST_CHECK_THROW(time_of_lock(*second), hone::StorageError);
  }
  BOOST_TEST(!journal.is_locked());
}

BOOST_AUTO_TEST_CASE(a_worker_whose_names_were_removed_locks_all_the_same) {
  const Journal journal;
  SymlinkLock lock = journal.make();
  time_of_lock(lock);
  fs::remove_all(journal.directory / "workers");
  const SymlinkLock::Guard guard(lock);
  BOOST_CHECK_NO_THROW(lock.check());
  BOOST_TEST(journal.is_locked());
}

BOOST_AUTO_TEST_CASE(a_file_system_whose_links_lock_nothing_is_refused) {
  struct Overwriting : WithOneName {
    int symlink(const char* target, const char* path) const override {
      ::unlink(path);
      return ::symlink(target, path);
    }
  };
  struct Relinking : hone::detail::FileOps {
    int link(const char* from, const char* to) const override {
      ::unlink(to);
      return ::link(from, to);
    }
  };
  struct WithoutLinks : WithOneName {
    int symlink(const char*, const char*) const override { return errno = EOPNOTSUPP, -1; }
  };
  const Overwriting overwriting;
  const Relinking relinking;
  const WithoutLinks without_links;
  const hone::detail::FileOps* const all[] = {&overwriting, &relinking, &without_links};
  for (const hone::detail::FileOps* ops : all) {
    const Journal journal;
    SymlinkLock lock(journal.path, {}, *ops);
    BOOST_CHECK_EXCEPTION(time_of_lock(lock), hone::StorageError,
                          [&](const hone::StorageError& error) {
                            const std::string text = error.what();
                            return text.find(journal.path) != std::string::npos &&
                                   text.find("symbolic link") != std::string::npos &&
                                   text.find("in a database") != std::string::npos;
                          });
    BOOST_TEST(!journal.is_locked());
  }
}

BOOST_AUTO_TEST_CASE(two_journals_in_one_directory_have_two_locks) {
  const Journal journal;
  const std::string other = journal.directory / "other.log";
  std::ofstream(other) << "{}\n";
  SymlinkLock first = journal.make();
  SymlinkLock second(other, {}, hone::detail::system_file_ops());
  const SymlinkLock::Guard a(first), b(second);
  struct stat through, direct;
  BOOST_TEST_REQUIRE(::stat((other + ".lock").c_str(), &through) == 0);
  BOOST_TEST_REQUIRE(::stat(other.c_str(), &direct) == 0);
  BOOST_TEST(through.st_ino == direct.st_ino);
}

BOOST_AUTO_TEST_CASE(a_directory_that_is_gone_is_named) {
  const Journal journal;
  SymlinkLock lock("/nonexistent/journal.log", {}, hone::detail::system_file_ops());
  try {
    const SymlinkLock::Guard guard(lock);
    BOOST_TEST(false);
  } catch (const hone::StorageError& error) {
    BOOST_TEST(std::string(error.what()).find("/nonexistent") != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
