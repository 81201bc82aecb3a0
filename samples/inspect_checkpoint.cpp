// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// What is in a checkpoint, and whether it is whole: hone's own files, what Python's torch.save
// wrote, and safetensors. Needs no torch, and reads no tensor but for its checksum.
//
//   inspect_checkpoint runs/net/best.pt
#include <hone/checkpoint/checkpoint_info.hpp>
#include <hone/checkpoint/inspect.hpp>

#include <cstdio>
#include <exception>
#include <string>

namespace {

std::string shape_of(const hone::TensorInfo& tensor) {
  std::string text = "[";
  for (const int64_t size : tensor.shape) text += (text == "[" ? "" : ", ") + std::to_string(size);
  return text + ']';
}

void inspect(const std::string& path) {
  const hone::CheckpointInfo info = hone::read_checkpoint_info(path);
  std::printf("%s\n", path.c_str());
  if (info.format > 0) std::printf("  written by hone, format %d\n", static_cast<int>(info.format));
  if (info.epoch) std::printf("  epoch  %lld\n", static_cast<long long>(*info.epoch));
  if (info.value == info.value) std::printf("  value  %g\n", info.value);
  if (info.trial) std::printf("  trial  %lld\n", static_cast<long long>(*info.trial));
  for (const auto& [name, value] : info.params)
    std::printf("  param  %s = %s\n", name.c_str(), value.to_string().c_str());
  unsigned long long bytes = 0;
  for (const hone::TensorInfo& tensor : hone::list_tensors(path)) {
    std::printf("  %-40s %-10s %-18s %12llu bytes\n", tensor.name.c_str(), tensor.dtype.c_str(),
                shape_of(tensor).c_str(), static_cast<unsigned long long>(tensor.bytes));
    bytes += tensor.bytes;
  }
  std::printf("  %llu bytes in tensors\n", bytes);
  hone::verify_checkpoint(path);  // throws where a checksum is wrong
  std::printf("  every checksum is right\n");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: inspect_checkpoint FILE...\n");
    return 2;
  }
  int damaged = 0;
  for (int i = 1; i < argc; ++i) try {
      inspect(argv[i]);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
      ++damaged;
    }
  return damaged == 0 ? 0 : 1;
}
