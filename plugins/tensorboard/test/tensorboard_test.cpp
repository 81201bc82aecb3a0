// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/hooks.hpp>
#include <hone/study.hpp>
#include <hone/tensorboard.hpp>
#include <hone/tensorboard/detail/crc32c.hpp>
#include <hone/tensorboard/detail/event_file.hpp>
#include <hone/tensorboard/detail/proto.hpp>

#include <boost/archive/polymorphic_text_iarchive.hpp>
#include <boost/archive/polymorphic_text_oarchive.hpp>
#include <boost/filesystem.hpp>
#include <boost/test/unit_test.hpp>

#include "test/checkpoint/faulty_ops.hpp"
#include "test/child.hpp"
#include "test/temporary_directory.hpp"
#include <cerrno>
#include <cstring>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace fs = boost::filesystem;
using hone::Next;
using hone::Study;
using hone_test::FaultyOps;
using hone_test::TemporaryDirectory;

namespace {

using Points = std::vector<std::pair<int64_t, float>>;

/// Returns the scalars of a run by tag, in the order of its files. Other summaries have no points.
std::map<std::string, Points> scalars(const std::string& run) {
  using namespace hone::detail;
  std::vector<std::string> files = names_in(run);
  std::sort(files.begin(), files.end());
  std::map<std::string, Points> result;
  for (const std::string& file : files) {
    const std::string text = read_text(run + '/' + file).value_or("");
    std::string_view rest = text, event;
    while (take_record(rest, event)) {
      int64_t step = 0;
      std::string_view summary;
      for (ProtoReader reader(event); reader.next();) {
        if (reader.field() == 2) step = reader.integer();
        if (reader.field() == 5) summary = reader.text();
      }
      for (ProtoReader values(summary); values.next();) {
        std::string tag;
        for (ProtoReader value(values.text()); value.next();) {
          if (value.field() == 1) result[tag = std::string(value.text())];
          if (value.field() != 2) continue;
          const auto bits = little_endian<uint32_t>(value.text());
          float number;
          std::memcpy(&number, &bits, sizeof number);
          result[tag].emplace_back(step, number);
        }
      }
    }
    BOOST_TEST(rest.empty());
  }
  return result;
}

size_t count_files(const std::string& run) { return hone::detail::names_in(run).size(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(tensorboard)

BOOST_AUTO_TEST_CASE(each_epoch_has_its_value_and_the_variables_as_they_are_then) {
  TemporaryDirectory directory;
  double loss = 0;
  auto hooks = hone::hooks(hone::tensorboard(directory / "run")
                               .with("train/loss", loss)
                               .with("constant", [] { return 3; })
                               .value_tag("accuracy"));
  for (int64_t epoch = 1; epoch <= 2; ++epoch) {
    loss = 1.0 / static_cast<double>(epoch);
    BOOST_CHECK(hooks.on_epoch_end(epoch, 0.25) == Next::proceed);
    // Each epoch is visible immediately.
    BOOST_TEST(scalars(directory / "run")["accuracy"].size() == static_cast<size_t>(epoch));
  }
  hooks.on_trial_end();
  auto found = scalars(directory / "run");
  BOOST_CHECK((found["accuracy"] == Points{{1, 0.25f}, {2, 0.25f}}));
  BOOST_CHECK((found["train/loss"] == Points{{1, 1.0f}, {2, 0.5f}}));
  BOOST_CHECK((found["constant"] == Points{{1, 3.0f}, {2, 3.0f}}));
  BOOST_TEST(found.size() == 3u);
}

BOOST_AUTO_TEST_CASE(every_tenth_step_is_written_unless_told_otherwise) {
  TemporaryDirectory directory;
  auto few = hone::hooks(hone::tensorboard(directory / "few"));
  auto all = hone::hooks(hone::tensorboard(directory / "all").every_steps(1).step_tag("loss"));
  for (int64_t step = 1; step <= 20; ++step) {
    BOOST_CHECK(few.on_step_end(step, 0.5) == Next::proceed);
    BOOST_CHECK(all.on_step_end(step, 0.5) == Next::proceed);
  }
  few.on_trial_end();
  all.on_trial_end();
  BOOST_CHECK((scalars(directory / "few")["step/value"] == Points{{10, 0.5f}, {20, 0.5f}}));
  BOOST_TEST(scalars(directory / "all")["loss"].size() == 20u);
}

BOOST_AUTO_TEST_CASE(steps_that_begin_anew_in_each_epoch_go_on) {
  for (const int64_t first : {0, 1}) {
    TemporaryDirectory directory;
    auto hooks = hone::hooks(hone::tensorboard(directory / "run").every_steps(1));
    for (int64_t epoch = 1; epoch <= 3; ++epoch) {
      for (int64_t step = first; step < first + 4; ++step)
        BOOST_CHECK(hooks.on_step_end(step, 0.5) == Next::proceed);
      BOOST_CHECK(hooks.on_epoch_end(epoch, 0.5) == Next::proceed);
    }
    const Points points = scalars(directory / "run")["step/value"];
    BOOST_TEST_REQUIRE(points.size() == 12u);
    for (size_t i = 0; i < 12; ++i) BOOST_TEST(points[i].first == first + static_cast<int64_t>(i));
  }
}

BOOST_AUTO_TEST_CASE(a_resumed_loop_writes_no_step_twice) {
  TemporaryDirectory directory;
  std::ostringstream saved;
  {
    hone::TensorBoard board = hone::tensorboard(directory / "run").every_steps(1);
    auto hooks = hone::hooks(board);
    for (int64_t epoch = 1; epoch <= 3; ++epoch) {
      for (int64_t step = 1; step <= 2; ++step)
        BOOST_CHECK(hooks.on_step_end(step, 1) == Next::proceed);
      BOOST_CHECK(hooks.on_epoch_end(epoch, 1) == Next::proceed);
      if (epoch == 2) {  // the last checkpoint
        boost::archive::polymorphic_text_oarchive archive(saved);
        static_cast<boost::archive::polymorphic_oarchive&>(archive) & board;
      }
    }
  }  // killed
  hone::TensorBoard board = hone::tensorboard(directory / "run").every_steps(1);
  std::istringstream text(saved.str());
  boost::archive::polymorphic_text_iarchive archive(text);
  static_cast<boost::archive::polymorphic_iarchive&>(archive) & board;
  auto hooks = hone::hooks(board);
  for (int64_t epoch = 3; epoch <= 4; ++epoch) {
    for (int64_t step = 1; step <= 2; ++step)
      BOOST_CHECK(hooks.on_step_end(step, 2) == Next::proceed);
    BOOST_CHECK(hooks.on_epoch_end(epoch, 2) == Next::proceed);
  }
  hooks.on_trial_end();
  BOOST_TEST(count_files(directory / "run") == 2u);
  auto found = scalars(directory / "run");
  BOOST_CHECK((found["value"] == Points{{1, 1}, {2, 1}, {3, 1}, {4, 2}}));
  BOOST_CHECK((found["step/value"] ==
               Points{{1, 1}, {2, 1}, {3, 1}, {4, 1}, {5, 1}, {6, 1}, {7, 2}, {8, 2}}));
}

BOOST_AUTO_TEST_CASE(a_trials_parameters_are_written_once_when_its_first_epoch_ends) {
  TemporaryDirectory directory;
  Study study(directory / "net");
  study.attach(hone::tensorboard(study));
  const std::string run = directory / "net/tensorboard/trial-0";
  study.optimize(
      [&](hone::Trial& trial) {
        trial.suggest_float("lr", 0, 1);
        auto hooks = hone::hooks(hone::tensorboard(trial), hone::report(trial));
        BOOST_CHECK(hooks.on_epoch_end(7, 0.5) == Next::proceed);
        BOOST_TEST(scalars(run).count(hone::detail::kSessionStartTag) == 1u);
        BOOST_TEST(scalars(run).count(hone::detail::kSessionEndTag) == 0u);
        return hooks.on_trial_end();
      },
      1);
  auto found = scalars(run);
  BOOST_TEST(found.count(hone::detail::kSessionEndTag) == 1u);
  BOOST_CHECK((found["objective"] == Points{{7, 0.5f}}));
  const std::string text = [&] {
    std::string all;
    for (const auto& entry : fs::directory_iterator(run))
      all += hone::detail::read_text(entry.path().string()).value_or("");
    return all;
  }();
  const size_t first = text.find(hone::detail::kSessionStartTag);
  BOOST_TEST(text.find(hone::detail::kSessionStartTag, first + 1) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_study_alone_fills_the_hparams_tab) {
  TemporaryDirectory directory;
  Study study(
      hone::StudyOptions().directions({hone::Direction::minimize, hone::Direction::maximize}));
  study.attach(hone::tensorboard(study, directory.string()).metrics({"loss", "speed"}));
  study.optimize(
      [](hone::Trial& trial) {
        trial.suggest_int("n", 1, 3);
        return std::vector<double>{0.5, 2};
      },
      2);
  auto found = scalars(directory / "trial-1");
  BOOST_TEST(found.count(hone::detail::kSessionStartTag) == 1u);
  BOOST_TEST(found.count(hone::detail::kSessionEndTag) == 1u);
  BOOST_CHECK((found["loss"] == Points{{0, 0.5f}}));
  BOOST_CHECK((found["speed"] == Points{{0, 2.0f}}));
}

BOOST_AUTO_TEST_CASE(the_study_is_written_anew_when_a_parameter_or_a_range_comes_up) {
  TemporaryDirectory directory;
  Study study;
  study.attach(hone::tensorboard(study, directory.string()));
  const std::string file = directory / "events.out.tfevents.0000000000.study";
  std::vector<std::string> texts;
  const auto run = [&](auto objective) {
    study.optimize(objective, 1);
    texts.push_back(hone::detail::read_text(file).value_or(""));
  };
  run([](hone::Trial& trial) { return trial.suggest_float("a", 0, 1); });
  run([](hone::Trial& trial) { return trial.suggest_float("a", 0, 1); });
  run([](hone::Trial& trial) { return trial.suggest_float("a", -1, 0.5); });
  run([](hone::Trial& trial) { return trial.suggest_float("b", 0, 1); });
  BOOST_TEST(texts[0] == texts[1]);
  BOOST_TEST((texts[1] != texts[2]));
  BOOST_TEST((texts[2] != texts[3]));
  const std::string range =
      hone::detail::ProtoWriter().number(1, -1.0).number(2, 1.0).bytes();  // covers both
  BOOST_TEST((texts[2].find(range) != std::string::npos));
  BOOST_TEST((texts[3].find(range) != std::string::npos));
}

BOOST_AUTO_TEST_CASE(many_processes_write_one_study) {
  TemporaryDirectory directory;
  const auto work = [&] {
    Study study(directory / "net");
    study.attach(hone::tensorboard(study));
    study.optimize(
        [](hone::Trial& trial) {
          auto hooks = hone::hooks(hone::tensorboard(trial), hone::report(trial));
          trial.suggest_float("x", 0, 1);
          for (int64_t epoch = 1; epoch <= 3; ++epoch)
            if (hooks.on_epoch_end(epoch, 0.5) != Next::proceed) break;
          return hooks.on_trial_end();
        },
        hone::OptimizeOptions().total_trials(20));
    return 0;
  };
  {
    std::vector<hone_test::Child> children;
    for (int i = 0; i < 3; ++i) children.emplace_back(work);
    for (auto& child : children) BOOST_TEST(child.wait() == 0);
  }
  for (int trial = 0; trial < 20; ++trial) {
    auto found = scalars(directory / ("net/tensorboard/trial-" + std::to_string(trial)));
    BOOST_TEST(found["value"].size() == 3u);
    BOOST_TEST(found["objective"].size() == 1u);
    BOOST_TEST(found.count(hone::detail::kSessionStartTag) == 1u);
    BOOST_TEST(found.count(hone::detail::kSessionEndTag) == 1u);
  }
  BOOST_TEST(count_files(directory / "net/tensorboard") == 21u);  // and no temporary file
}

BOOST_AUTO_TEST_CASE(a_full_disk_costs_the_training_nothing_and_is_told) {
  TemporaryDirectory directory;
  FaultyOps ops;
  ops.fail_at = 0, ops.error = ENOSPC, ops.goes_on = true;
  Study study;
  std::vector<std::string> errors;
  const auto complain = [&](const hone::Error& error) { errors.push_back(error.what()); };
  study.attach(hone::TensorBoardStudy(study, directory.string(), ops).on_error(complain));
  study.optimize(
      [&](hone::Trial& trial) {
        auto hooks =
            hone::hooks(hone::TensorBoard(trial, directory.string(), ops).on_error(complain),
                        hone::report(trial));
        BOOST_CHECK(hooks.on_epoch_end(1, 0.5) == Next::proceed);
        return hooks.on_trial_end();
      },
      1);
  BOOST_TEST(study.best_value() == 0.5);
  BOOST_TEST(errors.size() == 3u);  // from the epoch, the loop's end and the study
  for (const std::string& error : errors) {
    BOOST_TEST(error.find(directory.string()) != std::string::npos);
    BOOST_TEST(error.find("No space left") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(an_epoch_that_could_not_be_written_comes_with_the_next) {
  TemporaryDirectory directory;
  FaultyOps ops;
  ops.fail_at = 0, ops.error = ENOSPC;
  auto hooks = hone::hooks(hone::TensorBoard(directory / "run", ops));
  BOOST_CHECK(hooks.on_epoch_end(1, 0.5) == Next::proceed);
  BOOST_TEST(!fs::exists(directory / "run"));
  BOOST_CHECK(hooks.on_epoch_end(2, 0.5) == Next::proceed);
  BOOST_TEST(scalars(directory / "run")["value"].size() == 2u);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_meant_is_refused) {
  TemporaryDirectory directory;
  double loss = 0;
  BOOST_CHECK_THROW(hone::tensorboard(""), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::tensorboard("x").every_steps(0), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::tensorboard("x").with("value", loss), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::tensorboard("x").with("a", loss).with("a", loss), hone::ArgumentError);
  Study study;
  hone::Trial trial = study.ask();
  BOOST_CHECK_THROW(hone::tensorboard(study), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::tensorboard(trial), hone::ArgumentError);
  BOOST_CHECK_THROW(hone::tensorboard(study, directory.string()).metrics({"a", "b"}),
                    hone::ArgumentError);
}

BOOST_AUTO_TEST_SUITE_END()
