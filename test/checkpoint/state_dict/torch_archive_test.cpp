// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/state_dict/torch_archive.hpp>

#include <torch/data/samplers/distributed.h>
#include <torch/data/samplers/random.h>
#include <torch/data/samplers/sequential.h>
#include <torch/data/samplers/stream.h>

#include <boost/test/unit_test.hpp>

#include "test/checkpoint/state_dict/saved.hpp"
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(torch_archive)

using hone_test::contains;
using hone_test::Saved;

namespace {

namespace samplers = torch::data::samplers;

std::vector<size_t> drawn(samplers::Sampler<>& sampler) {
  std::vector<size_t> all;
  while (const auto batch = sampler.next(2)) all.insert(all.end(), batch->begin(), batch->end());
  return all;
}

// Interrupted in mid-epoch, `other` continues with the examples that `sampler` would have drawn.
template <class Sampler>
void check_goes_on(Sampler sampler, Sampler other) {
  sampler.reset();
  other.reset();
  (void)sampler.next(4);
  const Saved saved(sampler);
  const std::vector<size_t> expected = drawn(sampler);
  BOOST_REQUIRE(expected.size() > 2u);
  BOOST_TEST((drawn(other) != expected));
  saved.restore(other);
  BOOST_TEST(drawn(other) == expected, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_sampler_goes_on_in_the_middle_of_an_epoch) {
  torch::manual_seed(1);
  check_goes_on(samplers::RandomSampler(20), samplers::RandomSampler(20));
  check_goes_on(samplers::SequentialSampler(20), samplers::SequentialSampler(20));
  samplers::DistributedRandomSampler shuffled(20, 2, 1);
  shuffled.set_epoch(7);
  check_goes_on(shuffled, samplers::DistributedRandomSampler(20, 2, 1));
  check_goes_on(samplers::DistributedSequentialSampler(20, 2, 1),
                samplers::DistributedSequentialSampler(20, 2, 1));
}

BOOST_AUTO_TEST_CASE(a_sampler_may_be_behind_a_pointer_or_of_another_kind_of_batch) {
  auto random = std::make_shared<samplers::RandomSampler>(10);
  (void)random->next(3);
  const Saved saved(random);
  const std::vector<size_t> expected = drawn(*random);
  std::unique_ptr<samplers::Sampler<>> other = std::make_unique<samplers::RandomSampler>(10);
  saved.restore(other);
  BOOST_TEST(drawn(*other) == expected, boost::test_tools::per_element());

  samplers::StreamSampler stream(10), second(10);
  (void)stream.next(7);
  Saved(stream).restore(second);
  BOOST_TEST(second.next(5)->size() == 3u);
}

BOOST_AUTO_TEST_CASE(in_the_file_are_its_tensors_by_their_names) {
  samplers::RandomSampler sampler(10);
  (void)sampler.next(3);
  const Saved saved(sampler);
  at::Tensor index, indices;
  saved.checkpoint().restore("it/index", index).restore("it/indices", indices);
  BOOST_TEST(index.item<int64_t>() == 3);
  BOOST_TEST(std::get<0>(indices.sort()).equal(at::arange(10)));
}

BOOST_AUTO_TEST_CASE(a_sampler_of_another_data_set_or_kind_is_refused_and_stays) {
  samplers::RandomSampler sampler(10), larger(12);
  samplers::SequentialSampler sequential(10);
  int64_t number = 1;
  (void)larger.next(12);
  const Saved saved(sampler);
  BOOST_TEST(contains(saved.misfit(larger), "indices is [10] of int64 in the file and [12]"));
  BOOST_TEST(!larger.next(1));
  const Saved other(sequential), none(number);
  BOOST_TEST(contains(other.misfit(larger), "indices is not in the file"));
  BOOST_TEST(contains(none.misfit(larger), "nothing that wrote to torch's archives"));
}

namespace {

struct Refuses {  // refuses what it should load
  int64_t state = 0;
  bool refuses = false;
  void save(torch::serialize::OutputArchive& archive) const {
    archive.write("state", at::tensor(state), true);
  }
  void load(torch::serialize::InputArchive& archive) {
    at::Tensor tensor;
    archive.read("state", tensor, true);
    state = tensor.item<int64_t>();
    if (refuses && state == 5) throw std::runtime_error("not five");
  }
};

struct WritesText {
  void save(torch::serialize::OutputArchive& archive) const {
    archive.write("text", c10::IValue("some"));
  }
  void load(torch::serialize::InputArchive&) {}
};

struct Buffer {  // a buffer of examples
  std::vector<at::Tensor> examples;
  void save(torch::serialize::OutputArchive& archive) const {
    for (size_t i = 0; i < examples.size(); ++i)
      archive.write("example " + std::to_string(i), examples[i], true);
  }
  void load(torch::serialize::InputArchive& archive) {
    examples.clear();
    at::Tensor example;
    while (archive.try_read("example " + std::to_string(examples.size()), example, true))
      examples.push_back(example);
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_buffer_that_begins_empty_is_filled) {
  Buffer buffer, other;
  for (int i = 0; i < 12; ++i) buffer.examples.push_back(at::full({2}, i));
  Saved(buffer).restore(other);
  BOOST_REQUIRE(other.examples.size() == 12u);
  BOOST_TEST(other.examples[11].equal(buffer.examples[11]));
}

BOOST_AUTO_TEST_CASE(what_it_is_given_beyond_its_own_is_tensors_alone) {
  const hone_test::TemporaryDirectory directory;
  hone::detail::Dict root, buffer;
  buffer.add("example 0", 0.5);
  root.add("it", std::move(buffer));
  hone::detail::TensorSink sink;
  hone::detail::save_archive({directory / "it.pt"}, sink.finish(std::move(root)));
  Buffer other;
  const hone::Checkpoint checkpoint = hone::Checkpoint::open(directory / "it.pt");
  BOOST_CHECK_EXCEPTION(checkpoint.restore("it", other), hone::CheckpointError,
                        [](const auto& error) {
                          return contains(error.what(), "example 0 is no tensor in the file");
                        });
}

BOOST_AUTO_TEST_CASE(what_cannot_be_loaded_leaves_it_as_it_was) {
  Refuses five{5}, other{6, true};
  BOOST_TEST(contains(Saved(five).misfit(other), "not five"));
  BOOST_TEST(other.state == 6);
  Saved(five).restore(other = {});
  BOOST_TEST(other.state == 5);
}

BOOST_AUTO_TEST_CASE(what_is_no_tensor_is_refused_by_name) {
  WritesText text;
  BOOST_CHECK_EXCEPTION(Saved{text}, hone::CheckpointError, [](const auto& error) {
    return contains(error.what(), "\"it\" cannot be saved: its save() writes \"text\"");
  });
}

BOOST_AUTO_TEST_SUITE_END()
