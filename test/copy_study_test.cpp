// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/copy_study.hpp>
#include <hone/study.hpp>

#include <boost/test/unit_test.hpp>

#include "test/memory_storage.hpp"
#include "test/storages/describe.hpp"
#include "test/temporary_directory.hpp"
#include <functional>
#include <memory>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(copy_study)

namespace {

double objective(hone::Trial& trial) {
  const double x = trial.suggest_float("x", -1, 1);
  trial.report(x, 0);
  return x * x + (trial.suggest_categorical("kind", {"a", "b"}) == "a" ? 1 : 0);
}

hone::Study open(std::shared_ptr<hone::Storage> storage, const std::string& name = "net") {
  return hone::Study(hone::StudyOptions().storage(std::move(storage)).study_name(name));
}

// Everything except the workers of the trials, which are not copied.
std::string described(hone::Storage& storage, const std::string& name) {
  hone::StudyRecord copy;
  storage.read(storage.open_study(name, {}),
               [&](const hone::StudyRecord& record) { copy = record; });
  for (hone::FrozenTrial& trial : copy.trials) trial.worker.clear();
  return hone_test::describe(copy);
}

std::string refusal(const std::function<void()>& act) {
  try {
    act();
  } catch (const hone::StorageError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

namespace {

// Calls `decide` twice, as a storage does after a conflict.
class AskingTwice final : public hone_test::MemoryStorage {
 public:
  void update(int64_t study,
              hone::detail::FunctionRef<hone::Changes(const hone::StudyRecord&)> decide,
              hone::Durability durability) override {
    read(study, [&](const hone::StudyRecord& record) { decide(record); });
    MemoryStorage::update(study, decide, durability);
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_storage_may_ask_twice_what_is_to_be_written) {
  const auto twice = std::make_shared<AskingTwice>();
  hone::MemoryStorage memory;
  hone::Study study = open(twice);
  study.optimize(objective, 3);
  BOOST_TEST(study.trials()[2].params.size() == 2u);
  BOOST_TEST(study.trials()[2].intermediate_values.size() == 1u);
  hone::copy_study(*twice, "net", memory);
  AskingTwice copy;
  hone::copy_study(memory, "net", copy);
  BOOST_TEST(described(copy, "net") == described(*twice, "net"));
}

BOOST_AUTO_TEST_CASE(a_copy_is_the_same_and_goes_on_as_the_original_would) {
  const hone_test::TemporaryDirectory directory;
  const auto memory = std::make_shared<hone::MemoryStorage>();
  hone::Study study = open(memory);
  study.set_user_attr("note", "kept");
  study.optimize(objective, 20);
  study.enqueue_trial({{"x", 0.5}});

  const auto journal = std::make_shared<hone::JournalStorage>(directory / "journal.log");
  hone::copy_study(*memory, "net", *journal);
  hone::JournalStorage again(directory / "journal.log");
  BOOST_TEST(described(again, "net") == described(*memory, "net"));

  hone::Study copy = open(journal);
  study.optimize(objective, 10);
  copy.optimize(objective, 10);
  const std::vector<hone::FrozenTrial> ours = study.trials(), theirs = copy.trials();
  BOOST_TEST_REQUIRE(ours.size() == 30u);
  BOOST_TEST_REQUIRE(theirs.size() == 30u);
  for (size_t i = 0; i < 30; ++i) BOOST_TEST(theirs[i].value() == ours[i].value());
}

BOOST_AUTO_TEST_CASE(what_runs_is_taken_up_in_the_copy_unless_it_is_somebody_elses) {
  const auto memory = std::make_shared<hone::MemoryStorage>();
  hone::Study study = open(memory);
  hone::Trial running = study.ask();
  const double x = running.suggest_float("x", -1, 1);
  memory->update(
      memory->open_study("net", {}),
      [](const hone::StudyRecord&) {
        hone::CreateTrial foreign;
        foreign.trial.worker = "3f9c3e9e-139847919980608";
        return hone::Changes{foreign};
      },
      hone::Durability::appended);
  hone::copy_study(*memory, "net", *memory, "copy");

  hone::Study copy = open(memory, "copy");
  hone::Trial taken = copy.ask();
  BOOST_TEST(taken.number() == 0);
  BOOST_TEST(taken.suggest_float("x", -1, 1) == x);
  BOOST_TEST(copy.ask().number() == 2);
  study.tell(running, 1);
  BOOST_TEST((copy.trials()[0].state == hone::TrialState::running));
}

BOOST_AUTO_TEST_CASE(nothing_is_copied_over_a_study_nor_from_none) {
  const auto memory = std::make_shared<hone::MemoryStorage>();
  hone::Study study = open(memory), other = open(memory, "other");
  study.optimize(objective, 1);
  BOOST_TEST(refusal([&] { hone::copy_study(*memory, "nte", *memory, "copy"); }) ==
             "hone: there is no study \"nte\" to copy; check its name");
  BOOST_TEST(memory->study_names().size() == 2u);
  const std::string before = described(*memory, "other");
  BOOST_TEST(refusal([&] {
               hone::copy_study(*memory, "net", *memory, "other");
             }).find("\"other\" already") != std::string::npos);
  BOOST_TEST(described(*memory, "other") == before);
}

BOOST_AUTO_TEST_CASE(several_objectives_are_copied_too) {
  hone::MemoryStorage from, to;
  from.open_study("net", {hone::Direction::minimize, hone::Direction::maximize});
  hone::copy_study(from, "net", to);
  BOOST_TEST(described(to, "net") == described(from, "net"));
}

BOOST_AUTO_TEST_SUITE_END()
