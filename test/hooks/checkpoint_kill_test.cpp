// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/best_trial.hpp>
#include <hone/hooks.hpp>
#include <hone/hooks/checkpoint.hpp>
#include <hone/study.hpp>
#include <hone/study/detail/trial_folders.hpp>

#include <torch/data/samplers/random.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>
#include <torch/optim/schedulers/step_lr.h>

#include <boost/serialization/vector.hpp>
#include <boost/test/unit_test.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include "test/temporary_directory.hpp"
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(checkpoint_kill)

// A loop that is killed at any point and restarted must end bit-identical to an undisturbed one.

namespace {

using hone::Direction;
using hone::Next;

struct NetImpl : torch::nn::Module {
  NetImpl() {
    first = register_module("first", torch::nn::Linear(3, 4));
    norm = register_module("norm", torch::nn::BatchNorm1d(4));
    last = register_module("last", torch::nn::Linear(4, 1));
  }
  at::Tensor forward(const at::Tensor& x) { return last(torch::relu(norm(first(x)))); }
  torch::nn::Linear first{nullptr}, last{nullptr};
  torch::nn::BatchNorm1d norm{nullptr};
};
TORCH_MODULE(Net);

struct Scaler {  // serialized by Boost
  std::vector<double> seen;
  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    archive& seen;
  }
};

struct Count {  // a stateful hook without a name
  int64_t steps = 0;
  void on_step_end(const hone::StepEnd& event) { steps += event.step; }
  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    archive& steps;
  }
};

// Kills the process after `left` calls.
struct Killer {
  int64_t left;
  void operator()() {
    if (left-- == 0) ::_exit(9);
  }
};

std::string bytes_of(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.detach().contiguous();
  return std::string(static_cast<const char*>(flat.data_ptr()), flat.nbytes());
}
template <class T>
std::string bytes_of_number(T number) {
  std::string text(sizeof number, '\0');
  std::memcpy(text.data(), &number, sizeof number);
  return text;
}

// Computes gradients from the parameters and random numbers. Does not use autograd, which refuses
// to run in a forked child if the parent has used it.
void make_gradients(const std::vector<at::Tensor>& parameters) {
  for (at::Tensor parameter : parameters)
    parameter.mutable_grad() = 0.5 * parameter.detach() + torch::randn(parameter.sizes());
}

constexpr int64_t kEpochs = 4;
constexpr int64_t kSteps = 3;
constexpr int64_t kBatch = 8;

using Background = std::optional<hone::WhenBusy>;

// Trains four epochs of three steps, with every kind of variable, and a save after each step.
// Returns all bits of the final state.
std::string train(hone::CheckpointHook saver, Killer kill, Background background) {
  const torch::NoGradGuard no_grad;
  torch::manual_seed(1);
  auto generator = at::detail::createCPUGenerator(5);
  Net holder;
  torch::nn::Linear plain(3, 1);
  torch::nn::LinearImpl on_the_stack(3, 1);
  auto shared = std::make_shared<torch::nn::LinearImpl>(3, 1);
  std::vector<at::Tensor> parameters = holder->parameters();
  for (const auto& more : {plain->parameters(), on_the_stack.parameters(), shared->parameters()})
    parameters.insert(parameters.end(), more.begin(), more.end());
  torch::optim::Adam adam(parameters, torch::optim::AdamOptions(0.05).amsgrad(true));
  auto sgd = std::make_unique<torch::optim::SGD>(holder->parameters(),
                                                 torch::optim::SGDOptions(0.01).momentum(0.9));
  torch::optim::StepLR scheduler(adam, /*step_size=*/2, /*gamma=*/0.5);
  at::Tensor average = torch::zeros({1, 3});
  std::vector<at::Tensor> list = {torch::zeros({2}), torch::ones({1})};
  Scaler scaler;
  int64_t count = 0;
  double sum = 0;
  bool flag = false;
  std::string note = "begun";
  Count counter;
  Net average_of_holder;
  torch::data::samplers::RandomSampler sampler(kBatch * kSteps);

  saver.every_steps(1)
      .with("holder", holder)
      .with("plain", plain)
      .with("stack", on_the_stack)
      .with("shared", shared)
      .with("adam", adam)
      .with("sgd", sgd)
      .with("scheduler", scheduler)
      .with("rng", generator)
      .with("average", average)
      .with("list", list)
      .with("scaler", scaler)
      .with("count", count)
      .with("sum", sum)
      .with("flag", flag)
      .with("note", note)
      .with("ema", average_of_holder)
      .with("sampler", sampler);
  if (background) saver.background(*background);
  auto hooks = hone::hooks(hone::early_stop(9, Direction::minimize), counter, saver);
  kill();
  for (int64_t epoch = hooks.resume(1); epoch <= kEpochs; ++epoch) {
    kill();
    if (hooks.resumed_step() == 0) sampler.reset();
    for (int64_t step = hooks.resumed_step() + 1; step <= kSteps; ++step) {
      at::Tensor x = torch::randn({kBatch, 3}) + at::randn({kBatch, 3}, generator);
      const auto batch = sampler.next(kBatch);
      for (int64_t row = 0; row < kBatch; ++row)
        x[row].add_(0.01 * static_cast<double>(batch->at(static_cast<size_t>(row))));
      const at::Tensor y = holder(x) + plain(x) + on_the_stack.forward(x) + shared->forward(x);
      const at::Tensor loss = (y - x.sum(1, true)).pow(2).mean();
      make_gradients(parameters);
      adam.step();
      sgd->step();
      for (size_t i = 0; i < holder->parameters().size(); ++i)
        average_of_holder->parameters()[i].lerp_(holder->parameters()[i], 0.1);
      average = average * 0.9 + x.mean(0, true);  // re-assigned, as real loops do
      list[0].add_(x.sum());
      scaler.seen.push_back(x[0][0].item<double>());
      sum += loss.item<double>();
      ++count;
      flag = !flag;
      note += ".";
      kill();
      if (hooks.on_step_end(step, loss) != Next::proceed) break;
      kill();
    }
    scheduler.step();
    kill();
    if (hooks.on_epoch_end(epoch, sum / static_cast<double>(count)) != Next::proceed) break;
    kill();
  }
  const double value = hooks.on_trial_end();
  kill();

  std::string bits = note + bytes_of_number(value) + bytes_of_number(sum) + bytes_of_number(count) +
                     bytes_of_number(counter.steps) + (flag ? "1" : "0");
  for (const at::Tensor& parameter : parameters) bits += bytes_of(parameter);
  for (const at::Tensor& buffer : holder->buffers()) bits += bytes_of(buffer);
  for (const at::Tensor& parameter : average_of_holder->parameters()) bits += bytes_of(parameter);
  for (const double seen : scaler.seen) bits += bytes_of_number(seen);
  bits += bytes_of(average) + bytes_of(list[0]);
  // Future state: of both generators, both optimizers and the scheduler.
  bits += bytes_of(torch::randn({4})) + bytes_of(at::randn({4}, generator));
  bits += bytes_of_number(
      static_cast<torch::optim::AdamOptions&>(adam.param_groups()[0].options()).lr());
  make_gradients(parameters);
  adam.step();
  sgd->step();
  scheduler.step();
  for (const at::Tensor& parameter : parameters) bits += bytes_of(parameter);
  return bits;
}

// Runs it in a child. Returns false if the child was killed.
bool run(const std::string& result, int64_t kill_at, std::string& bits,
         const std::function<std::string(Killer)>& work) {
  const pid_t child = ::fork();
  BOOST_REQUIRE(child >= 0);
  if (child == 0) {
    try {
      std::ofstream(result, std::ios::binary) << work(Killer{kill_at});
      ::_exit(0);
    } catch (const std::exception& error) {
      std::ofstream(result, std::ios::binary) << error.what();
    } catch (...) {
    }
    ::_exit(1);
  }
  int status = 0;
  BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
  BOOST_REQUIRE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 9) return false;
  std::ifstream file(result, std::ios::binary);
  bits.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  BOOST_REQUIRE_MESSAGE(WEXITSTATUS(status) == 0, bits);
  return true;
}

bool run(const std::string& directory, int64_t kill_at, std::string& bits,
         Background background = {}) {
  return run(directory + ".bits", kill_at, bits,
             [&](Killer kill) { return train(hone::checkpoint(directory), kill, background); });
}

const std::string& undisturbed() {
  static const std::string bits = [] {
    hone_test::TemporaryDirectory directory;
    std::string result;
    BOOST_REQUIRE(run(directory / "run", -1, result));
    return result;
  }();
  return bits;
}

}  // namespace

BOOST_AUTO_TEST_CASE(killed_before_and_after_every_event_it_ends_with_the_same_bits) {
  torch::set_num_threads(1);  // so that forking is safe
  int64_t kills = 0;
  for (;; ++kills) {
    hone_test::TemporaryDirectory directory;
    std::string bits;
    if (run(directory / "run", kills, bits)) break;
    BOOST_REQUIRE(run(directory / "run", -1, bits));
    BOOST_TEST_INFO("killed at " << kills);
    BOOST_CHECK(bits == undisturbed());
  }
  BOOST_TEST(kills == 1 + kEpochs * (1 + 2 * kSteps + 2) + 1);  // each kill did happen
}

BOOST_AUTO_TEST_CASE(killed_again_and_again_it_ends_with_the_same_bits) {
  torch::set_num_threads(1);
  for (const int64_t patience : {3, 4, 7}) {  // number of events until each kill
    hone_test::TemporaryDirectory directory;
    std::string bits;
    int64_t runs = 1;
    while (!run(directory / "run", patience, bits)) BOOST_REQUIRE(++runs < 100);
    BOOST_TEST(runs > 3);
    BOOST_CHECK(bits == undisturbed());
  }
}

BOOST_AUTO_TEST_CASE(killed_while_it_saves_in_the_background_it_ends_with_the_same_bits) {
  torch::set_num_threads(1);
  for (const hone::WhenBusy when_busy :
       {hone::WhenBusy::wait, hone::WhenBusy::skip, hone::WhenBusy::replace}) {
    for (int64_t kill = 5;; kill += 8) {  // a different step of each epoch, or after it
      hone_test::TemporaryDirectory directory;
      std::string bits;
      if (run(directory / "run", kill, bits, when_busy)) break;
      BOOST_REQUIRE(run(directory / "run", -1, bits, when_busy));
      BOOST_TEST_INFO("killed at " << kill);
      BOOST_CHECK(bits == undisturbed());
    }
  }
}

// As if the worker had been on another machine, where its death cannot be detected: its files there
// are cleaned up.
BOOST_AUTO_TEST_CASE(retried_after_its_worker_was_lost_far_away_it_ends_with_the_same_bits) {
  torch::set_num_threads(1);
  for (const std::vector<int64_t>& lives :
       {std::vector<int64_t>{0}, {1}, {6}, {13}, {35}, {12, 5}, {12, 0, 12}}) {
    hone_test::TemporaryDirectory directory;
    const std::string path = directory / "net";
    const auto options = [] {
      return hone::StudyOptions().keep(hone::TrialState::fail, hone::TrialFiles::none);
    };
    std::string bits;
    const auto live = [&](int64_t kill_at) {
      return run(directory / "bits", kill_at, bits, [&](Killer kill) {
        hone::Study study(path, options());
        hone::Trial trial = study.ask();
        const std::string got = train(hone::checkpoint(trial), kill, {});
        study.tell(trial, 1);
        return got;
      });
    };
    for (const int64_t kill_at : lives) {
      BOOST_REQUIRE(!live(kill_at));
      hone::JournalStorage storage(path + "/journal.log");
      storage.update(
          0,
          [](const hone::StudyRecord& record) -> hone::Changes {
            return {hone::SetTrialSystemAttr{static_cast<int64_t>(record.trials.size()) - 1,
                                             "hone:owner", "hone-elsewhere.1-1-1-1-1"}};
          },
          hone::Durability::appended);
    }
    // Starting from scratch would exceed this.
    int64_t patience = 38 + 4 * static_cast<int64_t>(lives.size());
    for (const int64_t kill_at : lives) patience -= kill_at;
    BOOST_REQUIRE(live(patience));
    BOOST_TEST_INFO("killed " << lives.size() << " times, first at " << lives.front());
    BOOST_CHECK(bits == undisturbed());
    const auto last = static_cast<int64_t>(lives.size());
    const hone::BestTrial best = hone::best_trial(path);
    BOOST_TEST(best.number == last);
    BOOST_TEST(hone::Checkpoint::open(best.checkpoint).trial().value_or(-1) <= last);
    BOOST_TEST((hone::detail::TrialFolders(path).numbers() == std::vector<int64_t>{last}));
  }
}

BOOST_AUTO_TEST_CASE(a_finished_loop_that_is_run_again_is_finished) {
  torch::set_num_threads(1);
  hone_test::TemporaryDirectory directory;
  std::string bits;
  BOOST_REQUIRE(run(directory / "run", -1, bits));
  bits.clear();
  BOOST_REQUIRE(run(directory / "run", -1, bits));
  BOOST_CHECK(bits == undisturbed());
}

BOOST_AUTO_TEST_SUITE_END()
