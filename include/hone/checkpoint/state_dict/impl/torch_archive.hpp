// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/state_dict/torch_archive.hpp>

#include <cstddef>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::string text_of(torch::serialize::OutputArchive& archive) {
  std::string text;
  archive.save_to([&text](const void* data, size_t bytes) {
    text.append(static_cast<const char*>(data), bytes);
    return bytes;
  });
  return text;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
