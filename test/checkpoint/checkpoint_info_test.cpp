// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/checkpoint_info.hpp>
#include <hone/checkpoint/format/archive_writer.hpp>

#include <boost/test/unit_test.hpp>

#include "test/checkpoint/small_archive.hpp"
#include "test/temporary_directory.hpp"
#include <cmath>
#include <string>
#include <utility>

BOOST_AUTO_TEST_SUITE(checkpoint_info_suite)

using namespace hone::detail;
using hone::CheckpointInfo;
using hone_test::TemporaryDirectory;

namespace {

CheckpointInfo round_trip(const CheckpointInfo& info) {
  const TemporaryDirectory directory;
  Archive archive = hone_test::small_archive({1, 2});
  put_info(*archive.root.get<Dict>(), info);
  save_archive({directory / "a.pt"}, archive);
  return hone::read_checkpoint_info(directory / "a.pt");
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_checkpoint_says_of_itself_what_it_was_told) {
  CheckpointInfo info;
  info.epoch = 5;
  info.value = 0.1;
  info.trial = 12;
  info.answer = 2;
  info.params = {{"lr", 1e-3}, {"batch", 32}, {"flag", true}, {"none", {}}, {"optimizer", "adam"}};
  const CheckpointInfo read = round_trip(info);
  BOOST_TEST(read.format == 1);
  BOOST_TEST(read.epoch.value() == 5);
  BOOST_TEST(read.value == 0.1);
  BOOST_TEST(read.trial.value() == 12);
  BOOST_TEST(read.answer == 2);
  BOOST_TEST((read.params == info.params));
}

BOOST_AUTO_TEST_CASE(what_it_was_not_told_it_does_not_say) {
  const CheckpointInfo read = round_trip({});
  BOOST_TEST(!read.epoch);
  BOOST_TEST(!read.trial);
  BOOST_TEST(std::isnan(read.value));
  BOOST_TEST(read.params.empty());
}

BOOST_AUTO_TEST_CASE(a_file_of_somebody_else_says_what_is_there) {
  const TemporaryDirectory directory;
  Archive archive = hone_test::small_archive({1, 2});
  archive.root.get<Dict>()->add("epoch", 3);
  archive.root.get<Dict>()->add("value", "text");
  save_archive({directory / "a.pt"}, archive);
  const CheckpointInfo read = hone::read_checkpoint_info(directory / "a.pt");
  BOOST_TEST(read.format == 0);
  BOOST_TEST(read.epoch.value() == 3);
  BOOST_TEST(std::isnan(read.value));
}

BOOST_AUTO_TEST_CASE(a_newer_format_is_refused_with_both_numbers) {
  CheckpointInfo info;
  const TemporaryDirectory directory;
  Archive archive = hone_test::small_archive({1, 2});
  Dict& root = *archive.root.get<Dict>();
  put_info(root, info);
  root.items.back().value.get<Dict>()->items.front().value = 99;
  save_archive({directory / "a.pt"}, archive);
  BOOST_CHECK_EXCEPTION(hone::read_checkpoint_info(directory / "a.pt"), hone::CheckpointError,
                        [](const hone::CheckpointError& error) {
                          const std::string text = error.what();
                          return text.find("format 99") != std::string::npos &&
                                 text.find("up to 1") != std::string::npos;
                        });
}

BOOST_AUTO_TEST_SUITE_END()
