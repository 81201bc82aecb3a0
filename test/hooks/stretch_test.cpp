// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/hooks/hook_set.hpp>
#include <hone/hooks/stretch.hpp>
#include <hone/samplers/population.hpp>
#include <hone/study.hpp>

#include <boost/archive/polymorphic_text_iarchive.hpp>
#include <boost/archive/polymorphic_text_oarchive.hpp>
#include <boost/test/unit_test.hpp>

#include "test/far_storage.hpp"
#include <cstdint>
#include <memory>
#include <sstream>

BOOST_AUTO_TEST_SUITE(stretch)

namespace {

using hone::EpochEnd;
using hone::Next;
using hone::Stretch;

hone::Study population(int64_t interval) {
  return hone::Study(hone::StudyOptions().sampler(
      hone::PopulationSampler(hone::PopulationSamplerOptions().interval(interval))));
}

// Saves and restores a hook's state, as a checkpoint does.
void copy_state(Stretch& from, Stretch& to) {
  std::stringstream text;
  {
    boost::archive::polymorphic_text_oarchive archive(text);
    from.serialize(static_cast<boost::archive::polymorphic_oarchive&>(archive), 0);
  }
  boost::archive::polymorphic_text_iarchive archive(text);
  to.serialize(static_cast<boost::archive::polymorphic_iarchive&>(archive), 0);
}

}  // namespace

BOOST_AUTO_TEST_CASE(it_stops_a_loop_after_the_interval_of_the_population) {
  hone::Study study = population(3);
  hone::Trial trial = study.ask();
  auto hooks = hone::hooks(hone::stretch(trial));
  BOOST_TEST((hooks.on_epoch_end(11, 0.5) == Next::proceed));
  BOOST_TEST((hooks.on_epoch_end(12, 0.5) == Next::proceed));
  BOOST_TEST((hooks.on_epoch_end(13, 0.5) == Next::stop));
}

BOOST_AUTO_TEST_CASE(a_trial_of_no_population_is_never_stopped) {
  hone::Study study;
  hone::Trial trial = study.ask();
  Stretch hook(trial);
  for (int64_t epoch = 1; epoch <= 100; ++epoch)
    BOOST_TEST((hook.on_epoch_end(EpochEnd{epoch, 0.5}) == Next::proceed));
}

BOOST_AUTO_TEST_CASE(the_epochs_of_an_earlier_process_count_and_those_of_another_trial_do_not) {
  hone::Study study = population(3);
  hone::Trial trial = study.ask(), other = study.ask();
  Stretch killed(trial), resumed(trial), child(other);
  BOOST_TEST((killed.on_epoch_end(EpochEnd{1, 0.5}) == Next::proceed));
  BOOST_TEST((killed.on_epoch_end(EpochEnd{2, 0.5}) == Next::proceed));
  copy_state(killed, resumed);
  BOOST_TEST((resumed.on_epoch_end(EpochEnd{3, 0.5}) == Next::stop));
  copy_state(resumed, child);
  BOOST_TEST((child.on_epoch_end(EpochEnd{4, 0.5}) == Next::proceed));
  BOOST_TEST((child.on_epoch_end(EpochEnd{5, 0.5}) == Next::proceed));
  BOOST_TEST((child.on_epoch_end(EpochEnd{6, 0.5}) == Next::stop));
}

BOOST_AUTO_TEST_CASE(the_epochs_of_a_trial_that_is_repeated_count) {
  const auto far = std::make_shared<hone_test::FarStorage>();
  hone::Study study(hone::StudyOptions().storage(far).sampler(
      hone::PopulationSampler(hone::PopulationSamplerOptions().interval(3))));
  hone::Trial lost = study.ask();
  Stretch before(lost);
  BOOST_TEST((before.on_epoch_end(EpochEnd{1, 0.5}) == Next::proceed));
  BOOST_TEST((before.on_epoch_end(EpochEnd{2, 0.5}) == Next::proceed));
  far->lose(study, lost);
  hone::Trial repeated = study.ask();
  BOOST_TEST(repeated.number() == 1);
  Stretch after(repeated);
  copy_state(before, after);
  BOOST_TEST((after.on_epoch_end(EpochEnd{3, 0.5}) == Next::stop));
}

BOOST_AUTO_TEST_SUITE_END()
