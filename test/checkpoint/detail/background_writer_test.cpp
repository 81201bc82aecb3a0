// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/detail/background_writer.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include "test/checkpoint/faulty_ops.hpp"
#include "test/checkpoint/gated_ops.hpp"
#include "test/checkpoint/small_archive.hpp"
#include "test/temporary_directory.hpp"
#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(background_writer)

namespace {

using hone::WhenBusy;
using hone::detail::Archive;
using hone::detail::ArchiveReader;
using hone::detail::BackgroundWriter;
using hone::detail::Dict;
using hone::detail::Dtype;
using hone::detail::Staging;
using hone::detail::StorageSource;
using hone_test::GatedOps;
using hone_test::TemporaryDirectory;
using Names = std::vector<std::string>;

// An archive of one tensor whose data is owned by the caller, who will change it.
Archive archive_of(const std::vector<float>& numbers) {
  Archive archive = hone_test::small_archive(numbers);
  archive.storages[0].read = [&numbers] {
    return std::shared_ptr<const void>(std::shared_ptr<void>(), numbers.data());
  };
  return archive;
}

Archive filled(float number) { return hone_test::small_archive(std::vector<float>(64, number)); }

float number_in(const std::string& path) { return hone_test::weight(ArchiveReader(path)).front(); }

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_written_is_what_was_taken_while_its_owner_changes_it) {
  TemporaryDirectory directory;
  std::vector<float> numbers(100000, 1.0f);
  hone::detail::save_archive({directory / "foreground.pt"}, archive_of(numbers));
  GatedOps ops;
  BackgroundWriter writer(WhenBusy::wait, ops);
  ops.shut();
  BOOST_TEST(writer.save({directory / "last.pt"}, false, [&] { return archive_of(numbers); }));
  std::fill(numbers.begin(), numbers.end(), 2.0f);
  ops.open_gate();
  writer.wait();
  BOOST_CHECK(hone_test::read_file(directory / "last.pt") ==
              hone_test::read_file(directory / "foreground.pt"));
  BOOST_TEST(!writer.has_failed());
}

BOOST_AUTO_TEST_CASE(by_wait_every_save_is_made_in_order) {
  TemporaryDirectory directory;
  GatedOps ops;
  BackgroundWriter writer(WhenBusy::wait, ops);
  ops.shut();
  writer.save({directory / "first.pt"}, false, [] { return filled(1); });
  std::thread opener = ops.opener();
  writer.save({directory / "last.pt"}, false, [] { return filled(2); });
  opener.join();
  BOOST_TEST(number_in(directory / "first.pt") == 1);  // the writer waited for it
  writer.save({directory / "last.pt"}, false, [] { return filled(3); });
  writer.wait();
  BOOST_TEST(number_in(directory / "last.pt") == 3);
  BOOST_TEST(ops.names() == (Names{"first.pt", "last.pt", "last.pt"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(by_skip_a_save_that_finds_it_busy_is_left_out_unless_it_must_be_made) {
  TemporaryDirectory directory;
  GatedOps ops;
  BackgroundWriter writer(WhenBusy::skip, ops);
  ops.shut();
  BOOST_TEST(writer.save({directory / "last.pt"}, false, [] { return filled(1); }));
  bool was_asked = false;
  BOOST_TEST(!writer.save({directory / "last.pt"}, false, [&] {
    was_asked = true;
    return filled(2);
  }));
  BOOST_TEST(!was_asked);
  std::thread opener = ops.opener();
  BOOST_TEST(writer.save({directory / "last.pt"}, true, [] { return filled(3); }));
  opener.join();
  writer.wait();
  BOOST_TEST(ops.names().size() == 2u);
  BOOST_TEST(number_in(directory / "last.pt") == 3);
  BOOST_TEST(writer.save({directory / "last.pt"}, false, [] { return filled(4); }));
  writer.wait();
  BOOST_TEST(number_in(directory / "last.pt") == 4);
}

BOOST_AUTO_TEST_CASE(by_replace_the_newest_is_written_next_and_what_it_replaced_never) {
  TemporaryDirectory directory;
  GatedOps ops;
  BackgroundWriter writer(WhenBusy::replace, ops);
  ops.shut();
  writer.save({directory / "first.pt"}, false, [] { return filled(1); });
  ops.until_somebody_waits();
  for (const float number : {2.0f, 3.0f, 4.0f})
    writer.save({directory / "last.pt"}, false, [&] { return filled(number); });
  ops.open_gate();
  writer.wait();
  BOOST_TEST(number_in(directory / "first.pt") == 1);
  BOOST_TEST(number_in(directory / "last.pt") == 4);
  BOOST_TEST(ops.names() == (Names{"first.pt", "last.pt"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(by_replace_a_name_that_only_the_waiting_save_has_is_not_lost) {
  TemporaryDirectory directory;
  GatedOps ops;
  BackgroundWriter writer(WhenBusy::replace, ops);
  ops.shut();
  writer.save({directory / "last.pt"}, false, [] { return filled(1); });
  ops.until_somebody_waits();
  writer.save({directory / "best.pt", directory / "last.pt"}, true, [] { return filled(2); });
  std::thread opener = ops.opener();
  writer.save({directory / "last.pt"}, false, [] { return filled(3); });
  opener.join();
  writer.wait();
  BOOST_TEST(number_in(directory / "best.pt") == 2);
  BOOST_TEST(number_in(directory / "last.pt") == 3);
}

BOOST_AUTO_TEST_CASE(wherever_a_save_fails_the_error_is_kept_and_the_file_before_it_stays) {
  TemporaryDirectory directory;
  const std::string path = directory / "last.pt";
  int64_t failures = 0;
  for (int64_t n = 0;; ++n) {
    hone_test::FaultyOps ops;
    ops.error = ENOSPC;
    BackgroundWriter writer(WhenBusy::wait, ops);
    writer.save({path}, false, [] { return filled(1); });
    writer.wait();
    ops.calls = 0;
    ops.fail_at = n;
    writer.save({path}, false, [] { return filled(2); });
    writer.wait();
    ops.fail_at = -1;
    const bool all_done = ops.calls <= n;
    const bool has_failed = writer.has_failed();
    const std::string error = has_failed ? writer.take_error().what() : "";
    const float now = number_in(path);
    if (has_failed) {
      ++failures;
      BOOST_TEST((now == 1 || now == 2));  // 2: renamed, but the directory was not synced
      BOOST_TEST(error.find(directory.string()) != std::string::npos);
      BOOST_TEST(error.find("free some space") != std::string::npos);
    } else {
      BOOST_TEST(now == 2);
    }
    BOOST_TEST(!writer.has_failed());  // reported once
    writer.save({path}, false, [] { return filled(3); });
    writer.wait();
    BOOST_TEST(!writer.has_failed());
    BOOST_TEST(number_in(path) == 3);
    if (all_done) break;
  }
  BOOST_TEST(failures >= 6);  // open, allocate, pwrite, fsync, rename, the directory's fsync
}

BOOST_AUTO_TEST_CASE(of_several_failures_the_first_is_told) {
  TemporaryDirectory directory;
  BackgroundWriter writer(WhenBusy::wait);
  writer.save({directory / "none/first.pt"}, false, [] { return filled(1); });
  writer.save({directory / "none/second.pt"}, false, [] { return filled(2); });
  writer.wait();
  BOOST_TEST(std::string(writer.take_error().what()).find("first.pt") != std::string::npos);
  BOOST_TEST(!writer.has_failed());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_taken_is_thrown_at_once_and_what_was_taken_is_written) {
  TemporaryDirectory directory;
  BackgroundWriter writer(WhenBusy::wait);
  writer.save({directory / "last.pt"}, false, [] { return filled(1); });
  const auto fails = []() -> Archive { throw std::runtime_error("no numbers"); };
  BOOST_CHECK_THROW(writer.save({directory / "last.pt"}, false, fails), std::runtime_error);
  writer.wait();
  BOOST_TEST(number_in(directory / "last.pt") == 1);
}

BOOST_AUTO_TEST_CASE(destroyed_or_stopped_it_finishes_first) {
  TemporaryDirectory directory;
  GatedOps ops;
  for (const bool stops : {false, true}) {
    ops.shut();
    std::thread opener;
    {
      BackgroundWriter writer(WhenBusy::replace, ops);
      writer.save({directory / "first.pt"}, false, [] { return filled(1); });
      ops.until_somebody_waits();
      writer.save({directory / "last.pt"}, false, [] { return filled(2); });
      opener = ops.opener();
      if (stops) {
        writer.stop();
        BOOST_TEST(number_in(directory / "last.pt") == 2);
        writer.save({directory / "last.pt"}, false, [] { return filled(3); });
      }
    }
    opener.join();
    BOOST_TEST(number_in(directory / "first.pt") == 1);
    BOOST_TEST(number_in(directory / "last.pt") == (stops ? 3 : 2));
  }
}

BOOST_AUTO_TEST_CASE(the_child_of_a_fork_leaves_everything_to_its_parent) {
  TemporaryDirectory directory;
  GatedOps ops;
  auto writer = std::make_unique<BackgroundWriter>(WhenBusy::wait, ops);
  ops.shut();
  writer->save({directory / "last.pt"}, false, [] { return filled(1); });
  ops.until_somebody_waits();
  const pid_t child = ::fork();
  if (child == 0) {
    int refused = 0;
    try {
      writer->wait();
    } catch (const hone::ArgumentError&) {
      ++refused;
    }
    writer.reset();  // must not wait for a thread that does not exist
    ::_exit(refused == 1 ? 0 : 1);
  }
  int status = 0;
  BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
  BOOST_TEST(status == 0);
  ops.open_gate();
  writer->wait();
  BOOST_TEST(number_in(directory / "last.pt") == 1);
}

BOOST_AUTO_TEST_CASE(the_memory_of_the_largest_archive_is_kept_for_the_next) {
  Staging staging;
  std::vector<float> large(1000, 1.0f), small(10, 2.0f);
  Archive first = archive_of(large);
  staging.take(first)();
  const size_t capacity = staging.capacity();
  const void* const memory = first.storages[0].read().get();
  BOOST_TEST(memory != large.data());
  Archive second = archive_of(small);
  staging.take(second)();
  BOOST_TEST(staging.capacity() == capacity);
  BOOST_TEST(second.storages[0].read().get() == memory);
  BOOST_TEST(*static_cast<const float*>(memory) == 2.0f);
}

BOOST_AUTO_TEST_CASE(copies_that_a_device_makes_in_its_own_time_are_waited_for_by_the_thread) {
  TemporaryDirectory directory;
  std::vector<float> numbers(64, 1.0f);
  size_t allocated = 0;
  std::thread device;
  std::mutex mutex;
  std::condition_variable changed;
  bool may_copy = false;
  const auto on_device = [&] {
    Archive archive = archive_of(numbers);
    archive.storages[0].copy = [&](void* into) {
      device = std::thread([&, into] {
        std::unique_lock<std::mutex> lock(mutex);
        changed.wait(lock, [&] { return may_copy; });
        std::memcpy(into, numbers.data(), numbers.size() * sizeof(float));
      });
    };
    archive.allocate = [&](size_t bytes) {
      ++allocated;
      return std::shared_ptr<void>(std::shared_ptr<char[]>(new char[bytes]()));
    };
    archive.begun = [&] { return [&] { device.join(); }; };
    return archive;
  };
  BackgroundWriter writer(WhenBusy::wait);
  writer.save({directory / "plain.pt"}, false, [] { return filled(9); });
  for (const float number : {5.0f, 6.0f}) {
    writer.wait();
    numbers.assign(64, number);
    may_copy = false;
    writer.save({directory / "last.pt"}, false, on_device);  // returns before the copy
    {
      const std::lock_guard<std::mutex> lock(mutex);
      may_copy = true;
    }
    changed.notify_all();
    writer.wait();
    BOOST_TEST(!writer.has_failed());
    BOOST_TEST(number_in(directory / "last.pt") == number);
  }
  BOOST_TEST(allocated == 1u);  // replaced the previous memory, then reused

  Archive fails = on_device();
  fails.storages.push_back({{Dtype::uint8, 1}, []() -> std::shared_ptr<const void> {
                              throw std::runtime_error("no numbers");
                            }});
  Staging staging;
  BOOST_CHECK_THROW(staging.take(fails), std::runtime_error);
  BOOST_TEST(!device.joinable());  // no thread writes to the memory any more
}

BOOST_AUTO_TEST_CASE(storages_are_copied_as_they_ask_and_empty_ones_not_at_all) {
  Archive archive;
  const auto never = []() -> std::shared_ptr<const void> { throw std::logic_error("was read"); };
  archive.storages.push_back({{Dtype::uint8, 0}, never});
  archive.storages.push_back(
      {{Dtype::uint8, 3}, never, [](void* into) { std::memcpy(into, "abc", 3); }});
  archive.storages.push_back(hone_test::floats({0.5f}));
  Staging staging;
  staging.take(archive)();
  BOOST_TEST(std::string(static_cast<const char*>(archive.storages[1].read().get()), 3) == "abc");
  BOOST_TEST(*static_cast<const float*>(archive.storages[2].read().get()) == 0.5f);
}

BOOST_AUTO_TEST_SUITE_END()
