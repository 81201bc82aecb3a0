// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/format/safetensors_reader.hpp>
#include <hone/checkpoint/safetensors.hpp>
#include <hone/checkpoint/state_dict/module.hpp>
#include <hone/error.hpp>
#include <hone/files/atomic_file.hpp>
#include <hone/files/crc32.hpp>
#include <hone/records/text/json.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Returns the tensors in the order of the format's own writer: larger types first, so that all are
/// aligned, then by name.
HONE_INLINE NamedTensors in_safetensors_order(NamedTensors tensors) {
  for (auto& [name, tensor] : tensors) {
    if (tensor.layout() != at::kStrided || tensor.is_quantized() || tensor.is_meta() ||
        !safetensors_name(dtype_of(tensor, name)))
      throw CheckpointError("hone: " + name + " is a tensor that safetensors cannot hold (it is " +
                            c10::toString(tensor.scalar_type()) + "); convert it first");
    tensor = tensor.detach().resolve_conj().resolve_neg();
  }
  std::sort(tensors.begin(), tensors.end(), [](const auto& a, const auto& b) {
    if (a.second.element_size() != b.second.element_size())
      return a.second.element_size() > b.second.element_size();
    return a.first < b.first;
  });
  return tensors;
}

HONE_INLINE std::string hexadecimal(uint32_t number) {
  char text[9];
  std::snprintf(text, sizeof text, "%08x", number);
  return text;
}

HONE_INLINE void save_named_safetensors(const std::string& path, const NamedTensors& unordered,
                                        std::map<std::string, std::string> metadata,
                                        const FileOps& ops) {
  const NamedTensors tensors = in_safetensors_order(unordered);
  const auto dense = [](const at::Tensor& tensor) { return tensor.contiguous().cpu(); };
  for (const auto& [name, tensor] : tensors) {
    const at::Tensor numbers = dense(tensor);
    metadata["crc32." + name] = hexadecimal(crc32(0, const_data(numbers), numbers.nbytes()));
  }
  metadata.emplace("format", "pt");
  std::string header = "{\"__metadata__\":";
  char before = '{';
  for (const auto& [key, value] : metadata) {
    header += before;
    append_json(header, std::string_view(key));
    header += ':';
    append_json(header, std::string_view(value));
    before = ',';
  }
  header += '}';
  uint64_t at = 0;
  for (const auto& [name, tensor] : tensors) {
    header += ',';
    append_json(header, std::string_view(name));
    header +=
        std::string(":{\"dtype\":\"") + safetensors_name(dtype_of(tensor, name)) + "\",\"shape\":[";
    for (int64_t i = 0; i < tensor.dim(); ++i)
      header += (i ? "," : "") + std::to_string(tensor.size(i));
    header += "],\"data_offsets\":[" + std::to_string(at) + ',';
    at += static_cast<uint64_t>(tensor.numel()) * info_of(dtype_of(tensor, name)).bytes;
    header += std::to_string(at) + "]}";
  }
  header += '}';
  // Padding aligns the tensors of a mapped file to cache lines, if their sizes allow it.
  header.append((64 - (header.size() + 8) % 64) % 64, ' ');
  if (header.size() > SafetensorsReader::kMaxHeader)
    throw CheckpointError("hone: cannot write " + path + ": its names take more than 100 MB");
  std::string length;
  for (uint64_t left = header.size(); length.size() < 8; left >>= 8)
    length += static_cast<char>(left & 0xff);
  header.insert(0, length);

  AtomicFile file({path}, ops);
  file.allocate(header.size() + at);
  file.write(0, header.data(), header.size());
  at = header.size();
  for (const auto& [name, tensor] : tensors) {
    const at::Tensor numbers = dense(tensor);
    file.write(at, const_data(numbers), numbers.nbytes());
    at += numbers.nbytes();
  }
  file.commit();
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
