// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// What docs/distributed.md quotes of MPI, which is not needed here: one rank alone sends nothing.
#include <hone/distributed/rank_study.hpp>
#include <hone/hooks.hpp>

#include <cstddef>
#include <stdexcept>

namespace {

constexpr int MPI_BYTE = 0, MPI_COMM_WORLD = 0, MPI_SUCCESS = 0;
int MPI_Bcast(void*, int, int, int, int) { return 1; }

}  // namespace

int main() {
  const int rank = 0, size = 1;
  const hone::Ranks ranks(rank, size, [](void* data, size_t bytes, int from) {
    if (MPI_Bcast(data, static_cast<int>(bytes), MPI_BYTE, from, MPI_COMM_WORLD) != MPI_SUCCESS)
      throw std::runtime_error("MPI_Bcast failed");
  });
  hone::RankStudy study(ranks, "runs/ranks");
  study.optimize(
      [&](hone::RankTrial& trial) {
        auto hooks = ranks.hooks(hone::report(trial), hone::prune(trial));
        const double x = trial.suggest_float("x", -1, 1);
        for (int64_t epoch = hooks.resume(1); epoch <= 3; ++epoch)
          if (hooks.on_epoch_end(epoch, x * x) != hone::Next::proceed) break;
        return hooks.on_trial_end();
      },
      5);
}
