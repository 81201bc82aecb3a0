// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <torch/torch.h>

#include <zlib.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

/// Where Debian's package dataset-fashion-mnist puts the four files.
constexpr const char* kDebianFolder = "/usr/share/datasets/fashion-mnist";

/// Images and their labels, all of them in memory.
struct Images {
  torch::Tensor pixels;  ///< float, one row an image
  torch::Tensor labels;  ///< int64
};

/// An idx file, gzipped or not, as a tensor of bytes: a magic number 0 0 8 <dimensions>, the sizes,
/// the bytes.
inline torch::Tensor read_idx(const std::string& path) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  if (!file)
    throw std::runtime_error(
        "there is no " + path +
        ": install Debian's dataset-fashion-mnist (apt-get install "
        "dataset-fashion-mnist), or name a folder with the four files with --data");
  const auto read = [&](void* bytes, int64_t count) {
    if (gzread(file.get(), bytes, static_cast<unsigned>(count)) != count)
      throw std::runtime_error(path +
                               " is cut short or damaged: install dataset-fashion-mnist anew");
  };
  std::array<unsigned char, 4> word{};
  read(word.data(), 4);
  if (word[0] != 0 || word[1] != 0 || word[2] != 8)
    throw std::runtime_error(path + " is no idx file of bytes");
  std::vector<int64_t> sizes(word[3]);
  for (int64_t& size : sizes) {
    read(word.data(), 4);
    size = int64_t{word[0]} << 24 | word[1] << 16 | word[2] << 8 | word[3];
  }
  torch::Tensor bytes = torch::empty(sizes, torch::kUInt8);
  read(bytes.data_ptr(), bytes.numel());
  return bytes;
}

/// The images of `folder`/<part>-*, `part` being "train" or "t10k"; where `count` is not 0, its
/// first.
inline Images read_images(const std::string& folder, const std::string& part, int64_t count) {
  Images images{read_idx(folder + "/" + part + "-images-idx3-ubyte.gz").flatten(1),
                read_idx(folder + "/" + part + "-labels-idx1-ubyte.gz").to(torch::kInt64)};
  if (count > 0) images = {images.pixels.slice(0, 0, count), images.labels.slice(0, 0, count)};
  images.pixels = images.pixels.to(torch::kFloat).div_(255).sub_(0.286).div_(0.353);
  return images;
}
