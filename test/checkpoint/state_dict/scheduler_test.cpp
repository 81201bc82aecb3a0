// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/state_dict/scheduler.hpp>

#include <torch/optim/schedulers/step_lr.h>

#include <boost/test/unit_test.hpp>

#include "test/checkpoint/state_dict/saved.hpp"
#include <memory>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(scheduler_suite)

using hone_test::contains;
using hone_test::Saved;

namespace {

torch::optim::SGD make_optimizer() {
  return torch::optim::SGD(std::vector<at::Tensor>{at::zeros({2}).requires_grad_()}, 0.5);
}

double rate(torch::optim::Optimizer& optimizer) {
  return optimizer.param_groups()[0].options().get_lr();
}

// A user-defined scheduler: warms up, then keeps the rate that was set last.
struct Warmup : torch::optim::LRScheduler {
  using LRScheduler::LRScheduler;
  std::vector<double> get_lrs() override { return {step_count_ < 3 ? 0.1 * step_count_ : told}; }
  double told = 1;
};
struct SavedWarmup : Warmup {
  using Warmup::Warmup;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& told;
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_schedule_goes_on_where_it_stopped) {
  for (int stop = 0; stop < 8; ++stop) {
    auto optimizer = make_optimizer();
    torch::optim::StepLR scheduler(optimizer, 3, 0.5);
    for (int i = 0; i < stop; ++i) scheduler.step();
    const Saved saved(scheduler), saved_optimizer(optimizer);
    auto other = make_optimizer();
    torch::optim::StepLR again(other, 3, 0.5);
    for (int i = 0; i < 5; ++i) again.step();
    saved.restore(again);
    saved_optimizer.restore(other);
    for (int i = 0; i < 7; ++i) {
      BOOST_TEST(rate(other) == rate(optimizer));
      scheduler.step();
      again.step();
    }
  }
}

BOOST_AUTO_TEST_CASE(its_keys_are_those_of_python) {
  auto optimizer = make_optimizer();
  torch::optim::StepLR scheduler(optimizer, 2, 0.5);
  for (int i = 0; i < 3; ++i) scheduler.step();
  const hone::detail::Node node = hone::detail::save_scheduler(scheduler);
  BOOST_TEST(*node.find("_step_count")->get<int64_t>() == 3);
  BOOST_TEST(*node.find("last_epoch")->get<int64_t>() == 2);
  BOOST_TEST(*(*node.find("_last_lr")->sequence())[0].get<double>() == 0.25);
}

BOOST_AUTO_TEST_CASE(a_scheduler_behind_a_pointer_or_of_the_user_comes_back) {
  auto optimizer = make_optimizer();
  std::unique_ptr<torch::optim::LRScheduler> scheduler =
      std::make_unique<torch::optim::StepLR>(optimizer, 2, 0.5);
  for (int i = 0; i < 3; ++i) scheduler->step();
  const Saved saved(scheduler);
  Warmup warmup(optimizer);
  saved.restore(warmup);
  BOOST_TEST(hone::detail::SchedulerAccess::step_count(warmup) == 3u);
}

BOOST_AUTO_TEST_CASE(what_a_scheduler_of_the_user_serializes_comes_back_with_its_count) {
  auto optimizer = make_optimizer();
  SavedWarmup scheduler(optimizer);
  scheduler.told = 0.75;
  for (int i = 0; i < 5; ++i) scheduler.step();
  const Saved saved(scheduler);
  SavedWarmup again(optimizer);
  saved.restore(again);
  BOOST_TEST(again.told == 0.75);
  BOOST_TEST(hone::detail::SchedulerAccess::step_count(again) == 5u);

  torch::optim::StepLR plain(optimizer, 2);
  const Saved without(plain);
  BOOST_TEST(contains(without.misfit(again), "what its own serialize writes is not in the file"));
  BOOST_TEST(hone::detail::SchedulerAccess::step_count(again) == 5u);
}

BOOST_AUTO_TEST_CASE(what_is_no_scheduler_in_the_file_is_refused) {
  int64_t number = 3;
  const Saved saved(number);
  auto optimizer = make_optimizer();
  torch::optim::StepLR scheduler(optimizer, 2);
  BOOST_TEST(contains(saved.misfit(scheduler), "no scheduler's state_dict"));
}

BOOST_AUTO_TEST_SUITE_END()
