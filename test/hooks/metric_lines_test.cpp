// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/hooks.hpp>
#include <hone/records/text/timestamp.hpp>

#include <boost/test/unit_test.hpp>

#include <stdio.h>

#include <cmath>
#include <cstdlib>
#include <regex>
#include <string>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(metric_lines)

using hone::Next;

namespace {

/// Captures what a hook writes to `stream`.
class Output {
 public:
  Output() : stream(::open_memstream(&text_, &size_)) {}
  ~Output() {
    std::fclose(stream);
    std::free(text_);
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  std::string text() const { return std::string(text_, size_); }  // what was flushed

 private:
  char* text_ = nullptr;
  size_t size_ = 0;

 public:
  std::FILE* const stream;
};

/// What Katib's collector finds in a line with its default filter.
std::vector<std::pair<std::string, std::string>> found_by_katib(const std::string& line) {
  static const std::regex filter(R"(([\w|-]+)\s*=\s*([+-]?\d*(\.\d+)?([Ee][+-]?\d+)?))");
  std::vector<std::pair<std::string, std::string>> result;
  for (std::sregex_iterator at(line.begin(), line.end(), filter), end; at != end; ++at)
    result.emplace_back((*at)[1], (*at)[2]);
  return result;
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_epoch_prints_its_value_and_the_variables_as_they_are) {
  Output output;
  double loss = 0.5;
  auto hooks = hone::hooks(hone::metric_lines(output.stream)
                               .value_name("accuracy")
                               .with("train-loss", loss)
                               .with("lr", [] { return 1e-5; }));
  BOOST_CHECK(hooks.on_epoch_end(3, 0.9125) == Next::proceed);
  BOOST_TEST(output.text() == "epoch=3\naccuracy=0.9125\ntrain-loss=0.5\nlr=1e-05\n");
  loss = 0.25;
  BOOST_CHECK(hooks.on_epoch_end(4, 1) == Next::proceed);
  BOOST_TEST(output.text().substr(48) == "epoch=4\naccuracy=1.0\ntrain-loss=0.25\nlr=1e-05\n");
}

BOOST_AUTO_TEST_CASE(a_copy_has_functions_of_its_own) {
  Output output;
  const auto lines =
      hone::metric_lines(output.stream).with("epochs", [n = 0]() mutable { return ++n; });
  auto first = lines, second = lines;
  (void)hone::hooks(first).on_epoch_end(1, 0.5);
  (void)hone::hooks(first, second).on_epoch_end(2, 0.5);
  BOOST_TEST(output.text().find("epochs=2") != std::string::npos);
  BOOST_TEST(output.text().find("epochs=3") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(katib_reads_every_number_to_the_last_bit) {
  for (const double value :
       {0.1 + 0.2, -1e-300, 1.7976931348623157e308, 5e-324, -0.0, 12345.0, 1e16, 0.0001}) {
    Output output;
    hone::MetricLines hook(output.stream);
    hook.value_name("val|loss-1_x").on_epoch_end({1, value});
    const std::string text = output.text();
    const auto found = found_by_katib(text.substr(text.find('\n') + 1));
    BOOST_TEST_REQUIRE(found.size() == 1u);
    BOOST_TEST(found[0].first == "val|loss-1_x");
    BOOST_TEST(std::strtod(found[0].second.c_str(), nullptr) == value);
  }
}

BOOST_AUTO_TEST_CASE(what_katib_cannot_read_has_no_line) {
  Output output;
  hone::MetricLines hook(output.stream);
  hook.on_epoch_end({1, std::nan("")});
  hook.on_epoch_end({2, HUGE_VAL});
  hook.on_epoch_end({3, 0.5});
  BOOST_TEST(output.text() == "epoch=1\nepoch=2\nepoch=3\nvalue=0.5\n");
}

BOOST_AUTO_TEST_CASE(a_time_comes_first_where_it_is_asked_for) {
  Output output;
  hone::MetricLines hook = hone::metric_lines(output.stream).timestamps(true);
  const auto before = std::chrono::system_clock::now() - std::chrono::milliseconds(1);
  hook.on_epoch_end({1, 0.5});
  const std::string text = output.text();
  const std::string line = text.substr(text.find('\n') + 1);
  const auto time = hone::detail::from_timestamp(line.substr(0, line.find(' ')));
  BOOST_TEST_REQUIRE(time.has_value());
  BOOST_TEST((*time >= before && *time <= std::chrono::system_clock::now()));
  BOOST_TEST(line.substr(line.find(' ')) == " value=0.5\n");
  BOOST_TEST(found_by_katib(line).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_name_that_katib_would_cut_is_refused) {
  Output output;
  double x = 0;
  BOOST_CHECK_THROW(hone::metric_lines(output.stream).with("train/loss", x), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::metric_lines(output.stream).with("", x), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::metric_lines(output.stream).with("value", x), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::metric_lines(output.stream).with("epoch", x), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::metric_lines(output.stream).with("a", x).with("a", x),
                    hone::ArgumentError);
  BOOST_CHECK_THROW(hone::metric_lines(output.stream).value_name("a b"), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::metric_lines(output.stream).value_name("epoch"), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::metric_lines(output.stream).with("a", x).value_name("a"),
                    hone::ArgumentError);
}

BOOST_AUTO_TEST_SUITE_END()
