// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/detail/part.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(part_suite)

using hone::detail::check_part_names;
using hone::detail::make_part;

namespace {

bool is_about(const hone::Error& error, const std::string& text) {
  return std::string(error.what()).find(text) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(names_that_no_file_should_have_are_refused) {
  int64_t number = 0;
  for (const char* name : {"", "a/b", "a\nb", "tab\t", "\x7f"})
    BOOST_CHECK_THROW(make_part(name, number), hone::ArgumentError);
  for (const char* name : {"a b", "model_state_dict", "\xc3\xa9", "."})
    BOOST_TEST(make_part(name, number).name() == name);
}

BOOST_AUTO_TEST_CASE(names_of_hone_s_own_are_refused) {
  int64_t number = 0;
  for (const char* name : {"epoch", "value", "trial", "params", "random_state", "hone"})
    BOOST_CHECK_EXCEPTION(make_part(name, number), hone::ArgumentError, [&](const auto& error) {
      return is_about(error, std::string("\"") + name + '"');
    });
}

BOOST_AUTO_TEST_CASE(two_parts_of_one_name_are_refused) {
  int64_t a = 0, b = 0;
  BOOST_CHECK_NO_THROW(check_part_names({make_part("a", a), make_part("b", b)}));
  BOOST_CHECK_EXCEPTION(check_part_names({make_part("a", a), make_part("a", b)}),
                        hone::ArgumentError,
                        [](const auto& error) { return is_about(error, "\"a\""); });
}

BOOST_AUTO_TEST_CASE(a_part_reads_the_variable_as_it_is_then) {
  int64_t number = 1;
  const auto part = make_part("number", number);
  number = 2;
  hone::detail::TensorSink sink;
  BOOST_TEST(*part.save(sink).get<int64_t>() == 2);
}

BOOST_AUTO_TEST_CASE(the_kinds_of_parts_are_told_apart_at_compile_time) {
  using hone::detail::is_savable;
  struct Plain {};
  static_assert(is_savable<at::Tensor>() && is_savable<std::vector<at::Tensor>>());
  static_assert(is_savable<std::optional<torch::optim::Adam>>());
  static_assert(is_savable<torch::optim::LRScheduler*>());
  static_assert(!is_savable<const torch::nn::Module*>());  // could not be restored
  static_assert(!is_savable<Plain>() && !is_savable<Plain*>() && !is_savable<void*>());
  BOOST_TEST(true);
}

BOOST_AUTO_TEST_SUITE_END()
