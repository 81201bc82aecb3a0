// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// Hooks in a trainer without a study.
#include <hone/hone.hpp>

#include <torch/torch.h>

#include <boost/serialization/string.hpp>
#include <boost/serialization/vector.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <test/temporary_directory.hpp>
#include <vector>

namespace {

struct Vocabulary {
  std::vector<std::string> words;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& words;
  }
};

/// Trains two models with their optimizers up to step `last`. Returns the steps that were run.
std::vector<int64_t> train(const std::string& directory, int64_t last) {
  torch::nn::Sequential encoder(torch::nn::Linear(3, 5), torch::nn::Tanh());
  torch::nn::Linear decoder(5, 3);
  torch::optim::Adam encoder_optimizer(encoder->parameters(), 1e-2);
  torch::optim::RMSprop decoder_optimizer(decoder->parameters(), 1e-2);
  Vocabulary vocabulary{{"a", "of", ""}};
  auto hooks = hone::hooks(hone::checkpoint(directory)
                               .minimize()
                               .every_steps(3)
                               .with("encoder", encoder)
                               .with("decoder", decoder)
                               .with("encoder_optimizer", encoder_optimizer)
                               .with("decoder_optimizer", decoder_optimizer)
                               .with("vocabulary", vocabulary));
  std::vector<int64_t> steps;
  for (int64_t step = hooks.resume(1); step <= last; ++step) {
    steps.push_back(step);
    encoder_optimizer.zero_grad();
    decoder_optimizer.zero_grad();
    const auto loss = decoder(encoder->forward(torch::ones({2, 3}))).pow(2).mean();
    loss.backward();
    encoder_optimizer.step();
    decoder_optimizer.step();
    if (hooks.on_step_end(step, loss) != hone::Next::proceed) break;
  }
  hooks.on_trial_end();
  return steps;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(plain_loop)

BOOST_AUTO_TEST_CASE(a_finished_loop_run_again_takes_no_step_and_changes_no_file) {
  hone_test::TemporaryDirectory directory;
  BOOST_TEST(train(directory / "run", 9).size() == 9u);
  const auto before = boost::filesystem::last_write_time(directory / "run/last.pt");
  BOOST_TEST(train(directory / "run", 9).empty());
  BOOST_TEST(boost::filesystem::last_write_time(directory / "run/last.pt") == before);
}

BOOST_AUTO_TEST_CASE(a_loop_made_longer_goes_on_after_its_last_saved_step) {
  hone_test::TemporaryDirectory directory;
  train(directory / "run", 9);
  BOOST_TEST(train(directory / "run", 12) == (std::vector<int64_t>{10, 11, 12}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_a_loop_saved_is_read_back_by_name) {
  hone_test::TemporaryDirectory directory;
  train(directory / "run", 3);
  const hone::Checkpoint last = hone::Checkpoint::open(directory / "run/last.pt");
  Vocabulary vocabulary;
  last.restore("vocabulary", vocabulary);
  BOOST_TEST(vocabulary.words == (std::vector<std::string>{"a", "of", ""}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_checkpoint_of_another_model_is_refused_by_name_and_changes_nothing) {
  hone_test::TemporaryDirectory directory;
  train(directory / "run", 3);
  const hone::Checkpoint last = hone::Checkpoint::open(directory / "run/last.pt");
  torch::nn::Linear other(5, 4);
  const auto before = other->weight.detach().clone();
  BOOST_CHECK_EXCEPTION(last.restore("decoder", other), hone::CheckpointError,
                        [](const hone::CheckpointError& error) {
                          const std::string what = error.what();
                          return what.find("weight") != std::string::npos &&
                                 what.find("[3, 5]") != std::string::npos &&
                                 what.find("[4, 5]") != std::string::npos;
                        });
  BOOST_TEST(torch::equal(other->weight, before));
  BOOST_CHECK_THROW(last.restore("nobody", other), hone::CheckpointError);
}

BOOST_AUTO_TEST_SUITE_END()
