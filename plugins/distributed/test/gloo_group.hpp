// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

// Must come first: otherwise clang++ does not compile libtorch 1.13 as C++20.
#include <ATen/core/ivalue.h>

#define USE_C10D_GLOO  // as libtorch was built
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#include <torch/version.h>

#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace hone_test {

inline std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  if (!value) throw std::runtime_error(std::string(name) + " is not set; torchrun sets it");
  return value;
}

/// Creates the process group described by torchrun's variables: one machine, Gloo on loopback.
inline c10::intrusive_ptr<c10d::ProcessGroup> gloo_group(std::chrono::milliseconds timeout) {
  const int rank = std::stoi(variable("RANK")), size = std::stoi(variable("WORLD_SIZE"));
  c10d::TCPStoreOptions where;
  where.port = static_cast<uint16_t>(std::stoi(variable("MASTER_PORT")));
  where.isServer = rank == 0;
  where.numWorkers = size;
  where.timeout = timeout;
  auto store = c10::make_intrusive<c10d::TCPStore>(variable("MASTER_ADDR"), where);
  auto options = c10d::ProcessGroupGloo::Options::create(timeout);
  options->devices.push_back(c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1"));
  auto gloo = c10::make_intrusive<c10d::ProcessGroupGloo>(store, rank, size, options);
#if TORCH_VERSION_MAJOR >= 2  // since 2.0 a ProcessGroup has a Backend per device type
  auto group = c10::make_intrusive<c10d::ProcessGroup>(store, rank, size);
  group->setBackend(c10::DeviceType::CPU, c10d::ProcessGroup::BackendType::GLOO, gloo);
  return group;
#else
  return gloo;
#endif
}

}  // namespace hone_test
