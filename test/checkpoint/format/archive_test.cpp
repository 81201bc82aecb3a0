// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/format/archive_reader.hpp>
#include <hone/checkpoint/format/archive_writer.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/mman.h>
#include <unistd.h>

#include "test/checkpoint/faulty_ops.hpp"
#include "test/checkpoint/small_archive.hpp"
#include "test/temporary_directory.hpp"
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(archive_suite)

using namespace hone::detail;
using namespace hone_test;

namespace {

std::vector<float> count_to(size_t count) {
  std::vector<float> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 1.0f);
  return numbers;
}

bool is_about(const hone::CheckpointError& error, const std::string& text) {
  return std::string(error.what()).find(text) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_saved_is_read_back) {
  const TemporaryDirectory directory;
  // Small storages are gathered in a buffer; large ones are written separately, in blocks.
  for (const size_t count : std::vector<size_t>{0, 2, 16, 16384, 16386, 300000, 1000000}) {
    const std::vector<float> numbers = count_to(count);
    const SavedFile saved = save_archive({directory / "a.pt"}, small_archive(numbers));
    const ArchiveReader archive(directory / "a.pt");
    archive.verify_all();
    BOOST_TEST((weight(archive) == numbers));
    BOOST_TEST(archive.bytes(*archive.root().find("note")) == "a note");
    // The combined checksum equals that of the file.
    const auto [bytes, crc] = file_crc32(directory / "a.pt");
    BOOST_TEST(saved.bytes == bytes);
    BOOST_TEST(saved.crc32 == crc);
    BOOST_TEST(read_file(directory / "a.pt").size() == bytes);
  }
}

BOOST_AUTO_TEST_CASE(many_small_and_large_storages_keep_their_places) {
  const TemporaryDirectory directory;
  Archive archive;
  List tensors;
  std::vector<std::vector<float>> all;
  for (size_t i = 0; i < 300; ++i) {
    const size_t count = i % 7 == 0 ? 40000 + i : i;
    all.push_back(std::vector<float>(count, static_cast<float>(i)));
    tensors.push_back(TensorNode{Dtype::float32, {static_cast<int64_t>(count)}, {1}, 0, i});
    archive.storages.push_back(floats(all.back()));
  }
  archive.root = std::move(tensors);
  const SavedFile saved = save_archive({directory / "a.pt"}, archive);
  BOOST_TEST((std::make_pair(saved.bytes, saved.crc32) == file_crc32(directory / "a.pt")));
  const ArchiveReader reader(directory / "a.pt");
  reader.verify_all();
  for (size_t i = 0; i < all.size(); ++i) {
    std::vector<float> numbers(all[i].size());
    reader.read(i, 0, numbers.data(), numbers.size() * sizeof(float));
    BOOST_TEST((numbers == all[i]));
  }
}

BOOST_AUTO_TEST_CASE(equal_archives_are_equal_files) {
  const TemporaryDirectory directory;
  save_archive({directory / "a.pt"}, small_archive(count_to(100)));
  save_archive({directory / "b.pt"}, small_archive(count_to(100)));
  BOOST_TEST((read_file(directory / "a.pt") == read_file(directory / "b.pt")));
}

BOOST_AUTO_TEST_CASE(tensors_are_aligned_to_64_bytes) {
  const TemporaryDirectory directory;
  for (const size_t count : std::vector<size_t>{2, 20000, 40000}) {
    save_archive({directory / "a.pt"}, small_archive(count_to(count)));
    const ZipReader zip(directory / "a.pt");
    for (const Record& entry : zip.entries()) BOOST_TEST(entry.data % 64 == 0u);
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_is_replaced_stays_what_it_was_to_its_reader) {
  const TemporaryDirectory directory;
  save_archive({directory / "a.pt"}, small_archive(count_to(8)));
  const ArchiveReader archive(directory / "a.pt");
  save_archive({directory / "a.pt"}, small_archive(std::vector<float>(8, -1.0f)));
  BOOST_TEST((weight(archive) == count_to(8)));
  BOOST_TEST((weight(ArchiveReader(directory / "a.pt")) == std::vector<float>(8, -1.0f)));
}

// Each flipped bit is an error that names the file, or the weights are still correct.
BOOST_AUTO_TEST_CASE(no_flipped_byte_gives_wrong_weights) {
  const TemporaryDirectory directory;
  const std::vector<float> numbers = count_to(12);
  const std::string path = directory / "a.pt";
  save_archive({path}, small_archive(numbers));
  const std::string whole = read_file(path);
  int errors = 0, right = 0;
  for (size_t at = 0; at < whole.size(); ++at)
    for (const int flip : {0x01, 0x80, 0xff}) {
      std::string flipped = whole;
      flipped[at] = static_cast<char>(flipped[at] ^ flip);
      write_file(path, flipped);
      try {
        const ArchiveReader archive(path);
        BOOST_TEST((weight(archive) == numbers));
        ++right;
      } catch (const hone::CheckpointError& error) {
        BOOST_TEST(is_about(error, path));
        ++errors;
      }
    }
  BOOST_TEST_MESSAGE(whole.size() << " bytes, 3 flips each: " << errors << " errors, " << right
                                  << " with the right weights, 0 wrong");
  BOOST_TEST(errors > 1000);
}

BOOST_AUTO_TEST_CASE(a_file_cut_short_is_refused_at_every_length) {
  const TemporaryDirectory directory;
  const std::string path = directory / "a.pt";
  save_archive({path}, small_archive(count_to(12)));
  const std::string whole = read_file(path);
  for (size_t bytes = 0; bytes < whole.size(); ++bytes) {
    write_file(path, whole.substr(0, bytes));
    BOOST_CHECK_EXCEPTION(ArchiveReader{path}, hone::CheckpointError,
                          [&](const auto& error) { return is_about(error, path); });
  }
  for (const char* more : {"x", "PK\x05\x06", "                                 "}) {
    write_file(path, whole + more);
    BOOST_CHECK_THROW(ArchiveReader{path}, hone::CheckpointError);
  }
}

// Fails every operation of a save in turn: the file has the old content or the new one.
BOOST_AUTO_TEST_CASE(whichever_operation_fails_a_checkpoint_is_whole) {
  const std::vector<float> before = count_to(40), after = count_to(40000);
  int cases = 0, failures = 0, survived = 0;
  const int64_t operations = [&] {
    const TemporaryDirectory directory;
    FaultyOps ops;
    save_archive({directory / "last.pt", directory / "best.pt"}, small_archive(after), ops);
    return ops.calls;
  }();
  for (const int error : {ENOSPC, EIO, EINTR, 0})
    for (int64_t n = 0;; ++n) {
      const TemporaryDirectory directory;
      const std::string last = directory / "last.pt", best = directory / "best.pt";
      save_archive({last, best}, small_archive(before));
      FaultyOps ops;
      ops.fail_at = n;
      ops.error = error;
      const int files = open_files();
      bool threw = false;
      try {
        save_archive({last, best}, small_archive(after), ops);
      } catch (const hone::CheckpointError&) {
        threw = true;
      }
      BOOST_TEST(open_files() == files);
      if (ops.calls <= n) {
        BOOST_TEST(!threw);
        break;
      }
      ++cases;
      (threw ? failures : survived) += 1;
      for (const std::string& path : {last, best}) {
        const ArchiveReader archive(path);
        archive.verify_all();
        const std::vector<float> numbers = weight(archive);
        BOOST_TEST((numbers == before || numbers == after));
        if (!threw) BOOST_TEST((numbers == after));
      }
      // The last operation closes the directory, when all is done.
      BOOST_TEST(threw == (n + 1 < operations && (error == ENOSPC || error == EIO)));
      size_t names = 0;
      for (const auto& entry : boost::filesystem::directory_iterator(directory.path()))
        names += entry.path().filename() != "" ? 1 : 0;
      BOOST_TEST(names == 2u);
    }
  BOOST_TEST_MESSAGE(cases << " faults, " << failures << " reported, " << survived
                           << " overcome, 0 broken checkpoints, 0 temporary files left");
  BOOST_TEST(cases >= 40);
}

BOOST_AUTO_TEST_CASE(a_read_that_fails_is_an_error_and_one_that_is_short_is_not) {
  const TemporaryDirectory directory;
  save_archive({directory / "a.pt"}, small_archive(count_to(40000)));
  for (const int error : {EIO, EINTR, 0})
    for (int64_t n = 0;; ++n) {
      FaultyOps ops;
      ops.fail_at = n;
      ops.error = error;
      bool threw = false;
      try {
        const ArchiveReader archive(directory / "a.pt", ops);
        BOOST_TEST((weight(archive) == count_to(40000)));
      } catch (const hone::CheckpointError& thrown) {
        threw = true;
        BOOST_TEST(is_about(thrown, directory / "a.pt"));
      }
      if (ops.calls <= n) break;
      if (std::string(ops.failed) != "close") BOOST_TEST(threw == (error == EIO));
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_checkpoint_is_refused_by_name_and_reason) {
  const TemporaryDirectory directory;
  const auto refused = [&](const std::string& path, const std::string& because) {
    BOOST_CHECK_EXCEPTION(ArchiveReader{path}, hone::CheckpointError, [&](const auto& error) {
      BOOST_TEST_MESSAGE(error.what());
      return is_about(error, path) && is_about(error, because);
    });
  };
  refused(directory / "none.pt", "No such file");
  refused(directory.string(), "not a file");
  write_file(directory / "text.pt", "not a zip file at all, though rather long");
  refused(directory / "text.pt", "no zip file");
  write_file(directory / "empty.pt", "");
  refused(directory / "empty.pt", "no zip file");
}

// More than 4 GiB of zeros, which need neither memory nor disk space.
BOOST_AUTO_TEST_CASE(a_checkpoint_beyond_4_GiB_is_written_and_read) {
  struct SparseOps : FileOps {
    int allocate(int, int64_t) const override { return 0; }
    ssize_t pwrite(int file, const void* from, size_t bytes, int64_t offset) const override {
      const char* data = static_cast<const char*>(from);
      if (bytes >= 4096 && data[0] == 0 && std::memcmp(data, data + 1, bytes - 1) == 0)
        return static_cast<ssize_t>(bytes);  // a hole
      return FileOps::pwrite(file, from, bytes, offset);
    }
  };
  const uint64_t large = (uint64_t{1} << 32) + 4096;
  void* zeros =
      ::mmap(nullptr, large, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  BOOST_REQUIRE(zeros != MAP_FAILED);
  ::madvise(zeros, large, MADV_HUGEPAGE);  // one shared page of zeros
  Archive archive = small_archive(count_to(10));
  Dict& root = *archive.root.get<Dict>();
  root.add("large", TensorNode{Dtype::uint8, {static_cast<int64_t>(large)}, {1}, 0, 1});
  archive.storages.push_back({{Dtype::uint8, large}, [zeros] {
                                return std::shared_ptr<const void>(std::shared_ptr<void>(), zeros);
                              }});
  // A storage that begins beyond 4 GiB.
  root.add("far", TensorNode{Dtype::float32, {3}, {1}, 0, 2});
  archive.storages.push_back(floats({7, 8, 9}));

  const TemporaryDirectory directory;
  const SavedFile saved = save_archive({directory / "large.pt"}, archive, SparseOps());
  BOOST_TEST(saved.bytes > large);
  const ArchiveReader reader(directory / "large.pt");
  const auto storage_of = [&](const char* name) {
    return reader.root().find(name)->get<TensorNode>()->storage;
  };
  BOOST_TEST(reader.storage(storage_of("large")).bytes == large);
  for (size_t storage = 0; storage < 4; ++storage) reader.verify(storage);
  float far[3] = {};
  reader.read(storage_of("far"), 0, far, sizeof far);
  BOOST_TEST(far[2] == 9.0f);
  ::munmap(zeros, large);
}

BOOST_AUTO_TEST_SUITE_END()
