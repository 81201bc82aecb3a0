// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/distributed/rank_study.hpp>
#include <hone/hooks.hpp>

#include <boost/test/unit_test.hpp>

#include <fcntl.h>

#include "test/temporary_directory.hpp"
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(ranks)

namespace {

using hone::ArgumentError;
using hone::EpochEnd;
using hone::Next;
using hone::OptimizeOptions;
using hone::RankError;
using hone::Ranks;
using hone::RankStudy;
using hone::RankTrial;
using hone::StudyOptions;
using hone::TrialState;
using hone_test::TemporaryDirectory;

/// Ranks as threads. A rank whose function has ended is lost to the others.
class Threads {
 public:
  static constexpr int kSize = 4;

  /// Runs the function on every rank. Returns the error of each as text, or "".
  std::vector<std::string> run(const std::function<void(const Ranks&)>& function) {
    std::vector<std::string> errors(kSize);
    std::vector<std::thread> threads;
    for (int rank = 0; rank < kSize; ++rank)
      threads.emplace_back([&, rank] {
        try {
          const Ranks ranks(rank, kSize, [this, rank](void* data, size_t bytes, int from) {
            broadcast(rank, data, bytes, from);
          });
          function(ranks);
        } catch (const RankError& error) {
          errors[static_cast<size_t>(rank)] = std::string("RankError ") + error.what();
        } catch (const std::exception& error) {
          errors[static_cast<size_t>(rank)] = error.what();
        }
        const std::lock_guard<std::mutex> lock(mutex_);
        ended_.insert(rank);
        changed_.notify_all();
      });
    for (std::thread& thread : threads) thread.join();
    return errors;
  }

  int broadcasts = 0;  ///< those that rank 0 took part in

 private:
  void broadcast(int rank, void* data, size_t bytes, int from) {
    std::unique_lock<std::mutex> lock(mutex_);
    broadcasts += rank == 0;
    const int number = counts_[rank]++;
    if (rank == from) {
      sent_[number].assign(static_cast<char*>(data), bytes);
      changed_.notify_all();
      return;
    }
    const bool came = changed_.wait_for(lock, std::chrono::seconds(20), [&] {
      return sent_.count(number) > 0 || ended_.count(from) > 0;
    });
    if (!came || sent_.count(number) == 0) throw std::runtime_error("Connection closed by peer");
    if (sent_[number].size() != bytes) throw std::runtime_error("the ranks are out of step");
    std::memcpy(data, sent_[number].data(), bytes);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<int, int> counts_;        // by rank
  std::map<int, std::string> sent_;  // by number
  std::set<int> ended_;
};

struct Measured {  // has item(), like a tensor
  double value;
  template <class T>
  T item() const {
    return static_cast<T>(value);
  }
};

struct CountsCalls {
  int* calls;
  void on_epoch_end(const EpochEnd&) { ++*calls; }
  void on_step_end(const hone::StepEnd&) { ++*calls; }
  void on_trial_end(const hone::LoopEnd&) { ++*calls; }
};

struct ThrowsAt {
  int64_t epoch;
  void on_epoch_end(const EpochEnd& event) const {
    if (event.epoch == epoch) throw std::runtime_error("the disk is full");
  }
};

struct AnswersAt {
  int64_t epoch;
  Next next;
  Next on_epoch_end(const EpochEnd& event) const {
    return event.epoch < epoch ? Next::proceed : next;
  }
};

/// Returns whether every rank except rank 0 ended with a RankError that contains the text.
bool others_heard(const std::vector<std::string>& errors, const std::string& text) {
  bool all = errors[0].compare(0, 9, "RankError") != 0 && errors[0].find(text) != std::string::npos;
  for (size_t rank = 1; rank < errors.size(); ++rank)
    all = all && errors[rank].compare(0, 9, "RankError") == 0 &&
          errors[rank].find(text) != std::string::npos;
  return all;
}

const std::vector<std::string> kNoErrors(Threads::kSize);

}  // namespace

BOOST_AUTO_TEST_CASE(every_rank_is_given_rank_0s_parameters_and_answers) {
  const TemporaryDirectory directory;
  std::vector<std::vector<std::string>> seen(Threads::kSize);
  std::vector<int> calls(Threads::kSize);
  Threads threads;
  const auto errors = threads.run([&](const Ranks& ranks) {
    const auto rank = static_cast<size_t>(ranks.rank());
    RankStudy study(ranks, directory / "net", StudyOptions().sampler(hone::RandomSampler(1)));
    if (hone::Study* here = study.on_first()) here->enqueue_trial({{"lr", 0.5}});
    study.optimize(
        [&](RankTrial& trial) {
          const double lr = trial.suggest_float("lr", 1e-3, 1, hone::Scale::log);
          const int64_t layers = trial.suggest_int("layers", 1, 8);
          const int64_t fixed = trial.suggest_int("fixed", 3, 3);
          const std::string kind = trial.suggest_categorical("kind", {"sgd", "adam"});
          const double coarse = trial.suggest_float("coarse", 0, 1, hone::Step(0.25));
          const bool again = trial.suggest_int("layers", 1, 8) == layers;
          std::string line = std::to_string(trial.number()) + ' ' + std::to_string(lr) + ' ' +
                             std::to_string(layers + fixed) + kind + std::to_string(coarse) +
                             (again ? " again" : "") + std::to_string(trial.params().size());
          auto hooks =
              ranks.hooks(hone::report(trial), hone::prune(trial), CountsCalls{&calls[rank]});
          int64_t epoch = hooks.resume(1);
          for (; epoch <= 5; ++epoch) {
            (void)hooks.on_step_end(epoch, 0.0);
            // The other ranks measured something else.
            const double value = rank == 0 ? lr / static_cast<double>(epoch) : -1;
            if (hooks.on_epoch_end(epoch, Measured{value}) != Next::proceed) break;
          }
          const double value = hooks.on_trial_end();
          seen[rank].push_back(line + " left at " + std::to_string(epoch) + " with " +
                               std::to_string(value) + ' ' +
                               std::to_string(static_cast<int>(hooks.next())));
          return rank == 0 ? value : -100;
        },
        12);
  });
  BOOST_TEST(errors == kNoErrors, boost::test_tools::per_element());
  BOOST_TEST(seen[0].size() == 12);
  BOOST_TEST(seen[0][0].find("0 0.500000 ") == 0);
  for (size_t rank = 1; rank < Threads::kSize; ++rank) {
    BOOST_TEST(seen[rank] == seen[0], boost::test_tools::per_element());
    BOOST_TEST(calls[rank] == 0);
  }
  BOOST_TEST(calls[0] > 12 * 5);
  const hone::Study study(directory / "net");
  int pruned = 0;
  for (const hone::FrozenTrial& trial : study.trials()) {
    pruned += trial.state == TrialState::pruned;
    BOOST_TEST(hone::is_finished(trial.state));
  }
  BOOST_TEST(pruned > 0);
  BOOST_TEST(pruned < 12);
  BOOST_TEST(study.best_value() > 0);
}

BOOST_AUTO_TEST_CASE(a_hook_of_rank_0s_is_made_there_alone) {
  std::vector<int> made(Threads::kSize), stopped(Threads::kSize);
  const auto errors = Threads().run([&](const Ranks& ranks) {
    const auto rank = static_cast<size_t>(ranks.rank());
    auto hooks = ranks.hooks(ranks.on_first([&] {
      return ++made[rank], AnswersAt{2, Next::stop};
    }));
    for (int64_t epoch = hooks.resume(1); epoch <= 3; ++epoch)
      if (hooks.on_epoch_end(epoch, 0.5) == Next::stop) stopped[rank] = static_cast<int>(epoch);
    hooks.on_trial_end();
  });
  BOOST_TEST(errors == kNoErrors, boost::test_tools::per_element());
  BOOST_TEST(made == (std::vector<int>{1, 0, 0, 0}), boost::test_tools::per_element());
  BOOST_TEST(stopped == std::vector<int>(Threads::kSize, 3), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_epoch_costs_one_byte) {
  Threads threads;
  int before = 0, after = 0;
  threads.run([&](const Ranks& ranks) {
    auto hooks = ranks.hooks(AnswersAt{3, Next::stop});
    if (ranks.rank() == 0) before = threads.broadcasts;
    (void)hooks.on_epoch_end(1, 0.5);
    if (ranks.rank() == 0) after = threads.broadcasts;
  });
  BOOST_TEST(after - before == 1);
}

BOOST_AUTO_TEST_CASE(what_a_hook_throws_on_rank_0_reaches_every_rank) {
  const TemporaryDirectory directory;
  const auto errors = Threads().run([&](const Ranks& ranks) {
    RankStudy study(ranks, directory / "net");
    study.optimize(
        [&](RankTrial& trial) {
          auto hooks = ranks.hooks(hone::report(trial), ThrowsAt{2});
          for (int64_t epoch = 1; epoch <= 5; ++epoch)
            if (hooks.on_epoch_end(epoch, 1) != Next::proceed) break;
          return hooks.on_trial_end();
        },
        3);
  });
  BOOST_TEST(others_heard(errors, "the disk is full"));
  const auto trials = hone::Study(directory / "net").trials();
  BOOST_TEST(trials.size() == 1);
  BOOST_TEST((trials[0].state == TrialState::fail));
}

BOOST_AUTO_TEST_CASE(what_rank_0_alone_throws_reaches_those_who_wait_for_it) {
  const auto errors = Threads().run([&](const Ranks& ranks) {
    RankStudy study(ranks);
    study.optimize(
        [&](RankTrial& trial) {
          auto hooks = ranks.hooks(hone::report(trial));
          if (ranks.rank() == 0) throw std::runtime_error("no data here");
          (void)hooks.on_epoch_end(1, 1);
          return hooks.on_trial_end();
        },
        3);
  });
  BOOST_TEST(others_heard(errors, "no data here"));
}

BOOST_AUTO_TEST_CASE(a_study_that_cannot_be_opened_is_an_error_of_every_rank) {
  const TemporaryDirectory directory;
  std::ofstream(directory / "file") << "no directory";
  const auto errors =
      Threads().run([&](const Ranks& ranks) { RankStudy study(ranks, directory / "file/net"); });
  BOOST_TEST(others_heard(errors, "file"));
}

BOOST_AUTO_TEST_CASE(with_catch_errors_all_ranks_go_on_to_the_next_trial) {
  const TemporaryDirectory directory;
  const auto errors = Threads().run([&](const Ranks& ranks) {
    RankStudy study(ranks, directory / "net");
    study.optimize(
        [&](RankTrial& trial) -> double {
          auto hooks = ranks.hooks(ThrowsAt{trial.number() == 0 ? 1 : 100});
          (void)hooks.on_epoch_end(1, 1);
          if (trial.number() == 1) throw std::runtime_error("all ranks throw");
          if (trial.number() == 2 && ranks.rank() == 0) throw std::runtime_error("rank 0 throws");
          if (trial.number() == 3 && ranks.rank() == 2) throw std::runtime_error("rank 2 throws");
          if (trial.number() == 4) throw hone::TrialPruned();
          return 1;
        },
        OptimizeOptions().n_trials(6).catch_errors(true));
  });
  BOOST_TEST(errors == kNoErrors, boost::test_tools::per_element());
  std::string states, reasons;
  for (const hone::FrozenTrial& trial : hone::Study(directory / "net").trials()) {
    states += trial.state == TrialState::fail ? 'F' : trial.state == TrialState::pruned ? 'P' : 'C';
    if (trial.system_attrs.count("fail_reason"))
      reasons += trial.system_attrs.at("fail_reason").as<std::string>() + '\n';
  }
  BOOST_TEST(states == "FFFFPC");
  BOOST_TEST(reasons ==
             "the disk is full\nall ranks throw\nrank 0 throws\n"
             "hone: the objective threw on rank 2, and not on rank 0\n");
}

BOOST_AUTO_TEST_CASE(a_lost_rank_ends_the_others_and_leaves_the_trial_to_the_next_start) {
  const TemporaryDirectory directory;
  // Rank 2 is lost in trial 1. The training's own communication may report it before hone does.
  const auto start = [&](bool is_lost, bool own_exchange) {
    return Threads().run([&](const Ranks& ranks) {
      RankStudy study(ranks, directory / "net");
      study.optimize(
          [&](RankTrial& trial) {
            const double lr = trial.suggest_float("lr", 0, 1);
            if (!is_lost || trial.number() != 1) return lr;
            if (ranks.rank() == 2) throw hone::Error("killed");
            if (ranks.rank() == 0 && own_exchange) throw std::runtime_error("all-reduce failed");
            return lr;
          },
          OptimizeOptions().total_trials(3));
    });
  };
  for (const bool own_exchange : {false, true}) {
    const auto errors = start(true, own_exchange);
    BOOST_TEST(errors[0].find("RankError hone: rank 0 of 4 has lost the others: Connection closed "
                              "by peer") == 0);
    BOOST_TEST((errors[0].find("all-reduce failed") != std::string::npos) == own_exchange);
    BOOST_TEST(errors[2] == "killed");
    const auto trials = hone::Study(directory / "net").trials();
    BOOST_REQUIRE(trials.size() == 2);
    BOOST_TEST((trials[1].state == TrialState::running));
  }
  const double lr = hone::Study(directory / "net").trials()[1].param<double>("lr");
  const auto errors = start(false, false);
  BOOST_TEST(errors == kNoErrors, boost::test_tools::per_element());
  const auto trials = hone::Study(directory / "net").trials();
  BOOST_TEST(trials.size() == 3);
  BOOST_TEST((trials[1].state == TrialState::complete));
  BOOST_TEST(trials[1].param<double>("lr") == lr);
}

BOOST_AUTO_TEST_CASE(a_pause_on_rank_0_pauses_all_ranks) {
  const TemporaryDirectory directory;
  std::vector<int> trials(Threads::kSize);
  const auto errors = Threads().run([&](const Ranks& ranks) {
    RankStudy study(ranks, directory / "net");
    study.optimize([&](RankTrial& trial) {
      ++trials[static_cast<size_t>(ranks.rank())];
      auto hooks = ranks.hooks(hone::report(trial), AnswersAt{2, Next::pause});
      for (int64_t epoch = 1; epoch <= 5; ++epoch)
        if (hooks.on_epoch_end(epoch, 1) != Next::proceed) break;
      return hooks.on_trial_end();
    });
  });
  BOOST_TEST(errors == kNoErrors, boost::test_tools::per_element());
  BOOST_TEST(trials == std::vector<int>(Threads::kSize, 1), boost::test_tools::per_element());
  BOOST_TEST((hone::Study(directory / "net").trials()[0].state == TrialState::running));
}

BOOST_AUTO_TEST_CASE(ranks_that_ask_for_different_parameters_are_told_so) {
  const auto errors = Threads().run([](const Ranks& ranks) {
    RankStudy study(ranks);
    study.optimize(
        [&](RankTrial& trial) {
          return trial.suggest_float(ranks.rank() == 3 ? "momentum" : "lr", 0, 1);
        },
        1);
  });
  BOOST_TEST(errors[3] ==
             "hone: rank 0 suggests \"lr\" where rank 3 asks for \"momentum\"; every rank asks for "
             "the same parameters in the same order");
}

BOOST_AUTO_TEST_CASE(a_plain_trial_does_not_suggest_on_other_ranks) {
  const auto errors = Threads().run([](const Ranks& ranks) {
    RankStudy study(ranks);
    study.optimize([](hone::Trial& trial) { return trial.suggest_float("lr", 0, 1); }, 1);
  });
  BOOST_TEST(errors[1].find("take a hone::RankTrial&") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_is_refused) {
  const auto nothing = [](void*, size_t, int) {};
  BOOST_CHECK_THROW(Ranks(4, 4, nothing), ArgumentError);
  BOOST_CHECK_THROW(Ranks(-1, 4, nothing), ArgumentError);
  BOOST_CHECK_THROW(Ranks(0, 0, nothing), ArgumentError);
  RankStudy study(Ranks(0, 1, nothing));
  BOOST_CHECK_THROW(study.optimize([](RankTrial&) { return 1; }, OptimizeOptions().n_jobs(2)),
                    ArgumentError);
}

BOOST_AUTO_TEST_CASE(one_rank_alone_sends_nothing) {
  const Ranks ranks(0, 1, [](void*, size_t, int) { throw std::runtime_error("sent"); });
  RankStudy study(ranks);
  study.optimize(
      [&](RankTrial& trial) {
        trial.set_user_attr("host", "here");
        trial.set_constraint("size", -1);
        trial.report(0.5, 1);
        BOOST_TEST(!trial.should_prune());
        auto hooks = ranks.hooks(AnswersAt{2, Next::stop});
        (void)hooks.on_epoch_end(1, 1);
        (void)hooks.on_epoch_end(2, 0.5);
        BOOST_TEST((hooks.next() == Next::stop));
        return hooks.on_trial_end();
      },
      2);
  BOOST_TEST(study.on_first()->trials().size() == 2);
  BOOST_TEST(study.on_first()->trials()[0].intermediate_values.size() == 1);
}

BOOST_AUTO_TEST_CASE(a_file_of_several_blocks_arrives_as_it_is) {
  const TemporaryDirectory directory;
  std::string bytes(size_t{33} << 20, '\0');
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * i >> 7);
  std::ofstream(directory / "last.pt", std::ios::binary) << bytes;
  std::vector<int> same(Threads::kSize);
  const auto errors = Threads().run([&](const Ranks& ranks) {
    hone::detail::share_file(
        *ranks.group(), ranks.rank() == 0 ? directory / "last.pt" : "",
        [&](const hone::detail::GivenFile& file) {
          const hone::detail::File open(*file.ops, file.ops->open("any", O_RDONLY, 0));
          std::string got(bytes.size() + 1, '\0');
          const ssize_t count = file.ops->pread(open.get(), got.data(), got.size(), 0);
          got.resize(count < 0 ? 0 : static_cast<size_t>(count));
          same[static_cast<size_t>(ranks.rank())] =
              got == bytes && file.path == directory / "last.pt";
        });
  });
  BOOST_TEST(errors == kNoErrors, boost::test_tools::per_element());
  BOOST_TEST(same == (std::vector<int>{0, 1, 1, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_file_that_rank_0_cannot_read_is_an_error_of_every_rank) {
  const auto errors = Threads().run([&](const Ranks& ranks) {
    hone::detail::share_file(*ranks.group(), "/nowhere/last.pt",
                             [](const hone::detail::GivenFile&) {});
  });
  BOOST_TEST(others_heard(errors, "/nowhere/last.pt"));
}

BOOST_AUTO_TEST_SUITE_END()
