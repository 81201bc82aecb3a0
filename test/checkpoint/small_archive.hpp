// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/archive_reader.hpp>
#include <hone/checkpoint/format/archive_writer.hpp>

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hone_test {

inline std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// A float32 storage of these numbers.
inline hone::detail::StorageSource floats(std::vector<float> numbers) {
  auto kept = std::make_shared<const std::vector<float>>(std::move(numbers));
  return {{hone::detail::Dtype::float32, kept->size() * sizeof(float)},
          [kept] { return std::shared_ptr<const void>(kept, kept->data()); }};
}

/// An archive {"weight": a tensor of [2, count / 2], "note": bytes}.
inline hone::detail::Archive small_archive(std::vector<float> numbers) {
  using namespace hone::detail;
  const auto columns = static_cast<int64_t>(numbers.size() / 2);
  Dict root;
  root.add("weight", TensorNode{Dtype::float32, {2, columns}, {columns, 1}, 0, 0});
  root.add("note", Bytes{"a note"});
  return {std::move(root), {floats(std::move(numbers))}};
}

/// Returns the numbers of "weight", with their checksum verified.
inline std::vector<float> weight(const hone::detail::ArchiveReader& archive) {
  using namespace hone::detail;
  const auto* node = archive.root().find("weight");
  const auto* tensor = node ? node->get<TensorNode>() : nullptr;
  if (!tensor || tensor->dtype != Dtype::float32) archive.fail("no weight");
  archive.verify(tensor->storage);
  int64_t count = 1;
  for (const int64_t size : tensor->sizes) count *= size;
  std::vector<float> numbers(static_cast<size_t>(count));
  archive.read(tensor->storage, 0, numbers.data(), numbers.size() * sizeof(float));
  return numbers;
}

}  // namespace hone_test
