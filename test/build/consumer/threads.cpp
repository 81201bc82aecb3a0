// A study's jobs share torch's threads, also in a program that includes none of hone's torch headers.
#include <ATen/Parallel.h>
#include <hone/study.hpp>

#include <atomic>

int main() {
  at::set_num_threads(4);
  std::atomic<int> most{0};
  hone::Study study;
  study.optimize(
      [&](hone::Trial& trial) {
        most = std::max<int>(most, at::get_num_threads());
        return trial.suggest_float("x", 0.0, 1.0);
      },
      hone::OptimizeOptions().n_trials(4).n_jobs(2));
  return most == 2 && at::get_num_threads() == 4 ? 0 : 1;
}
