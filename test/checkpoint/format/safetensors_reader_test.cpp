// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/format/safetensors_reader.hpp>
#include <hone/checkpoint/inspect.hpp>

#include <boost/test/unit_test.hpp>

#include "test/checkpoint/small_archive.hpp"
#include "test/temporary_directory.hpp"
#include <random>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(safetensors_reader)

using namespace hone::detail;
using hone_test::TemporaryDirectory;
using hone_test::write_file;

namespace {

std::string file_of(const std::string& header, const std::string& data) {
  std::string bytes;
  for (size_t left = header.size(); bytes.size() < 8; left >>= 8)
    bytes += static_cast<char>(left & 0xff);
  return bytes + header + data;
}

const char* const kTensors = R"({"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},)"
                             R"("e":{"dtype":"BF16","shape":[0,5],"data_offsets":[8,8]},)"
                             R"("b":{"dtype":"I16","shape":[],"data_offsets":[8,10]}})";

// Returns the error for such a file; empty if it is read.
std::string error_of(const std::string& header, const std::string& data = std::string(10, 'x')) {
  const TemporaryDirectory directory;
  const std::string path = directory / "a.safetensors";
  write_file(path, file_of(header, data));
  try {
    ArchiveReader(path).verify_all();
  } catch (const hone::CheckpointError& error) {
    BOOST_TEST(std::string(error.what()).find(path) != std::string::npos);
    return error.what();
  }
  return {};
}

bool is_refused(const std::string& header, const std::string& why) {
  const std::string text = error_of(header);
  BOOST_TEST_INFO(header << " gives " << text);
  return text.find(why) != std::string::npos;
}

std::string one(const std::string& fields) { return "{\"a\":{" + fields + "}}"; }

}  // namespace

BOOST_AUTO_TEST_CASE(tensors_are_found_by_their_names) {
  const TemporaryDirectory directory;
  const std::string path = directory / "a.safetensors";
  write_file(path, file_of(kTensors, "12345678ab"));
  const std::vector<hone::TensorInfo> tensors = hone::list_tensors(path);
  BOOST_REQUIRE(tensors.size() == 3u);
  BOOST_TEST(tensors[0].name == "a");
  BOOST_TEST(tensors[0].dtype == "float32");
  BOOST_TEST((tensors[0].shape == std::vector<int64_t>{1, 2}));
  BOOST_TEST(tensors[1].bytes == 0u);
  BOOST_TEST(tensors[2].shape.empty());
  const ArchiveReader archive(path);
  std::string numbers(2, ' ');
  archive.verify(2, numbers.data());
  BOOST_TEST(numbers == "ab");
}

BOOST_AUTO_TEST_CASE(what_the_format_forbids_is_refused) {
  BOOST_TEST(error_of(kTensors) == "");
  BOOST_TEST(error_of("{}", "") == "");
  BOOST_TEST(is_refused("{}", "longer than its tensors"));
  BOOST_TEST(is_refused("{\"a\":1}", "has no dtype"));
  BOOST_TEST(is_refused("{\"a\"", "no JSON object"));
  BOOST_TEST(is_refused(one(R"("dtype":"F32","shape":[1],"data_offsets":[2,6])"), "hole"));
  BOOST_TEST(is_refused(one(R"("dtype":"F32","shape":[1],"data_offsets":[0,4])"), "longer"));
  BOOST_TEST(is_refused(one(R"("dtype":"F32","shape":[3],"data_offsets":[0,12])"), "beyond"));
  BOOST_TEST(is_refused(one(R"("dtype":"F32","shape":[3],"data_offsets":[0,10])"), "shape needs"));
  BOOST_TEST(is_refused(one(R"("dtype":"F32","shape":[-1],"data_offsets":[4,0])"), "shape"));
  BOOST_TEST(is_refused(one(R"("dtype":"F32","shape":[1],"data_offsets":[10,6])"), "data_offsets"));
  BOOST_TEST(is_refused(one(R"("dtype":"F32","shape":[1],"data_offsets":[0])"), "data_offsets"));
  BOOST_TEST(is_refused(one(R"("dtype":"F32","shape":[1],"data_offsets":[-4,0])"), "data_offsets"));
  BOOST_TEST(is_refused(one(R"("dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1])"), "F8_E4M3"));
  BOOST_TEST(is_refused(
      one(R"("dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0])"), "too large"));
  BOOST_TEST(is_refused(one(R"("dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0])"),
                        "shape needs"));
  const std::string five = R"({"dtype":"U8","shape":[5],"data_offsets":[0,5]})";
  const std::string other = R"({"dtype":"U8","shape":[5],"data_offsets":[5,10]})";
  BOOST_TEST(error_of("{\"a\":" + five + ",\"b\":" + other + "}") == "");
  BOOST_TEST(is_refused("{\"a\":" + five + ",\"b\":" + five + "}", "overlap"));
  BOOST_TEST(is_refused("{\"a\":" + five + ",\"a\":" + other + "}", "two tensors called a"));
  BOOST_TEST(is_refused("{\"__metadata__\":{\"x\":1},\"a\":" + five + "}", "not all text"));
}

BOOST_AUTO_TEST_CASE(a_header_that_is_too_long_is_refused) {
  const TemporaryDirectory directory;
  const std::string path = directory / "a.safetensors";
  for (const char* length :
       {"\xff\xff\xff\xff\xff\xff\xff\x7f", "\x00\xe1\xf5\x05\x01\x00\x00\x00"}) {
    write_file(path, std::string(length, 8) + "{}      ");
    BOOST_CHECK_THROW(ArchiveReader{path}, hone::CheckpointError);
  }
}

BOOST_AUTO_TEST_CASE(garbled_files_and_short_ones_do_no_harm) {
  const TemporaryDirectory directory;
  const std::string path = directory / "a.safetensors";
  const std::string whole = file_of(kTensors, "12345678ab");
  for (size_t bytes = 0; bytes < whole.size(); ++bytes) {
    write_file(path, whole.substr(0, bytes));
    BOOST_CHECK_THROW(ArchiveReader(path).verify_all(), hone::CheckpointError);
  }
  std::mt19937 random(3);
  int opened = 0, errors = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string garbled = whole;
    for (int j = 0; j < 1 + i % 3; ++j)
      garbled[random() % garbled.size()] = static_cast<char>(random());
    write_file(path, garbled);
    try {
      ArchiveReader(path).verify_all();
      ++opened;
    } catch (const hone::CheckpointError&) {
      ++errors;
    }
  }
  BOOST_TEST_MESSAGE(opened << " opened, " << errors << " errors");
  BOOST_TEST(errors > 1000);
}

BOOST_AUTO_TEST_SUITE_END()
