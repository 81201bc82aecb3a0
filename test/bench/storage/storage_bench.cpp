// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// Cost of storage in hone, for storage.py, which times Optuna and rustuna as well. WHERE is
// "memory", a directory, or a database URL.
//
//   storage_bench optimize WHERE random|tpe TRIALS WORKERS   wall-clock and CPU seconds of all
//                                                            processes
//   storage_bench epochs WHERE EPOCHS    the same for each on_epoch_end with report and prune
//   storage_bench rates WHERE TRIALS REPORTS WORKERS         trials and reports per second
//   storage_bench fill FILE TRIALS       writes a journal of ten records per trial
//   storage_bench open FILE              seconds as above, and bytes per trial
#include <hone/files/worker.hpp>
#include <hone/hooks.hpp>
#include <hone/storages/detail/journal_replay.hpp>
#include <hone/storages/detail/journal_text.hpp>
#include <hone/study.hpp>
#ifdef HONE_HAS_RDB
#include <hone/rdb.hpp>
#endif

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>

namespace {

/// Wall-clock and CPU seconds of all processes since its construction.
class Stopwatch {
 public:
  double wall() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }
  double processors() const { return used() - used_; }

 private:
  static double used() {
    double seconds = 0;
    for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
      struct rusage usage;
      ::getrusage(who, &usage);
      for (const struct timeval& time : {usage.ru_utime, usage.ru_stime})
        seconds += static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    }
    return seconds;
  }
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  double used_ = used();
};

double tuned(hone::Trial& trial) {
  const double lr = std::log10(trial.suggest_float("lr", 1e-5, 1e-1, hone::Scale::log));
  const double wd = std::log10(trial.suggest_float("wd", 1e-6, 1e-2, hone::Scale::log));
  const double dropout = trial.suggest_float("dropout", 0.0, 0.5);
  const double layers = static_cast<double>(trial.suggest_int("layers", 1, 8));
  const std::string opt = trial.suggest_categorical("opt", {"sgd", "adam", "rmsprop"});
  return std::pow(lr + 3, 2) + 0.5 * std::pow(wd + 4, 2) + 4 * std::pow(dropout - 0.2, 2) +
         0.1 * std::pow(layers - 4, 2) + (opt == "adam" ? 0.0 : 0.3);
}

hone::Study open_study(const std::string& where, const std::string& sampler = "random") {
  hone::StudyOptions options;
  if (sampler == "tpe")
    options.sampler(hone::TpeSampler());
  else
    options.sampler(hone::RandomSampler());
  if (where == "memory") return hone::Study(options);
#ifdef HONE_HAS_RDB
  if (where.find("://") != std::string::npos)
    return hone::Study(options.storage(hone::rdb(where)).study_name("bench"));
#endif
  return hone::Study(where, options);
}

/// Runs the work in processes that start together. Returns the time until the last one has ended.
template <class Prepare>
Stopwatch run_workers(int64_t workers, const Prepare& prepare) {
  int ready[2], go[2];
  if (::pipe(ready) != 0 || ::pipe(go) != 0) std::exit(1);
  for (int64_t i = 0; i < workers; ++i)
    if (::fork() == 0) {
      ::close(go[1]);
      const auto work = prepare();
      char byte = 0;
      if (::write(ready[1], &byte, 1) != 1 || ::read(go[0], &byte, 1) != 0) ::_exit(1);
      work();
      ::_exit(0);
    }
  ::close(ready[1]);
  char byte;
  for (int64_t i = 0; i < workers; ++i)
    if (::read(ready[0], &byte, 1) != 1) std::exit(1);
  const Stopwatch watch;
  ::close(go[1]);
  int status = 0;
  for (int64_t i = 0; i < workers; ++i)
    if (::wait(&status) < 0 || status != 0) std::exit(1);
  for (const int file : {ready[0], go[0]}) ::close(file);
  return watch;
}

void optimize(const std::string& where, const std::string& sampler, int64_t trials,
              int64_t workers) {
  const Stopwatch watch;
  if (workers == 1)
    open_study(where, sampler).optimize(tuned, trials);
  else
    run_workers(workers, [&] {
      auto study = std::make_shared<hone::Study>(open_study(where, sampler));
      return [=] { study->optimize(tuned, trials / workers); };
    });
  std::printf("%.6f %.6f\n", watch.wall(), watch.processors());
}

// Trials of 100 epochs, with 20 finished trials for the pruner to compare with.
void epochs(const std::string& where, int64_t count) {
  constexpr int64_t kSteps = 100;
  hone::Study study = open_study(where);
  for (int64_t number = 0; number < 20; ++number) {
    hone::FrozenTrial trial;
    trial.state = hone::TrialState::complete;
    trial.values = {0};
    for (int64_t step = 0; step < kSteps; ++step) trial.intermediate_values[step] = 1;
    study.add_trial(trial);
  }
  double wall = 0, processors = 0;
  for (int64_t done = 0; done < count; done += kSteps) {
    hone::Trial trial = study.ask();
    auto hooks = hone::hooks(hone::report(trial), hone::prune(trial));
    const Stopwatch watch;
    for (int64_t step = 0; step < kSteps; ++step)
      if (hooks.on_epoch_end(step, 0.5) != hone::Next::proceed) std::exit(1);
    wall += watch.wall();
    processors += watch.processors();
    study.tell(trial, 0.5);
  }
  std::printf("%.9f %.9f\n", wall / static_cast<double>(count),
              processors / static_cast<double>(count));
}

void rates(const std::string& where, int64_t trials, int64_t reports, int64_t workers) {
  const double asked = run_workers(workers, [&] {
                         auto study = std::make_shared<hone::Study>(open_study(where));
                         return [=] { study->optimize(tuned, trials / workers); };
                       }).wall();
  const double reported = run_workers(workers, [&] {
                            auto study = std::make_shared<hone::Study>(open_study(where));
                            auto trial = std::make_shared<hone::Trial>(study->ask());
                            return [=] {
                              for (int64_t step = 0; step < reports / workers; ++step)
                                trial->report(0.5, step);
                              study->tell(*trial, 0.5);
                            };
                          }).wall();
  std::printf("%.3f %.3f\n", static_cast<double>(trials) / asked,
              static_cast<double>(reports) / reported);
}

void fill(const std::string& path, int64_t trials) {
  namespace detail = hone::detail;
  const auto shared = [](const hone::Distribution& distribution) {
    return std::make_shared<const hone::Distribution>(distribution);
  };
  const auto lr = shared(hone::FloatDistribution{1e-5, 1e-1, true, {}}),
             wd = shared(hone::FloatDistribution{1e-6, 1e-2, true, {}}),
             dropout = shared(hone::FloatDistribution{0, 0.5, false, {}}),
             layers = shared(hone::IntDistribution{1, 8, false, 1}),
             opt = shared(hone::CategoricalDistribution{{"sgd", "adam", "rmsprop"}});
  const hone::TimePoint now = std::chrono::system_clock::now();
  std::ofstream file(path);
  detail::JournalEncoder head(detail::worker_name());
  head.create_study("bench", {hone::Direction::minimize});
  file << head.text();
  for (int64_t id = 0; id < trials; ++id) {
    const double x = 0.5 + 0.5 * std::sin(static_cast<double>(id));
    detail::JournalEncoder text(detail::worker_name());
    hone::CreateTrial create;
    create.trial.datetime_start = now + std::chrono::milliseconds(id);
    text.study(0, create);
    text.trial(id, hone::SetParam{id, {"lr", lr, std::pow(10, -5 + 4 * x)}});
    text.trial(id, hone::SetParam{id, {"wd", wd, std::pow(10, -6 + 4 * x)}});
    text.trial(id, hone::SetParam{id, {"dropout", dropout, x / 2}});
    text.trial(id, hone::SetParam{id, {"layers", layers, std::floor(1 + 7 * x)}});
    text.trial(id, hone::SetParam{id, {"opt", opt, static_cast<double>(id % 3)}});
    for (int64_t step = 0; step < 3; ++step)
      text.trial(id, hone::SetIntermediateValue{id, step, x / static_cast<double>(step + 1)});
    text.trial(
        id, hone::SetState{
                id, hone::TrialState::complete, {x}, now + std::chrono::milliseconds(id + 1), {}});
    file << text.text();
  }
}

double resident_bytes() {
  double pages = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

void open_file(const std::string& path) {
  const double before = resident_bytes();
  const Stopwatch watch;
  hone::JournalStorage storage(path);
  double trials = 0;
  storage.read(0, [&](const hone::StudyRecord& record) {
    trials = static_cast<double>(record.trials.size());
  });
  std::printf("%.6f %.6f %.1f\n", watch.wall(), watch.processors(),
              (resident_bytes() - before) / trials);
}

}  // namespace

int main(int argc, char** argv) {
  const auto text = [&](int i) { return std::string(i < argc ? argv[i] : ""); };
  const auto number = [&](int i) { return i < argc ? std::stoll(argv[i]) : 1; };
  const std::string what = text(1), where = text(2);
  if (what == "optimize")
    optimize(where, text(3), number(4), number(5));
  else if (what == "epochs")
    epochs(where, number(3));
  else if (what == "rates")
    rates(where, number(3), number(4), number(5));
  else if (what == "fill")
    fill(where, number(3));
  else if (what == "open")
    open_file(where);
  else
    return 2;
  return 0;
}
