// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/state_dict/generator.hpp>

#include <boost/test/unit_test.hpp>

#include "test/checkpoint/state_dict/saved.hpp"
#include <string>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(generator_suite)

using hone_test::contains;
using hone_test::Saved;

BOOST_AUTO_TEST_CASE(a_generator_draws_on_where_it_stopped) {
  at::Generator generator = at::detail::createCPUGenerator(3);
  at::randn({5}, generator);  // an odd count leaves half of a pair cached
  const Saved saved(generator);
  const at::Tensor expected = at::randn({7}, generator);
  at::Generator other = at::detail::createCPUGenerator(99);
  saved.restore(other);
  BOOST_TEST(at::randn({7}, other).equal(expected));
  saved.restore(generator);
  BOOST_TEST(at::randn({7}, generator).equal(expected));
}

BOOST_AUTO_TEST_CASE(what_is_no_state_of_a_generator_is_refused) {
  at::Generator generator = at::detail::createCPUGenerator(3);
  at::Tensor bytes = at::zeros({10}, at::kByte);
  const Saved saved(bytes);
  BOOST_TEST(contains(saved.misfit(generator), "no state of such a generator"));
  at::Tensor garbage = at::full_like(generator.get_state(), 255);
  const Saved garbled(garbage);
  const at::Tensor before = generator.get_state();
  const at::Tensor expected = at::randn({3}, generator);
  generator.set_state(before);
  BOOST_TEST(contains(garbled.misfit(generator), "it: "));
  BOOST_TEST(at::randn({3}, generator).equal(expected));  // nothing has changed
}

BOOST_AUTO_TEST_CASE(of_a_list_of_generators_those_are_restored_that_are_on_both_sides) {
  using namespace hone::detail;
  std::vector<at::Generator> two = {at::detail::createCPUGenerator(1),
                                    at::detail::createCPUGenerator(2)};
  const hone_test::TemporaryDirectory directory;
  TensorSink sink;
  Dict root;
  root.add("list", save_generators(two, sink));
  save_archive({directory / "it.pt"}, sink.finish(std::move(root)));
  const at::Tensor first = at::randn({4}, two[0]), second = at::randn({4}, two[1]);
  for (const size_t count : {size_t{1}, size_t{2}, size_t{3}}) {
    std::vector<at::Generator> live;
    for (size_t i = 0; i < count; ++i) live.push_back(at::detail::createCPUGenerator(9));
    const at::Tensor third = at::randn({4}, at::detail::createCPUGenerator(9));
    const ArchiveReader archive(directory / "it.pt");
    Restoration plan(archive);
    restore_generators(live, *archive.root().find("list"), plan);
    plan.run();
    BOOST_TEST(at::randn({4}, live[0]).equal(first));
    if (count > 1) BOOST_TEST(at::randn({4}, live[1]).equal(second));
    if (count > 2) BOOST_TEST(at::randn({4}, live[2]).equal(third));
  }
}

namespace {

boost::test_tools::assertion_result has_gpu(boost::unit_test::test_unit_id) {
  return at::hasCUDA();
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_random_state_of_every_gpu_goes_with_the_cpu_s,
                     *boost::unit_test::precondition(has_gpu)) {
  const hone_test::TemporaryDirectory directory;
  hone::detail::CheckpointContents contents;
  contents.random_state = true;
  hone::detail::save_checkpoint({directory / "it.pt"}, contents);
  const at::Tensor expected = at::randn({7}, at::kCUDA);
  hone::detail::restore_all(hone::Checkpoint::open(directory / "it.pt"), {}, true);
  BOOST_TEST(at::randn({7}, at::kCUDA).equal(expected));
}

BOOST_AUTO_TEST_CASE(an_undefined_generator_is_named) {
  at::Generator undefined;
  BOOST_CHECK_EXCEPTION(Saved{undefined}, hone::CheckpointError, [](const auto& error) {
    return contains(error.what(), "\"it\" cannot be saved: the generator is undefined");
  });
}

BOOST_AUTO_TEST_SUITE_END()
