// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/storages/detail/journal_text.hpp>
#include <hone/storages/detail/quick_decoder.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

BOOST_AUTO_TEST_SUITE(quick_decoder)

using namespace hone::detail;

namespace {

/// The complete content of a record of the four kinds, as text.
std::string describe(const JournalRecord& record) {
  JournalEncoder text("w");
  std::string worker;
  std::visit(
      [&](const auto& set) {
        using Set = std::decay_t<decltype(set)>;
        if constexpr (std::is_same_v<Set, hone::CreateTrial>) {
          text.study(record.study, set);
          worker = set.trial.worker;
        } else if constexpr (std::is_same_v<Set, hone::SetStudyUserAttr> ||
                             std::is_same_v<Set, hone::SetStudySystemAttr>) {
          text.study(record.study, set);
        } else {
          text.trial(record.trial, set);
          if constexpr (std::is_same_v<Set, hone::SetState>) worker = set.worker;
        }
      },
      record.change);
  return std::to_string(static_cast<int>(record.op)) + ' ' + text.text() + worker + ' ' +
         std::to_string(record.study);
}

struct Both {
  DistributionPool pool;
  QuickDecoder quick{pool};
  JournalDecoder thorough{pool};
  JsonReader json;
  int64_t taken = 0;

  /// Returns whether the quick decoder accepts the line; it must then agree with the thorough one.
  bool agree(std::string_view line) {
    JournalRecord record;
    if (!quick.decode(line, record)) return false;
    ++taken;
    const JsonValue* value = json.parse(line);
    BOOST_TEST_REQUIRE(value, "only the quick one reads " << line);
    std::string other;
    try {
      other = describe(thorough.decode(*value));
    } catch (const BadRecord& bad) {
      other = bad.why;
    }
    BOOST_TEST_REQUIRE(describe(record) == other, "of " << line);
    return true;
  }
};

std::vector<std::string> lines_of(const std::string& name) {
  std::ifstream file(HONE_TEST_FIXTURES "/journals/" + name);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  BOOST_TEST_REQUIRE(!lines.empty());
  return lines;
}

const std::vector<std::string> kCommon = {
    R"({"op_code":4,"worker_id":"hone-a-1","study_id":0,"datetime_start":"2026-11-23T15:12:57.772875+00:00"})",
    R"({"op_code":5,"worker_id":"w","trial_id":3,"param_name":"lr","param_value_internal":0.001,"distribution":"{\"name\":\"FloatDistribution\",\"attributes\":{\"step\":null,\"low\":1e-05,\"high\":0.1,\"log\":true}}"})",
    R"({"op_code": 5, "worker_id": "w", "trial_id": 3, "param_name": "opt", "param_value_internal": 1, "distribution": "{\"name\": \"CategoricalDistribution\", \"attributes\": {\"choices\": [\"sgd\", \"adam\"]}}"})",
    R"({"op_code":6,"worker_id":"w","trial_id":12,"state":1,"values":[0.25, -1e-07],"datetime_complete":"2026-11-23T15:12:57.772875+00:00"})",
    R"({"op_code":6,"worker_id":"w","trial_id":1,"state":0,"values":null,"datetime_start":"2026-11-23T15:12:57+00:00"})",
    R"({"op_code":7,"worker_id":"w","trial_id":1,"step":12,"intermediate_value":-1.5e-300})",
    R"({"op_code":7,"worker_id":"w","trial_id":1,"step":-2,"intermediate_value":-Infinity})",
    R"({"op_code":7,"worker_id":"w","trial_id":1,"step":2,"intermediate_value":NaN})",
};

}  // namespace

BOOST_AUTO_TEST_CASE(the_common_lines_are_taken) {
  Both both;
  for (const std::string& line : kCommon) BOOST_TEST(both.agree(line), line);
}

BOOST_AUTO_TEST_CASE(the_golden_journals_read_the_same) {
  for (const char* name : {"optuna-3.1.0.log", "optuna-4.9.0.log", "optuna-5.0.0.log",
                           "rustuna-0.2.log", "hone-0.1.log"}) {
    Both both;
    for (const std::string& line : lines_of(name)) both.agree(line);
    BOOST_TEST(both.taken > 0);
  }
}

BOOST_AUTO_TEST_CASE(a_line_with_any_byte_changed_is_left_alone_or_reads_the_same) {
  const std::string bytes =
      std::string("\0\n\t \"\\/:,{}[]0123459-+.eEuNnIytfx\x7f\x80\xed\xff", 37);
  Both both;
  for (const std::string& line : kCommon)
    for (size_t at = 0; at < line.size(); ++at) {
      both.agree(line.substr(0, at) + line.substr(at + 1));
      both.agree(line.substr(0, at));
      for (const char byte : bytes) {
        std::string changed = line;
        changed[at] = byte;
        both.agree(changed);
        both.agree(line.substr(0, at) + byte + line.substr(at));
      }
    }
  BOOST_TEST(both.taken > 1000);
}

BOOST_AUTO_TEST_CASE(numbers_read_the_same_however_they_are_spelled) {
  Both both;
  for (const char* number : {"0",
                             "-0",
                             "-0.0",
                             "00",
                             "01",
                             "1.",
                             ".5",
                             "1e5",
                             "1E+5",
                             "1e",
                             "1e+",
                             "5e-324",
                             "1e-999",
                             "1e308",
                             "1e309",
                             "-1e999",
                             "9223372036854775807",
                             "9223372036854775808",
                             "-9223372036854775808",
                             "123456789012345678901234567890",
                             "0.1e310",
                             "null",
                             "true",
                             "-NaN",
                             "Inf",
                             "Infinit",
                             "\"1\"",
                             "0.30000000000000004",
                             "1.7976931348623157e+308"})
    for (
        const char* line :
        {R"({"op_code":7,"worker_id":"w","trial_id":1,"step":2,"intermediate_value":)",
         R"({"op_code":7,"worker_id":"w","trial_id":1,"intermediate_value":2,"step":)",
         R"({"op_code":6,"trial_id":1,"state":3,"datetime_complete":"2026-11-23T15:12:57Z","values":[)"})
      for (const char* end : {"}", "]}", ",1]}", " }", " ]}"})
        both.agree(std::string(line) + number + end);
  BOOST_TEST(both.taken > 50);
}

BOOST_AUTO_TEST_CASE(what_is_out_of_the_common_is_left_to_the_thorough_one) {
  Both both;
  for (
      const char* line :
      {"", "{}", "[]", R"({"op_code":7})", R"({"op_code":11,"worker_id":"w"})",
       R"({"op_code":8,"worker_id":"w","trial_id":0,"user_attr":{"b":2}})",
       R"({"op_code":7,"worker_id":"a\u0041","trial_id":1,"step":2,"intermediate_value":1})",
       R"({"op_code":7,"worker_id":"w","distribution":"\x","trial_id":1,"step":2,"intermediate_value":1})",
       R"({"op_code":4,"worker_id":"w","study_id":0,"datetime_start":null})",
       R"({"op_code":4,"worker_id":"w","study_id":0,"datetime_start":"2026-11-23T15:12:57Z","state":1})",
       R"({"op_code":6,"worker_id":"w","trial_id":1,"state":7,"values":null})",
       R"({"op_code":5,"worker_id":"w","trial_id":3,"param_name":"p","param_value_internal":5,"distribution":"{\"name\":\"CategoricalDistribution\",\"attributes\":{\"choices\":[1]}}"})"})
    BOOST_TEST(!both.agree(line), line);
}

BOOST_AUTO_TEST_SUITE_END()
