// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/files/worker.hpp>
#include <hone/storages/detail/journal_reader.hpp>

#include <boost/test/unit_test.hpp>

#include "test/storages/describe.hpp"
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>

BOOST_AUTO_TEST_SUITE(journal_reader)

using hone::TrialState;
using hone::detail::JournalReader;
using hone::detail::JournalReplay;

namespace {

struct Played {
  JournalReader reader;
  JournalReplay replay;
  JournalReader::Read read;

  explicit Played(const std::string& text) : read(reader.read(text, replay)) {}
  const hone::StudyRecord& study(int64_t id = 0) const { return replay.find(id)->record; }
};

std::string golden(const std::string& name) {
  std::ifstream file(HONE_TEST_FIXTURES "/journals/" + name);
  BOOST_TEST_REQUIRE(file.good(), name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

const char* const kGolden[] = {"optuna-3.1.0.log", "optuna-4.9.0.log", "optuna-5.0.0.log",
                               "rustuna-0.2.log", "hone-0.1.log"};

const std::string kStudy = R"({"op_code":0,"worker_id":"w","study_name":"s","directions":[1]})"
                           "\n";
const std::string kTrial = R"({"op_code":4,"worker_id":"w","study_id":0,"datetime_start":null})"
                           "\n";

/// A record of parameter "p" with a short distribution.
std::string param(int trial, const std::string& distribution, const std::string& internal) {
  std::string text = R"({"op_code":5,"worker_id":"w","trial_id":)" + std::to_string(trial) +
                     R"(,"param_name":"p","param_value_internal":)" + internal +
                     R"(,"distribution":)";
  hone::detail::append_json(text, std::string_view(distribution));
  return text + "}\n";
}
std::string state(int trial, int state, const std::string& rest) {
  return R"({"op_code":6,"worker_id":"v","trial_id":)" + std::to_string(trial) + R"(,"state":)" +
         std::to_string(state) + "," + rest + "}\n";
}
const std::string kNow = "\"2026-11-23T15:12:57.772875+00:00\"";
const std::string kStart = R"("values":null,"datetime_start":)" + kNow;
const std::string kEnd = R"("values":[0.5],"datetime_complete":)" + kNow;

}  // namespace

BOOST_AUTO_TEST_CASE(the_journals_of_every_optuna_say_the_same) {
  for (const std::string name : {"optuna-3.1.0.log", "optuna-4.9.0.log", "optuna-5.0.0.log"}) {
    const std::string text = golden(name);
    const Played played(text);
    BOOST_TEST(played.read.bytes == text.size());
    BOOST_TEST((played.read.stop == JournalReader::Stop::end), name << ": " << played.read.why);
    BOOST_TEST_REQUIRE(played.replay.studies().size() == 3u);
    BOOST_TEST(played.replay.find("gone") == -1);
    BOOST_TEST(played.replay.find("demo") == 1);

    const hone::StudyRecord& demo = played.study(1);
    BOOST_TEST((demo.direction() == hone::Direction::maximize));
    BOOST_TEST(demo.user_attrs.at("dataset").as<std::string>() ==
               "Fashion-MNIST \xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80");
    BOOST_TEST((demo.system_attrs.at("nested") == hone::Json{R"({"a":[1,2.0,null,{"b":true}]})"}));
    BOOST_TEST_REQUIRE(demo.trials.size() == 7u);
    BOOST_TEST((demo.finished == std::vector<int64_t>{0, 1, 2, 3, 4}));
    BOOST_TEST((demo.unfinished == std::set<int64_t>{5, 6}));

    const hone::FrozenTrial& first = demo.trials[0];
    BOOST_TEST(first.value() == 0.25);
    BOOST_TEST(first.param<double>("lr") == 0.001);
    BOOST_TEST(first.param<std::string>("opt") == "adam");
    BOOST_TEST(first.params.size() == 5u);
    BOOST_TEST((*first.find_param("layers")->distribution ==
                hone::Distribution(hone::IntDistribution{1, 9, false, 2})));
    BOOST_TEST((*first.find_param("dropout")->distribution ==
                hone::Distribution(hone::FloatDistribution{0, 0.5, false, 0.1})));
    BOOST_TEST((*first.find_param("units")->distribution ==
                hone::Distribution(hone::IntDistribution{8, 1024, true, 1})));
    BOOST_TEST(first.intermediate_values.at(1) == INFINITY);
    BOOST_TEST(std::isnan(first.intermediate_values.at(2)));
    BOOST_TEST(first.intermediate_values.at(3) == 0.1 + 0.2);
    BOOST_TEST((first.user_attrs.at("ckpt") == hone::Json{R"({"path":"a/b.pt","epoch":4})"}));
    BOOST_TEST((first.user_attrs.at("ratio") == 1.0));
    BOOST_TEST((first.user_attrs.at("count") == 1));
    BOOST_TEST((first.user_attrs.at("memo") == "seed"));
    BOOST_TEST((first.datetime_start && first.datetime_complete &&
                *first.datetime_start < *first.datetime_complete));
    BOOST_TEST(!first.worker.empty());

    BOOST_TEST((demo.trials[1].state == TrialState::pruned));
    BOOST_TEST(demo.trials[1].value() == 3.0);
    BOOST_TEST((demo.trials[2].state == TrialState::fail));
    BOOST_TEST(demo.trials[2].values.empty());
    BOOST_TEST(demo.trials[3].value() == -INFINITY);
    BOOST_TEST(demo.trials[4].value() == 0.7);
    BOOST_TEST((demo.trials[4].param<hone::Value>("opt") == nullptr));
    BOOST_TEST(demo.trials[4].intermediate_values.at(10) == 0.7);
    BOOST_TEST((demo.trials[4].system_attrs.at("why") == hone::Json{R"(["because"])"}));
    BOOST_TEST((demo.trials[5].state == TrialState::running));
    BOOST_TEST((demo.trials[6].state == TrialState::waiting));
    BOOST_TEST((demo.trials[6].system_attrs.at("fixed_params") == hone::Json{R"({"lr":0.5})"}));
    BOOST_TEST((demo.trials[0].params[0].distribution == demo.trials[5].params[0].distribution),
               "distributions are shared");

    const hone::StudyRecord& pareto = played.study(2);
    BOOST_TEST((pareto.directions == std::vector<hone::Direction>{hone::Direction::minimize,
                                                                  hone::Direction::maximize}));
    BOOST_TEST((pareto.trials[0].values == std::vector<double>{1, 2}));
    BOOST_TEST((pareto.trials[1].values == std::vector<double>{3, 4}));
  }
}

BOOST_AUTO_TEST_CASE(rustunas_journal_is_read) {
  const Played played(golden("rustuna-0.2.log"));
  BOOST_TEST((played.read.stop == JournalReader::Stop::end), played.read.why);
  BOOST_TEST(played.study().trials.size() == 4u);
  BOOST_TEST(played.study().finished.size() == 3u);
  BOOST_TEST(played.study().trials[2].value() == 1.0);
  BOOST_TEST((played.study().user_attrs.at("k") == hone::Json{R"({"a":1})"}));
}

BOOST_AUTO_TEST_CASE(hones_own_first_journal_is_read) {
  const Played played(golden("hone-0.1.log"));
  BOOST_TEST((played.read.stop == JournalReader::Stop::end), played.read.why);
  const hone::StudyRecord& demo = played.study(played.replay.find("demo"));
  BOOST_TEST((demo.user_attrs.at("bytes") == "caf\xe9"));
  BOOST_TEST((demo.system_attrs.at("hone:seed") == 9007199254740991));
  BOOST_TEST((demo.finished == std::vector<int64_t>{0, 1, 2, 3}));
  BOOST_TEST((demo.unfinished == std::set<int64_t>{4, 5}));
  BOOST_TEST(demo.trials[0].param<double>("dropout") == 0.30000000000000004);
  BOOST_TEST(demo.trials[0].intermediate_values.at(1000000) == 5e-324);
  BOOST_TEST((demo.trials[3].params[1].value() == 2.5));
  BOOST_TEST(hone::detail::is_hone_worker(demo.trials[5].worker));
}

BOOST_AUTO_TEST_CASE(every_beginning_of_a_journal_is_read_up_to_its_last_whole_line) {
  for (const char* name : kGolden) {
    const std::string text = golden(name);
    for (size_t size = 0; size < text.size(); ++size) {
      const Played played(text.substr(0, size));
      const size_t line = text.substr(0, size).rfind('\n');
      BOOST_TEST_REQUIRE(played.read.bytes == (line == std::string::npos ? 0 : line + 1));
      BOOST_TEST_REQUIRE((played.read.stop == JournalReader::Stop::end));
    }
  }
}

BOOST_AUTO_TEST_CASE(no_wrong_byte_brings_the_reader_down) {
  int refused = 0;
  for (const char* name : kGolden) {
    const std::string text = golden(name);
    for (size_t at = 0; at < text.size(); at += 5)
      for (const char wrong : {'\0', '\n', '"', '9', '\xff'}) {
        std::string damaged = text;
        damaged[at] = wrong;
        const Played played(damaged);
        refused += played.read.stop != JournalReader::Stop::end;
        for (const auto& study : played.replay.studies()) hone_test::describe(study.record);
      }
  }
  BOOST_TEST(refused > 300);
}

BOOST_AUTO_TEST_CASE(a_garbled_line_is_told_from_a_bad_one) {
  for (const std::string garbled : {"", "{", "null", "[]", "1", "{}}", R"({"op_code":4)"}) {
    const Played played(kStudy + garbled + "\n" + kTrial);
    BOOST_TEST((played.read.stop == JournalReader::Stop::garbled), garbled);
    BOOST_TEST(played.read.bytes == kStudy.size());
    BOOST_TEST(played.reader.lines() == 1);
  }
  const Played zeros(kStudy + std::string(100, '\0') + "\n");
  BOOST_TEST((zeros.read.stop == JournalReader::Stop::garbled));
  for (const std::string& bad :
       {std::string("{}"), std::string(R"({"op_code":"4"})"), std::string(R"({"op_code":4})"),
        std::string(R"({"op_code":0,"study_name":1,"directions":[1]})"),
        std::string(R"({"op_code":0,"study_name":"a","directions":[3]})"),
        std::string(R"({"op_code":2,"study_id":0,"user_attr":{}})"),
        std::string(R"({"op_code":2,"study_id":0,"user_attr":{"a":1,"b":2}})"),
        std::string(R"({"op_code":4,"study_id":0,"params":{"a":1}})"),
        std::string(R"({"op_code":4,"study_id":0,"state":5})"),
        std::string(R"({"op_code":4,"study_id":0,"datetime_start":"noon"})"),
        std::string(R"({"op_code":4,"study_id":0,"intermediate_values":{"x":1}})"),
        std::string(R"({"op_code":6,"trial_id":0,"state":1,"values":[1]})"),
        std::string(R"({"op_code":6,"trial_id":0,"state":1,"values":1,"datetime_complete":)") +
            kNow + "}",
        std::string(R"({"op_code":7,"trial_id":0,"step":0.5,"intermediate_value":1})"),
        std::string(R"({"op_code":7,"trial_id":0,"step":1,"intermediate_value":"1"})"),
        std::string(R"({"op_code":9,"trial_id":0})"),
        std::string(1500, '[') + std::string(1500, ']'),
        std::string(R"({"op_code":7,"trial_id":0,"step":1,"intermediate_value":1e999})")}) {
    const Played played(kStudy + kTrial + bad + "\n" + kTrial);
    BOOST_TEST((played.read.stop == JournalReader::Stop::bad), bad);
    BOOST_TEST(!played.read.why.empty());
    BOOST_TEST(played.reader.lines() == 2);
  }
}

BOOST_AUTO_TEST_CASE(an_unknown_operation_is_named) {
  const Played played(kStudy + R"({"op_code":11,"worker_id":"w"})" + "\n");
  BOOST_TEST((played.read.stop == JournalReader::Stop::bad));
  BOOST_TEST(played.read.why.find("11") != std::string::npos, played.read.why);
  BOOST_TEST(played.read.why.find("newer") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_has_no_place_changes_nothing) {
  const std::string begin = kStudy + kTrial + state(0, 1, kEnd) + kTrial;
  const std::string before = hone_test::describe(Played(begin).study());
  for (const std::string& line :
       {kStudy, std::string(R"({"op_code":1,"study_id":7})"),
        std::string(R"({"op_code":1,"study_id":-1})"),
        std::string(R"({"op_code":4,"study_id":7,"datetime_start":null})"),
        std::string(R"({"op_code":4,"study_id":-1,"datetime_start":null})"),
        std::string(R"({"op_code":2,"study_id":1,"user_attr":{"a":1}})"),
        std::string(R"({"op_code":8,"trial_id":0,"user_attr":{"a":1}})"),
        std::string(R"({"op_code":8,"trial_id":2,"user_attr":{"a":1}})"),
        std::string(R"({"op_code":8,"trial_id":-1,"user_attr":{"a":1}})"),
        std::string(R"({"op_code":7,"trial_id":0,"step":1,"intermediate_value":1})"),
        std::string(R"({"op_code":10,"trial_ids":[1]})"), state(0, 3, kEnd), state(0, 0, kStart),
        state(1, 0, kStart), param(0, R"({"type":"float","low":0,"high":1})", "0.5")}) {
    const Played played(begin + line + (line.back() == '\n' ? "" : "\n"));
    BOOST_TEST((played.read.stop == JournalReader::Stop::end), line << played.read.why);
    BOOST_TEST(hone_test::describe(played.study()) == before, line);
    BOOST_TEST(played.replay.next_trial() == 2);
  }
}

BOOST_AUTO_TEST_CASE(trials_are_counted_over_all_studies_that_there_are) {
  const std::string second = R"({"op_code":0,"worker_id":"w","study_name":"t","directions":[1,2]})"
                             "\n";
  const std::string of_second =
      R"({"op_code":4,"worker_id":"w","study_id":1,"datetime_start":null})"
      "\n";
  const std::string nobodys = R"({"op_code":4,"worker_id":"w","study_id":9,"datetime_start":null})"
                              "\n";
  const Played played(kStudy + kTrial + second + of_second + nobodys + kTrial + of_second +
                      state(3, 1, kEnd));
  BOOST_TEST(played.study(0).trials.size() == 2u);
  BOOST_TEST(played.study(1).trials.size() == 2u);
  BOOST_TEST((played.study(1).trials[1].state == TrialState::complete));
}

BOOST_AUTO_TEST_CASE(a_deleted_study_keeps_its_id_and_frees_its_name) {
  const std::string deleted = R"({"op_code":1,"worker_id":"w","study_id":0})"
                              "\n";
  const Played played(kStudy + kTrial + deleted + kTrial + state(0, 1, kEnd) + kStudy +
                      R"({"op_code":4,"worker_id":"w","study_id":1,"datetime_start":null})"
                      "\n" +
                      state(1, 1, kEnd));
  BOOST_TEST((played.read.stop == JournalReader::Stop::end), played.read.why);
  BOOST_TEST(played.replay.find(0)->is_deleted);
  BOOST_TEST(played.replay.find("s") == 1);
  BOOST_TEST((played.study(1).finished == std::vector<int64_t>{0}));
}

BOOST_AUTO_TEST_CASE(a_waiting_trial_is_the_firsts_who_takes_it) {
  const std::string waiting =
      R"({"op_code":4,"worker_id":"w","study_id":0,"datetime_start":null,"state":4})"
      "\n";
  const std::string other =
      R"({"op_code":6,"worker_id":"u","trial_id":0,"state":0,)" + kStart + "}\n";
  const Played played(kStudy + waiting + state(0, 0, kStart) + other);
  BOOST_TEST(played.study().trials[0].worker == "v");
  BOOST_TEST((played.study().trials[0].state == TrialState::running));
  BOOST_TEST(Played(kStudy + waiting).study().trials[0].worker == "");
}

BOOST_AUTO_TEST_CASE(a_parameter_of_another_kind_is_ignored_as_optuna_does) {
  const std::string range = R"({"type":"float","low":0,"high":1})",
                    wider = R"({"type":"float","low":0,"high":2})";
  const std::string log = R"({"type":"float","low":0.1,"high":1,"log":true})",
                    whole = R"({"type":"int","low":0,"high":1})";
  const std::string abc = R"({"type":"categorical","choices":["a",1,NaN]})",
                    alike = R"({"type":"categorical","choices":["a",1.0,NaN]})";
  const std::string ab = R"({"type":"categorical","choices":["a",1]})";
  const auto taken = [&](const std::string& first, const std::string& second) {
    const Played played(kStudy + kTrial + kTrial + param(0, first, "1") + param(1, second, "1"));
    BOOST_TEST((played.read.stop == JournalReader::Stop::end), played.read.why);
    return played.study().trials[1].params.size() == 1;
  };
  BOOST_TEST(taken(range, range));
  BOOST_TEST(taken(range, wider));
  BOOST_TEST(!taken(range, log));
  BOOST_TEST(!taken(range, whole));
  BOOST_TEST(!taken(range, abc));
  BOOST_TEST(taken(abc, abc));
  BOOST_TEST(taken(abc, alike));
  BOOST_TEST(!taken(abc, ab));
}

BOOST_AUTO_TEST_CASE(a_parameter_that_has_no_value_is_bad) {
  for (const std::string& line :
       {param(0, R"({"type":"categorical","choices":["a"]})", "1"),
        param(0, R"({"type":"categorical","choices":["a"]})", "-1"),
        param(0, R"({"type":"categorical","choices":["a"]})", "NaN"),
        param(0, R"({"type":"int","low":0,"high":1})", "NaN"),
        param(0, R"({"type":"int","low":0,"high":1})", "1e300"),
        param(0, R"({"type":"triangular"})", "1"), param(0, "nonsense", "1")})
    BOOST_TEST((Played(kStudy + kTrial + line).read.stop == JournalReader::Stop::bad), line);
  const Played outside(kStudy + kTrial + param(0, R"({"type":"int","low":0,"high":1})", "9"));
  BOOST_TEST(outside.study().trials[0].param<int>("p") == 9);
}

BOOST_AUTO_TEST_CASE(optional_members_of_a_trial_may_be_left_out_or_null) {
  const Played played(
      kStudy +
      R"({"op_code":4,"study_id":0})"
      "\n" +
      R"({"op_code":4,"study_id":0,"state":null,"value":null,"values":null,"datetime_start":null,)"
      R"("distributions":null,"params":null,"user_attrs":null,"system_attrs":null,"intermediate_values":null})"
      "\n" +
      R"({"op_code":4,"study_id":0,"state":3,"datetime_start":null,"value":null,"intermediate_values":{"0":null}})"
      "\n");
  BOOST_TEST((played.read.stop == JournalReader::Stop::end), played.read.why);
  BOOST_TEST(played.study().trials.size() == 3u);
  BOOST_TEST(std::isnan(played.study().trials[2].intermediate_values.at(0)));
}

BOOST_AUTO_TEST_SUITE_END()
