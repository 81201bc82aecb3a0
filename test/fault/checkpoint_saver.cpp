// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// Saves in a loop until it is killed or a save fails; crash_saves.py kills it.
//   checkpoint_saver save DIRECTORY [FLOATS_MORE]    by the hook; each save grows by FLOATS_MORE
//   checkpoint_saver torch DIRECTORY [FLOATS_MORE]   by torch::save in place, as the control
//   checkpoint_saver check DIRECTORY                 prints the epochs of last.pt and best.pt
//   checkpoint_saver check-torch DIRECTORY
// Each output line is the epoch of an acknowledged save. All weights equal the epoch, so that a
// torn file is detected.
#include <hone/checkpoint/format/archive_reader.hpp>
#include <hone/hooks.hpp>
#include <hone/hooks/checkpoint.hpp>

#include <torch/serialize.h>

#include <sys/stat.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>

namespace {

constexpr int64_t kFloats = 100000;

void acknowledge(int64_t epoch) {
  std::printf("%lld\n", static_cast<long long>(epoch));
  std::fflush(stdout);
}

// Every third epoch is the best so far.
double value_of(int64_t epoch) {
  return epoch % 3 == 0 ? -static_cast<double>(epoch) : static_cast<double>(epoch);
}

void save(const std::string& directory, int64_t more) {
  at::Tensor weights = at::zeros({kFloats});
  auto hooks = hone::hooks(hone::checkpoint(directory).minimize().with("weights", weights));
  for (int64_t epoch = hooks.resume(1);; ++epoch) {
    weights = at::full({kFloats + more * epoch}, static_cast<float>(epoch));
    if (hooks.on_epoch_end(epoch, value_of(epoch)) != hone::Next::proceed) return;
    acknowledge(epoch);
  }
}

void save_by_torch(const std::string& directory, int64_t more) {
  for (int64_t epoch = 1;; ++epoch) {
    torch::save(at::full({kFloats + more * epoch}, static_cast<float>(epoch)),
                directory + "/last.pt");
    acknowledge(epoch);
  }
}

void check_weights(const at::Tensor& weights, double epoch) {
  if (weights.numel() < kFloats || !weights.eq(epoch).all().item<bool>())
    throw std::runtime_error("it holds other weights than those of epoch " + std::to_string(epoch));
}

void check(const std::string& directory) {
  for (const char* name : {"last.pt", "best.pt"}) {
    const std::string path = directory + '/' + name;
    struct stat status;
    if (::stat(path.c_str(), &status) != 0) {
      std::printf("%s none\n", name);
      continue;
    }
    const hone::Checkpoint checkpoint = hone::Checkpoint::open(path);
    checkpoint.archive().verify_all();
    int64_t epoch = 0;  // of the initial state, which resume() saves
    if (hone::read_checkpoint_info(path).epoch) {
      at::Tensor weights;
      checkpoint.restore("weights", weights);
      epoch = checkpoint.epoch();
      check_weights(weights, static_cast<double>(epoch));
    }
    std::printf("%s %lld\n", name, static_cast<long long>(epoch));
  }
}

void check_torch(const std::string& directory) {
  at::Tensor weights;
  torch::load(weights, directory + "/last.pt");
  check_weights(weights, weights[0].item<double>());
  std::printf("last.pt %.0f\n", weights[0].item<double>());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const std::string command = argv[1], directory = argv[2];
  const int64_t more = argc > 3 ? std::atoll(argv[3]) : 0;
  try {
    if (command == "save") save(directory, more);
    if (command == "torch") save_by_torch(directory, more);
    if (command == "check") check(directory);
    if (command == "check-torch") check_torch(directory);
  } catch (const std::exception& error) {
    std::printf("error %s\n", error.what());
    return 1;
  }
}
