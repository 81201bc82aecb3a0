// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/records/text/json.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <string>

BOOST_AUTO_TEST_SUITE(json)

using hone::Json;
using hone::Value;
using hone::detail::JsonReader;
using hone::detail::JsonValue;
using hone::detail::to_json;
using hone::detail::value_from_json;

namespace {

Value read(const std::string& text) {
  JsonReader reader;
  const JsonValue* value = reader.parse(text);
  BOOST_TEST_REQUIRE(value, text << ": " << reader.error());
  return value_from_json(*value);
}

}  // namespace

BOOST_AUTO_TEST_CASE(values_are_written_as_python_reads_them) {
  BOOST_TEST(to_json(nullptr) == "null");
  BOOST_TEST(to_json(true) == "true");
  BOOST_TEST(to_json(1) == "1");
  BOOST_TEST(to_json(1.0) == "1.0");
  BOOST_TEST(to_json(-0.0) == "-0.0");
  BOOST_TEST(to_json(0.1) == "0.1");
  BOOST_TEST(to_json(1e-5) == "1e-05");
  BOOST_TEST(to_json(std::nan("")) == "NaN");
  BOOST_TEST(to_json(INFINITY) == "Infinity");
  BOOST_TEST(to_json(-INFINITY) == "-Infinity");
  BOOST_TEST(to_json("a\"b\\c\n\t\x01\x7f") == "\"a\\\"b\\\\c\\n\\t\\u0001\x7f\"");
  BOOST_TEST(to_json(std::string("a\0b", 3)) == "\"a\\u0000b\"");
  BOOST_TEST(to_json(Json{"[1, 2.0 ,\n{\"a\": NaN}]"}) == "[1,2.0,{\"a\":NaN}]");
}

BOOST_AUTO_TEST_CASE(every_kind_of_value_is_read_back_as_itself) {
  const Value values[] = {nullptr,
                          false,
                          true,
                          0,
                          -1,
                          std::numeric_limits<int64_t>::max(),
                          std::numeric_limits<int64_t>::min(),
                          1.0,
                          5e-324,
                          1.7976931348623157e308,
                          -INFINITY,
                          "",
                          "\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80",
                          std::string("\0", 1),
                          Json{"[]"},
                          Json{"{}"},
                          Json{"{\"a\":[1,2.0,null,{\"b\":true}]}"}};
  for (const Value& value : values) BOOST_TEST((read(to_json(value)) == value), value.to_string());
}

BOOST_AUTO_TEST_CASE(doubles_are_read_back_to_the_last_bit) {
  std::mt19937_64 random(1);
  std::string text;
  JsonReader reader;
  for (int i = 0; i < 200000; ++i) {
    const uint64_t bits = random();
    double number = 0;
    std::memcpy(&number, &bits, sizeof number);
    if (std::isnan(number)) continue;
    hone::detail::append_json(text.erase(), number);
    const JsonValue* value = reader.parse(text);
    BOOST_TEST_REQUIRE(value, text);
    BOOST_TEST_REQUIRE((value->GetDouble() == number && !value->IsInt64()), text);
    BOOST_TEST_REQUIRE(text.size() <= 24u, text);
  }
}

BOOST_AUTO_TEST_CASE(numbers_beyond_64_bits_are_doubles) {
  BOOST_TEST(read("9223372036854775808").as<double>() == 9223372036854775808.0);
  BOOST_TEST(read("-1e-400").as<double>() == 0.0);
  BOOST_TEST(read("9e308").as<double>() == INFINITY);
  BOOST_TEST(std::isnan(read("NaN").as<double>()));
  BOOST_TEST(read("-Infinity").as<double>() == -INFINITY);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf8_travel_as_python_escapes_them) {
  for (const std::string bytes : {"\xff",
                                  "a\x80"
                                  "b",
                                  "\xed\xb2\x80", "\xc3", "\xf5\x80\x80\x80", "\xe0\x80\x80"}) {
    const std::string text = to_json(bytes);
    for (const char c : text) BOOST_TEST((c > 0 && c < 0x7f), text);
    BOOST_TEST((read(text) == Value(bytes)), text);
  }
  BOOST_TEST(to_json("\xff") == "\"\\udcff\"");
}

BOOST_AUTO_TEST_CASE(half_a_pair_of_escapes_is_no_end) {
  BOOST_TEST((read(R"("\\ud83d\\\ud83d")") == Value("\\ud83d\\\xef\xbf\xbd")));
  JsonReader reader;
  for (const char* text :
       {R"("\ud83d)", R"("\ud83d\u)", R"("\ud83d\ud)", R"("\ud83d\)", R"("\ud83d\ud83)"})
    BOOST_TEST(!reader.parse(text), text);
  BOOST_TEST((read(R"("\ud83d\ude00")") == Value("\xf0\x9f\x98\x80")));
  BOOST_TEST((read(R"("a\ud83d")") == Value("a\xef\xbf\xbd")));
  BOOST_TEST((read(R"("\ud83d\ud83d\ude00\ud83dx")") ==
              Value("\xef\xbf\xbd\xf0\x9f\x98\x80\xef\xbf\xbdx")));
}

BOOST_AUTO_TEST_CASE(what_is_no_json_is_refused) {
  JsonReader reader;
  for (const char* text : {"", " ", "{", "[1,]", "{\"a\"}", "nul", "1 2", "{}}", "'a'", "\"a", "01",
                           "+1", "--1", "\"\n\""})
    BOOST_TEST(!reader.parse(text), text);
  BOOST_TEST(!reader.parse(std::string_view("1\0", 2)));
  BOOST_TEST(!reader.parse(std::string_view("{}\0{}", 5)));
  BOOST_TEST(reader.parse(" {} \r"));
  BOOST_CHECK_THROW(to_json(Json{"[1"}), hone::ArgumentError);
}

BOOST_AUTO_TEST_CASE(nesting_is_bounded) {
  JsonReader reader;
  const auto nested = [](size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  BOOST_TEST(reader.parse(nested(hone::detail::kMaxJsonDepth)));
  BOOST_TEST(!reader.parse(nested(hone::detail::kMaxJsonDepth + 1)));
  BOOST_TEST(reader.is_beyond_reader());
  BOOST_TEST(!reader.parse(std::string(10000000, '[')));
  BOOST_TEST(!reader.parse("]"));
  BOOST_TEST(!reader.is_beyond_reader());
}

BOOST_AUTO_TEST_CASE(a_reader_forgets_what_it_read_before) {
  JsonReader reader;
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(reader.parse("{\"a\": \"" + std::string(100000, 'x') + "\"}")->IsObject());
    BOOST_TEST(reader.parse("1")->GetInt64() == 1);
    BOOST_TEST(!reader.parse("{\"a\": "));
  }
}

BOOST_AUTO_TEST_SUITE_END()
