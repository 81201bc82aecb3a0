// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/tensorboard/detail/crc32c.hpp>
#include <hone/tensorboard/detail/event_file.hpp>
#include <hone/tensorboard/detail/hparams.hpp>
#include <hone/tensorboard/detail/proto.hpp>

#include <boost/test/unit_test.hpp>

#include "test/checkpoint/faulty_ops.hpp"
#include "test/temporary_directory.hpp"
#include <cerrno>
#include <chrono>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

using namespace hone::detail;
using hone_test::FaultyOps;
using hone_test::TemporaryDirectory;

namespace {

std::string hex(std::string_view bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const char c : bytes)
    (text += digits[static_cast<unsigned char>(c) >> 4]) +=
        digits[static_cast<unsigned char>(c) & 15];
  return text;
}

hone::TimePoint at(double seconds) {
  return hone::TimePoint(std::chrono::duration_cast<hone::TimePoint::duration>(
      std::chrono::duration<double>(seconds)));
}

/// Returns the events of a file up to the first damaged one.
std::vector<std::string> events_of(const std::string& path) {
  const std::string text = read_text(path).value_or("");
  std::string_view rest = text, event;
  std::vector<std::string> result;
  while (take_record(rest, event)) result.emplace_back(event);
  return result;
}

}  // namespace

// The bytes below were made by TensorBoard 2.21 from its own .proto files.
BOOST_AUTO_TEST_SUITE(event_file)

BOOST_AUTO_TEST_CASE(the_crc_is_castagnolis_and_masked) {
  BOOST_TEST(crc32c("123456789") == 0xe3069283u);
  BOOST_TEST(masked_crc32c("123456789") == 0xc78ab0e5u);
  BOOST_TEST(crc32c("") == 0u);
}

BOOST_AUTO_TEST_CASE(a_scalar_is_a_record_of_tensorboards_bytes) {
  std::string record;
  append_record(record, scalar_event(1700000000.5, 7, "loss", 0.25));
  BOOST_TEST(
      hex(record) ==
      "1a00000000000000129bd82d0900002040fc54d94110072a0d0a0b0a046c6f7373150000803ec576518e");
  BOOST_TEST(hex(version_event(1700000000.5)) ==
             "0900002040fc54d9411a0d627261696e2e4576656e743a32");
}

BOOST_AUTO_TEST_CASE(hparams_messages_are_tensorboards_bytes) {
  const auto range = std::make_shared<const hone::Distribution>(hone::FloatDistribution{0.5, 2});
  const hone::Distribution list = hone::CategoricalDistribution{{"a", "b"}};
  BOOST_TEST(hex(experiment_value("net", 1.5, {{"lr", HParam(*range)}, {"o", HParam(list)}},
                                  {"accuracy"})) ==
             "0a145f68706172616d735f2f6578706572696d656e7442060801120212004a660a640a0768706172616d7"
             "31259125"
             "719000000000000f83f221a0a026c722003321209000000000000e03f11000000000000004022110a016f"
             "20012a0a"
             "0a031a01610a031a01622a180a0a120861636375726163791a086163637572616379280232036e6574");

  hone::FrozenTrial trial;
  trial.state = hone::TrialState::fail;
  trial.params = {{"lr", range, 0.75}};
  trial.datetime_start = at(2.5);
  trial.datetime_complete = at(3.5);
  BOOST_TEST(hex(session_start_value(trial, "trial-3", "/s/best.pt")) ==
             "0a1c5f68706172616d735f2f73657373696f6e5f73746172745f696e666f42060801120212004a3e0a3c0"
             "a0768706"
             "172616d7312311a2f0a0f0a026c72120911000000000000e83f120a2f732f626573742e70742207747269"
             "616c2d33"
             "290000000000000440");
  BOOST_TEST(hex(session_end_value(trial)) ==
             "0a1a5f68706172616d735f2f73657373696f6e5f656e645f696e666f42060801120212004a1a0a180a076"
             "87061726"
             "16d73120d220b0802110000000000000c40");
}

BOOST_AUTO_TEST_CASE(a_number_beyond_a_float_is_infinite) {
  const float infinity = std::numeric_limits<float>::infinity();
  BOOST_TEST(to_float(1e300) == infinity);
  BOOST_TEST(to_float(-1e300) == -infinity);
  BOOST_TEST(to_float(0.5) == 0.5f);
  BOOST_TEST(std::isnan(to_float(std::numeric_limits<double>::quiet_NaN())));
}

BOOST_AUTO_TEST_CASE(a_step_may_be_long_or_negative) {
  for (const int64_t step : {int64_t{300}, std::numeric_limits<int64_t>::max(), int64_t{-1}}) {
    const std::string event = scalar_event(1, step, "x", 1);
    ProtoReader reader(event);
    while (reader.next() && reader.field() != 2) {
    }
    BOOST_TEST(reader.integer() == step);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_message_is_read_without_harm) {
  const std::string event = scalar_event(1700000000.5, 7, "loss", 0.25);
  for (size_t length = 0; length < event.size(); ++length) {
    size_t fields = 0;
    for (ProtoReader reader(std::string_view(event).substr(0, length)); reader.next();) ++fields;
    BOOST_TEST(fields < 3u);
  }
  for (ProtoReader reader("\x0f\xff\xff"); reader.next();) BOOST_ERROR("a field of no type");
  const std::string bytes(11, '\xff');
  ProtoReader long_number(bytes);
  BOOST_TEST(!long_number.next());
}

BOOST_AUTO_TEST_CASE(nothing_is_made_before_the_first_flush) {
  TemporaryDirectory directory;
  EventFile file(directory / "run");
  file.flush();
  file.add("x");
  BOOST_TEST(!boost::filesystem::exists(directory / "run"));
  file.flush();
  BOOST_TEST(events_of(file.path()).size() == 2u);  // the version, and this event
}

BOOST_AUTO_TEST_CASE(what_is_there_is_known_by_tag) {
  TemporaryDirectory directory;
  EventFile file(directory.string());
  for (const int64_t step : {1, 5, 3}) file.add(scalar_event(1, step, "loss", 0.5));
  file.add(scalar_event(1, 2, "lr", 0.5));
  file.flush();
  const PastEvents past = PastEvents::of(directory.string());
  BOOST_TEST(past.last_step.size() == 2u);
  BOOST_TEST(past.last_step.at("loss") == 5);
  BOOST_TEST(past.last_step.at("lr") == 2);
  BOOST_TEST(past.has("lr"));
  BOOST_TEST(!past.has("other"));
}

BOOST_AUTO_TEST_CASE(a_later_file_has_a_later_name) {
  TemporaryDirectory directory;
  std::string last;
  for (int i = 0; i < 3; ++i) {
    EventFile file(directory.string(), PastEvents::of(directory.string()).newest);
    file.add("x");
    file.flush();
    BOOST_TEST(file.path() > last);
    last = file.path();
  }
}

BOOST_AUTO_TEST_CASE(a_torn_or_flipped_record_ends_what_is_read) {
  std::string whole;
  append_record(whole, "first");
  const size_t first = whole.size();
  append_record(whole, "second");
  const auto count = [](std::string_view rest) {
    std::string_view event;
    int result = 0;
    while (take_record(rest, event)) ++result;
    return result;
  };
  BOOST_TEST(count(whole) == 2);
  for (size_t length = 0; length < whole.size(); ++length)
    BOOST_TEST(count(std::string_view(whole).substr(0, length)) == (length < first ? 0 : 1));
  for (size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    std::string flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    BOOST_TEST(count(flipped) == (bit / 8 < first ? 0 : 1));
  }
}

BOOST_AUTO_TEST_CASE(a_failed_write_is_made_good_by_the_next) {
  for (const int error : {ENOSPC, EIO, 0}) {  // 0: writes only half of it
    for (int64_t call = 0;; ++call) {
      TemporaryDirectory directory;
      FaultyOps ops;
      ops.fail_at = call;
      ops.error = error;
      EventFile file(directory / "a/run", 0, ops);
      int failures = 0;
      for (const char* event : {"one", "two", "three"}) {
        file.add(event);
        try {
          file.flush();
        } catch (const hone::Error&) {
          ++failures;
        }
      }
      BOOST_TEST(failures <= 1);
      file.flush();
      const std::vector<std::string> events = events_of(file.path());
      BOOST_TEST_REQUIRE(events.size() == 4u, "call " << call << ", " << ops.failed);
      BOOST_TEST(events[1] == "one");
      BOOST_TEST(events[3] == "three");
      if (ops.calls <= call) {
        BOOST_TEST(call > 5);
        break;
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_disk_that_stays_full_costs_a_megabyte_of_memory_and_an_error) {
  TemporaryDirectory directory;
  FaultyOps ops;
  ops.fail_at = 0, ops.error = ENOSPC, ops.goes_on = true;
  EventFile file(directory / "run", 0, ops);
  const std::string event(1000, 'x');
  for (int i = 0; i < 5000; ++i) {
    file.add(event);
    BOOST_CHECK_THROW(file.flush(), hone::Error);
    BOOST_TEST_REQUIRE(file.pending() < (size_t{1} << 20) + 2000);
  }
}

BOOST_AUTO_TEST_SUITE_END()
