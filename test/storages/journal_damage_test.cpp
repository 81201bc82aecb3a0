// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// Damage to the file of a JournalStorage: killed writers, power cuts, full and failing disks.
#include <hone/files/file_ops.hpp>
#include <hone/storages/journal.hpp>

#include <boost/filesystem.hpp>
#include <boost/filesystem/fstream.hpp>
#include <boost/test/unit_test.hpp>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/child.hpp"
#include "test/temporary_directory.hpp"
#include "test/storages/describe.hpp"
#include <atomic>
#include <chrono>
#include <csignal>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(journal_damage)

namespace fs = boost::filesystem;
using hone::Changes;
using hone::Durability;
using hone::JournalStorage;
using hone::StudyRecord;
using hone_test::describe;

namespace {

struct Journal {
  hone_test::TemporaryDirectory directory;
  std::string path = directory / "journal.log";
  std::string sound;  // describes the study s before the damage

  Journal() {
    JournalStorage storage(path);
    const int64_t study = storage.open_study("s", {});
    storage.update(
        study,
        [](const StudyRecord&) -> Changes {
          return {hone::CreateTrial{}, hone::SetTrialUserAttr{0, "a", 1}};
        },
        Durability::appended);
    sound = describe(storage, study);
  }
  void append(const std::string& text) const { fs::ofstream(path, std::ios::app) << text; }
  std::string text(const std::string& suffix = "") const {
    std::ostringstream text;
    text << fs::ifstream(path + suffix).rdbuf();
    return text.str();
  }
  bool is_locked() const { return fs::symlink_status(path + ".lock").type() != fs::file_not_found; }
};

void note(JournalStorage& storage, int64_t study, const std::string& key, const hone::Value& value,
          Durability durability = Durability::appended) {
  storage.update(
      study,
      [&](const StudyRecord&) -> Changes {
        return {hone::SetStudyUserAttr{key, value}};
      },
      durability);
}

bool says(const hone::Error& error, const std::string& text) {
  const bool found = std::string(error.what()).find(text) != std::string::npos;
  BOOST_TEST(found, error.what() << " does not say " << text);
  return found;
}

/// Fails the n-th write or fsync, and all later ones.
struct FailingOps : hone::detail::FileOps {
  mutable std::atomic<int> writes{1 << 30}, syncs{1 << 30}, synced{0};
  size_t part = 0;  // how much the failing write still writes
  int error = ENOSPC;
  bool shortens = false;  // each write writes only one byte

  ssize_t pwrite(int file, const void* from, size_t bytes, int64_t offset) const override {
    const int left = writes--;
    if (left <= 0 && (left < 0 || part == 0)) return errno = error, -1;
    if (left == 0) bytes = std::min(bytes, part);
    return FileOps::pwrite(file, from, shortens ? std::min<size_t>(bytes, 1) : bytes, offset);
  }
  int fsync(int file) const override {
    ++synced;
    return syncs-- <= 0 ? (errno = EIO, -1) : FileOps::fsync(file);
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_torn_end_is_not_read_and_is_cut_off_and_kept_by_the_next_update) {
  const std::string line = R"({"op_code":8,"worker_id":"w","trial_id":0,"user_attr":{"b":2}})"
                           "\n";
  const std::string ends[] = {line.substr(0, 1),
                              line.substr(0, 30),
                              line.substr(0, line.size() - 1),  // complete except for the newline
                              line.substr(0, 30) + "\n",
                              line.substr(0, 30) + line,  // what Optuna appends after a torn line
                              std::string(5000, '\0'),
                              std::string(100, '\0') + "\n",
                              "\n",
                              "  ",
                              "{}x\n[]\n\n{",
                              std::string(3000000, 'x')};
  for (const std::string& end : ends) {
    const Journal journal;
    const std::string before = journal.text();
    JournalStorage open_before(journal.path);
    journal.append(end);
    JournalStorage storage(journal.path);
    const int64_t study = storage.open_study("s", {});
    BOOST_TEST(describe(storage, study) == journal.sound);
    BOOST_TEST(describe(open_before, study) == journal.sound);
    BOOST_TEST(journal.text() == before + end, "reading changes nothing");
    note(storage, study, "c", 3);
    BOOST_TEST(journal.text().compare(0, before.size() + 10, before + R"({"op_code")") == 0);
    const std::string kept = journal.text(".torn");
    if (end.find_first_not_of(" \n") != std::string::npos)
      BOOST_TEST((kept.compare(0, end.size(), end) == 0 && kept.back() == '\n'));
    else
      BOOST_TEST(kept.empty());
    JournalStorage again(journal.path);
    BOOST_TEST(describe(again, study) == describe(storage, study));
    BOOST_TEST(describe(open_before, study) == describe(storage, study));
  }
}

BOOST_AUTO_TEST_CASE(each_torn_end_is_added_to_the_others) {
  const Journal journal;
  JournalStorage storage(journal.path);
  for (int i = 0; i < 3; ++i) {
    journal.append("torn" + std::to_string(i));
    note(storage, 0, "i", i);
  }
  BOOST_TEST(journal.text(".torn") == "torn0\ntorn1\ntorn2\n");
}

BOOST_AUTO_TEST_CASE(who_lost_the_lock_cuts_nothing_off) {
  const Journal journal;
  using std::chrono::milliseconds;
  JournalStorage storage(journal.path, {milliseconds(0), milliseconds(0)},
                         hone::detail::system_file_ops());
  journal.append("torn");
  std::string others;
  const auto stopped_for_long = [&](const StudyRecord&) -> Changes {
    fs::remove(journal.path + ".lock");  // another process broke the lock, took it, and writes
    fs::create_symlink(journal.path, journal.path + ".lock");
    journal.append("\n{\"another\": \"record\"}\n");
    others = journal.text();
    return {hone::SetStudyUserAttr{"a", 1}};
  };
  BOOST_CHECK_THROW(storage.update(0, stopped_for_long, Durability::appended), hone::StorageError);
  BOOST_TEST(journal.text() == others);
  BOOST_TEST(journal.is_locked());
}

BOOST_AUTO_TEST_CASE(a_garbled_line_in_the_middle_is_named_and_nothing_is_cut) {
  const Journal journal;
  JournalStorage storage(journal.path);
  journal.append("{\"op_code\":8,\"wor\x01{\n" + std::string(2000000, 'x') + "\n" +
                 R"({"op_code":8,"worker_id":"w","trial_id":0,"user_attr":{"b":2}})"
                 "\n");
  const std::string before = journal.text();
  const auto check = [&](const hone::StorageError& error) {
    return says(error, journal.path + ", line 4") && says(error, "{\"op_code\":8,\"wor?{") &&
           says(error, "sed -i.bak 4d " + journal.path);
  };
  BOOST_CHECK_EXCEPTION(JournalStorage(journal.path), hone::StorageError, check);
  for (int i = 0; i < 2; ++i) {
    BOOST_CHECK_EXCEPTION(describe(storage, 0), hone::StorageError, check);
    BOOST_CHECK_EXCEPTION(note(storage, 0, "c", 3), hone::StorageError, check);
  }
  BOOST_TEST(journal.text() == before);
  BOOST_TEST(!journal.is_locked());
}

BOOST_AUTO_TEST_CASE(a_sound_line_that_cannot_be_applied_is_named_and_never_cut_even_at_the_end) {
  for (const std::string& line :
       {std::string(R"({"op_code":11,"worker_id":"w"})"), std::string(R"({"op_code":8})"),
        std::string(R"({"op_code":8,"worker_id":"w","trial_id":0,"user_attr":{"a":)") +
            std::string(1200, '[') + std::string(1200, ']') + "}}"}) {
    const Journal journal;
    journal.append(line + "\n");
    const std::string before = journal.text();
    BOOST_CHECK_EXCEPTION(
        JournalStorage(journal.path), hone::StorageError,
        [&](const hone::StorageError& error) { return says(error, journal.path + ", line 4"); });
    BOOST_TEST(journal.text() == before);
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_changes_other_than_by_growing_is_an_error) {
  const auto check = [](const char* text, auto change) {
    const Journal journal;
    JournalStorage storage(journal.path);
    BOOST_TEST(describe(storage, 0) == journal.sound);
    change(journal);
    BOOST_CHECK_EXCEPTION(note(storage, 0, "c", 3), hone::StorageError,
                          [&](const hone::StorageError& error) {
                            return says(error, journal.path) && says(error, text);
                          });
    BOOST_TEST(!journal.is_locked());
  };
  check("shorter", [](const Journal& j) { fs::resize_file(j.path, 10); });
  check("deleted or replaced", [](const Journal& j) { fs::remove(j.path); });
  check("moved, deleted or replaced", [](const Journal& j) { fs::rename(j.path, j.path + "2"); });
  check("moved, deleted or replaced", [](const Journal& j) {
    fs::rename(j.path, j.path + "2");
    fs::copy_file(j.path + "2", j.path);
  });
  check("other contents", [](const Journal& j) {
    std::string text = j.text();
    text[text.size() - 10] = '?';
    fs::ofstream(j.path) << text << text;
  });
}

BOOST_AUTO_TEST_CASE(a_write_that_fails_anywhere_changes_nothing) {
  for (const size_t part : {0u, 1u, 50u, 130u, 300u, 10000u}) {
    for (int error : {ENOSPC, EIO, EDQUOT}) {
      const Journal journal;
      FailingOps ops;
      ops.error = error;
      ops.part = part;
      JournalStorage storage(journal.path, {}, ops);
      const std::string before = journal.text();
      ops.writes = 0;
      const auto grow = [&] {
        storage.update(
            0,
            [](const StudyRecord&) -> Changes {
              return {hone::CreateTrial{},
                      hone::SetTrialUserAttr{1, "long", std::string(10000, 'x')}};
            },
            Durability::appended);
      };
      BOOST_CHECK_EXCEPTION(grow(), hone::StorageError, [&](const hone::StorageError& thrown) {
        return says(thrown, journal.path) && says(thrown, std::system_category().message(error));
      });
      BOOST_TEST(journal.text() == before);
      BOOST_TEST(!journal.is_locked());
      BOOST_TEST(describe(storage, 0) == journal.sound);
      ops.writes = 1 << 30;
      grow();
      JournalStorage again(journal.path);
      BOOST_TEST(describe(again, 0) == describe(storage, 0));
    }
  }
}

BOOST_AUTO_TEST_CASE(short_writes_are_gone_on_with) {
  const Journal journal;
  FailingOps ops;
  ops.shortens = true;
  JournalStorage storage(journal.path, {}, ops);
  note(storage, 0, "c", "some text");
  JournalStorage again(journal.path);
  BOOST_TEST(describe(again, 0) == describe(storage, 0));
}

BOOST_AUTO_TEST_CASE(a_limit_on_the_files_size_is_a_clear_error) {
  const Journal journal;
  hone_test::Child child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    JournalStorage storage(journal.path);
    const rlim_t size = fs::file_size(journal.path);
    struct rlimit limit;
    ::getrlimit(RLIMIT_FSIZE, &limit);
    for (const rlim_t more : {0u, 1u, 100u, 700u}) {
      limit.rlim_cur = size + more;
      ::setrlimit(RLIMIT_FSIZE, &limit);
      try {
        storage.update(
            0,
            [](const StudyRecord&) -> Changes {
              return {hone::CreateTrial{}, hone::CreateTrial{},
                      hone::SetStudyUserAttr{"long", std::string(10000, 'x')}};
            },
            Durability::durable);
        return 1;
      } catch (const hone::StorageError& error) {
        if (std::string(error.what()).find("File too large") == std::string::npos) return 2;
      }
      if (fs::file_size(journal.path) != size || journal.is_locked()) return 3;
      if (describe(storage, 0) != journal.sound) return 4;
    }
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    note(storage, 0, "c", 3, Durability::durable);
    return 0;
  });
  BOOST_TEST(child.wait() == 0);
}

BOOST_AUTO_TEST_CASE(a_failed_fsync_is_told_to_whom_it_was_promised_and_not_forgotten) {
  const Journal journal;
  FailingOps ops;
  JournalStorage storage(journal.path, {}, ops);
  note(storage, 0, "a", 1, Durability::durable);
  ops.syncs = 0;
  const auto check = [&](const hone::StorageError& error) {
    return says(error, journal.path) && says(error, "fsync");
  };
  BOOST_CHECK_EXCEPTION(note(storage, 0, "b", 2, Durability::durable), hone::StorageError, check);
  ops.syncs = 1 << 30;  // the kernel forgets the error, too
  BOOST_CHECK_EXCEPTION(note(storage, 0, "c", 3, Durability::durable), hone::StorageError, check);
  note(storage, 0, "d", 4);
  JournalStorage again(journal.path);
  again.read(0, [](const StudyRecord& record) { BOOST_TEST(record.user_attrs.size() == 4u); });
  BOOST_TEST(!journal.is_locked());
}

BOOST_AUTO_TEST_CASE(on_a_network_each_update_looks_anew_and_is_sent_before_others_have_the_lock) {
  struct RemoteOps : FailingOps {
    std::string lock;
    mutable int opened = 0, sent = 0;
    bool is_locked() const { return fs::symlink_status(lock).type() != fs::file_not_found; }
    int64_t file_system_type(int) const override { return 0x6969; }
    int open(const char* path, int flags, mode_t mode) const override {
      if (is_locked()) ++opened;
      return FailingOps::open(path, flags, mode);
    }
    int fsync(int file) const override {
      if (is_locked()) ++sent;
      return FailingOps::fsync(file);
    }
  };
  const Journal journal;
  RemoteOps ops;
  ops.lock = journal.path + ".lock";
  JournalStorage storage(journal.path, {}, ops);
  for (int i = 1; i <= 3; ++i) {
    note(storage, 0, "a", i);
    BOOST_TEST(ops.opened == i);
    BOOST_TEST(ops.sent == i);
  }
  const std::string before = journal.text();
  ops.syncs = 0;
  BOOST_CHECK_THROW(note(storage, 0, "a", 4), hone::StorageError);
  BOOST_TEST(journal.text() == before, "what did not reach the server is taken back");
  ops.syncs = 1 << 30;
  note(storage, 0, "a", 5);
  JournalStorage again(journal.path);
  BOOST_TEST(describe(again, 0) == describe(storage, 0));
}

BOOST_AUTO_TEST_CASE(durable_updates_are_synced_and_share_it) {
  const Journal journal;
  FailingOps ops;
  JournalStorage storage(journal.path, {}, ops);
  note(storage, 0, "a", 1);
  BOOST_TEST(ops.synced == 0);
  note(storage, 0, "a", 1, Durability::durable);
  BOOST_TEST(ops.synced == 2);  // the file and, once, its directory entry
  note(storage, 0, "a", 1, Durability::durable);
  BOOST_TEST(ops.synced == 3);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread)
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) note(storage, 0, "a", i, Durability::durable);
    });
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(ops.synced > 3);
  BOOST_TEST(ops.synced <= 83);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_opened_is_named) {
  const hone_test::TemporaryDirectory directory;
  const auto refuses = [](const std::string& path, const std::string& text) {
    BOOST_CHECK_EXCEPTION(JournalStorage{path}, hone::Error, [&](const hone::Error& error) {
      return says(error, path) && says(error, text);
    });
  };
  refuses(directory / "a/b/journal.log", "no directory " + (directory / "a/b"));
  refuses(directory.string(), "directory");
  refuses("", "empty");
  BOOST_TEST_REQUIRE(::mkfifo((directory / "fifo").c_str(), 0600) == 0);
  refuses(directory / "fifo", "no regular file");
}

BOOST_AUTO_TEST_CASE(without_the_right_to_write_a_study_can_be_read) {
  const Journal journal;
  fs::permissions(journal.path, static_cast<fs::perms>(0444));
  fs::permissions(journal.directory.path(), static_cast<fs::perms>(0555));
  hone_test::Child child([&] {
    if (::geteuid() == 0 && ::seteuid(65534) != 0) return 77;
    JournalStorage storage(journal.path);
    if (describe(storage, 0) != journal.sound) return 1;
    try {
      note(storage, 0, "c", 3);
      return 2;
    } catch (const hone::StorageError& error) {
      if (std::string(error.what()).find(journal.path) == std::string::npos) return 3;
    }
    try {
      storage.open_study("new", {});
      return 4;
    } catch (const hone::StorageError&) {
    }
    try {
      JournalStorage another(journal.directory / "another.log");
      return 5;
    } catch (const hone::StorageError& error) {
      return std::string(error.what()).find("permission") == std::string::npos ? 6 : 0;
    }
  });
  BOOST_TEST(child.wait() == 0);
  fs::permissions(journal.directory.path(), fs::owner_all);  // so that it can be removed
}

BOOST_AUTO_TEST_SUITE_END()
