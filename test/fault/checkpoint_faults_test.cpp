// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/format/archive_reader.hpp>
#include <hone/checkpoint/format/archive_writer.hpp>

#include <boost/test/unit_test.hpp>

#include "test/checkpoint/faulty_ops.hpp"
#include "test/checkpoint/small_archive.hpp"
#include "test/temporary_directory.hpp"
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(checkpoint_faults)

// Random faults, several in one save or load: HONE_FAULTS of them (default: 1000).

namespace {

using namespace hone::detail;
using hone_test::TemporaryDirectory;

// Every operation may fail, be interrupted, or do a part of its work.
struct UnreliableOps : FileOps {
  UnreliableOps(unsigned seed, unsigned of_hundred) : random(seed), percent(of_hundred) {}
  mutable std::mt19937 random;
  unsigned percent;
  mutable int64_t faults = 0;
  mutable bool left_a_file = false;  // a temporary file, because unlink failed

  bool fails(bool can_be_half, size_t* bytes = nullptr) const {
    if (random() % 100 >= percent) return false;
    ++faults;
    static constexpr int kErrors[] = {ENOSPC, EIO, EDQUOT, EROFS, EINTR, EINTR};
    const auto which = random() % (can_be_half ? 9 : 6);
    if (which >= 6) {
      *bytes = 1 + random() % *bytes;  // a random part of it
      return false;
    }
    errno = kErrors[which];
    return true;
  }

  int open(const char* path, int flags, mode_t mode) const override {
    return fails(false) ? -1 : FileOps::open(path, flags, mode);
  }
  ssize_t pread(int file, void* into, size_t bytes, int64_t offset) const override {
    return fails(bytes > 0, &bytes) ? -1 : FileOps::pread(file, into, bytes, offset);
  }
  ssize_t pwrite(int file, const void* from, size_t bytes, int64_t offset) const override {
    return fails(bytes > 0, &bytes) ? -1 : FileOps::pwrite(file, from, bytes, offset);
  }
  int allocate(int file, int64_t bytes) const override {
    return fails(false) ? -1 : FileOps::allocate(file, bytes);
  }
  int fsync(int file) const override { return fails(false) ? -1 : FileOps::fsync(file); }
  int close(int file) const override {
    const int result = FileOps::close(file);  // as on Linux, always closes the file
    return fails(false) ? -1 : result;
  }
  int rename(const char* from, const char* to) const override {
    return fails(false) ? -1 : FileOps::rename(from, to);
  }
  int link(const char* from, const char* to) const override {
    return fails(false) ? -1 : FileOps::link(from, to);
  }
  int unlink(const char* path) const override {
    if (!fails(false)) return FileOps::unlink(path);
    left_a_file = true;
    return -1;
  }
};

int64_t wanted_faults() {
  const char* const text = std::getenv("HONE_FAULTS");
  return text ? std::atoll(text) : 1000;
}

std::vector<float> numbers_of(float save) {
  return std::vector<float>(save > 0 ? 30000 : 40, save);
}

}  // namespace

BOOST_AUTO_TEST_CASE(whatever_fails_each_file_is_one_that_was_saved) {
  int64_t faults = 0, saves = 0, failed = 0, loads = 0, refused = 0;
  for (unsigned seed = 1; faults < wanted_faults(); ++seed) {
    const TemporaryDirectory directory;
    const std::string last = directory / "last.pt", best = directory / "best.pt";
    float last_is = 0, best_is = 0;  // what was acknowledged
    save_archive({best, last}, hone_test::small_archive(numbers_of(0)));
    const UnreliableOps ops(seed, 2 + seed % 9);
    const int files = hone_test::open_files();
    for (int save = 1; save <= 6; ++save) {
      const auto value = static_cast<float>(save);
      const bool is_best = save % 2 == 0;
      ++saves;
      bool is_acknowledged = false;
      try {
        save_archive(
            is_best ? std::vector<std::string>{best, last} : std::vector<std::string>{last},
            hone_test::small_archive(numbers_of(value)), ops);
        is_acknowledged = true;
      } catch (const hone::CheckpointError& error) {
        ++failed;
        BOOST_REQUIRE(std::string(error.what()).find(directory.string()) != std::string::npos);
      }
      const auto check = [&](const std::string& path, float& is, bool was_named) {
        const std::vector<float> found = hone_test::weight(ArchiveReader(path));
        const bool is_new = found == numbers_of(value), is_old = found == numbers_of(is);
        BOOST_REQUIRE((is_acknowledged && was_named ? is_new : is_old || (was_named && is_new)));
        if (is_new) is = value;
      };
      check(last, last_is, true);
      check(best, best_is, is_best);

      ++loads;
      try {
        BOOST_REQUIRE((hone_test::weight(ArchiveReader(last, ops)) == numbers_of(last_is)));
      } catch (const hone::CheckpointError& error) {
        ++refused;
        BOOST_REQUIRE(std::string(error.what()).find(last) != std::string::npos);
      }
    }
    BOOST_REQUIRE(hone_test::open_files() == files);
    int names = 0;
    for (const auto& entry : boost::filesystem::directory_iterator(directory.path()))
      names += entry.path().extension() != ".pt";
    BOOST_REQUIRE((names == 0 || ops.left_a_file));
    faults += ops.faults;
  }
  BOOST_TEST_MESSAGE(faults << " faults: " << failed << " of " << saves << " saves failed, "
                            << refused << " of " << loads
                            << " loads; 0 torn or wrong files, 0 files or descriptors left behind");
  BOOST_TEST(failed > 0);
  BOOST_TEST(refused > 0);
}

BOOST_AUTO_TEST_SUITE_END()
