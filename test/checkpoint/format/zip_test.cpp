// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/format/zip_reader.hpp>
#include <hone/checkpoint/format/zip_writer.hpp>

#include <boost/test/unit_test.hpp>

#include "test/checkpoint/small_archive.hpp"
#include "test/temporary_directory.hpp"
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(zip_suite)

using namespace hone::detail;
using hone_test::read_file;
using hone_test::TemporaryDirectory;
using hone_test::write_file;

namespace {

struct Content {
  std::string name, data;
};

// Returns a zip file of records. `change` edits each header before the directory is written.
std::string make_zip(
    const std::vector<Content>& records,
    const std::function<void(std::vector<Record>&)>& change = [](std::vector<Record>&) {}) {
  std::string bytes;
  std::vector<Record> entries;
  for (const Content& record : records) {
    Record entry{record.name, 0, 0, record.data.size(),
                 crc32(0, record.data.data(), record.data.size())};
    zip::place(entry, bytes.size());
    bytes += zip::local_header(entry) + record.data;
    entries.push_back(entry);
  }
  change(entries);
  return bytes + zip::directory(entries, bytes.size());
}

bool is_refused(const std::string& bytes, const std::string& because) {
  const TemporaryDirectory directory;
  write_file(directory / "a.zip", bytes);
  try {
    const ZipReader zip(directory / "a.zip");
    for (const Record& entry : zip.entries()) zip.verify(entry);
  } catch (const hone::CheckpointError& error) {
    const std::string text = error.what();
    if (text.find(because) != std::string::npos && text.find("a.zip") != std::string::npos)
      return true;
    BOOST_TEST_MESSAGE(text);
  }
  return false;
}

}  // namespace

BOOST_AUTO_TEST_CASE(records_are_found_by_name) {
  const TemporaryDirectory directory;
  write_file(directory / "a.zip", make_zip({{"x/one", "1"}, {"x/none", ""}, {"x/two", "22"}}));
  const ZipReader zip(directory / "a.zip");
  BOOST_TEST(zip.entries().size() == 3u);
  BOOST_TEST(zip.read_checked(*zip.find("x/two"), 10) == "22");
  BOOST_TEST(zip.read_checked(*zip.find("x/none"), 10) == "");
  BOOST_TEST(zip.find("two") == nullptr);
  BOOST_CHECK_THROW(zip.read_checked(*zip.find("x/two"), 1), hone::CheckpointError);
  char byte = 0;
  BOOST_CHECK_THROW(zip.read(*zip.find("x/two"), 2, &byte, 1), hone::CheckpointError);
}

BOOST_AUTO_TEST_CASE(names_that_lead_elsewhere_are_refused) {
  for (const char* name : {"/etc/passwd", "../up", "x/../../up", "x/..", "a\\b"})
    BOOST_TEST(is_refused(make_zip({{name, "1"}}), "name"));
  BOOST_TEST(is_refused(make_zip({{std::string("a\0b", 3), "1"}}), "name"));
  BOOST_TEST(is_refused(make_zip({{"", "1"}}), "name"));
  BOOST_TEST(!is_refused(make_zip({{"x/..y", "1"}}), ""));
}

BOOST_AUTO_TEST_CASE(a_directory_that_lies_is_refused) {
  const std::vector<Content> records = {{"x/one", std::string(100, '1')},
                                        {"x/two", std::string(100, '2')}};
  const auto with = [&](const std::function<void(std::vector<Record>&)>& change) {
    return make_zip(records, change);
  };
  BOOST_TEST(!is_refused(with([](auto&) {}), ""));
  BOOST_TEST(is_refused(with([](auto& e) { e[0].crc32 ^= 1; }), "checksum"));
  BOOST_TEST(is_refused(with([](auto& e) { e[0].bytes = 99; }), "checksum"));
  BOOST_TEST(is_refused(with([](auto& e) { e[0].bytes = 101; }), "overlap"));
  BOOST_TEST(is_refused(with([](auto& e) { e[1].bytes = 101; }), "beyond the file"));
  BOOST_TEST(is_refused(with([](auto& e) { e[1].bytes = 4000000000; }), "beyond the file"));
  BOOST_TEST(is_refused(with([](auto& e) { e[1].bytes = UINT64_MAX; }), "beyond the file"));
  BOOST_TEST(is_refused(with([](auto& e) { e[1].header = 7; }), "not where"));
  BOOST_TEST(is_refused(with([](auto& e) { e[1].header = 100000; }), "beyond the file"));
  BOOST_TEST(is_refused(with([](auto& e) { e[1].header = UINT64_MAX - 5; }), "beyond the file"));
  BOOST_TEST(is_refused(with([](auto& e) { e[1] = e[0]; }), "overlap"));
  BOOST_TEST(is_refused(with([](auto& e) { e[1].name = "x/one"; }), "two records"));
}

BOOST_AUTO_TEST_CASE(compressed_and_encrypted_records_are_refused) {
  std::string bytes = make_zip({{"x/one", "11"}});
  const size_t central = bytes.find("PK\x01\x02");
  std::string changed = bytes;
  changed[central + 10] = 8;  // deflated
  BOOST_TEST(is_refused(changed, "compressed or encrypted"));
  changed = bytes;
  changed[central + 8] = 1;
  BOOST_TEST(is_refused(changed, "compressed or encrypted"));
}

// A small file that claims to be huge costs neither memory nor time.
BOOST_AUTO_TEST_CASE(a_directory_that_claims_too_much_is_refused) {
  std::string bytes = make_zip({{"x/one", "11"}});
  const size_t end = bytes.size() - 22;
  for (const size_t field : {size_t{8}, size_t{10}, size_t{12}, size_t{16}}) {
    std::string changed = bytes;
    for (size_t i = 0; i < (field < 12 ? 2u : 4u); ++i) changed[end + field + i] = '\xff';
    if (field != 8) BOOST_TEST(is_refused(changed, "directory"));
  }
  std::string zip64;
  zip::put(zip64, zip::kEnd64, 4);
  zip::put(zip64, 44, 8);
  zip::put(zip64, 45, 2);
  zip::put(zip64, 45, 2);
  zip::put(zip64, 0, 8);
  for (int i = 0; i < 2; ++i) zip::put(zip64, UINT64_MAX / 2, 8);
  zip::put(zip64, end - 0, 8);
  zip::put(zip64, 0, 8);
  const std::string without_end = bytes.substr(0, end);
  std::string locator;
  zip::put(locator, zip::kEnd64Locator, 4);
  zip::put(locator, 0, 4);
  zip::put(locator, end, 8);
  zip::put(locator, 1, 4);
  BOOST_TEST(is_refused(without_end + zip64 + locator + bytes.substr(end), "directory"));
  std::string far = locator;
  far.replace(8, 8, std::string(8, '\xff'));
  BOOST_TEST(is_refused(without_end + zip64 + far + bytes.substr(end), "directory"));
}

BOOST_AUTO_TEST_CASE(a_comment_at_the_end_and_fields_of_others_are_skipped) {
  std::string bytes = make_zip({{"x/one", "11"}});
  bytes[bytes.size() - 2] = 5;
  const TemporaryDirectory directory;
  write_file(directory / "a.zip", bytes + "hello");
  BOOST_TEST(ZipReader(directory / "a.zip").entries().size() == 1u);
}

// More than 65535 records need ZIP64.
BOOST_AUTO_TEST_CASE(seventy_thousand_records_are_written_and_read) {
  std::vector<Content> records;
  for (int i = 0; i < 70000; ++i) records.push_back({"x/data/" + std::to_string(i), "7"});
  const TemporaryDirectory directory;
  write_file(directory / "a.zip", make_zip(records));
  const ZipReader zip(directory / "a.zip");
  BOOST_TEST(zip.entries().size() == 70000u);
  BOOST_TEST(zip.read_checked(*zip.find("x/data/69999"), 10) == "7");
}

// Returns records or throws; the sanitizers check the rest.
BOOST_AUTO_TEST_CASE(garbled_zip_files_do_no_harm) {
  const std::string whole = make_zip({{"x/one", "11"}, {"x/two", "22"}, {"x/three", ""}});
  const TemporaryDirectory directory;
  std::mt19937 random(5);
  int opened = 0, errors = 0;
  for (int i = 0; i < 4000; ++i) {
    std::string garbled = whole;
    for (int j = 0; j < 1 + i % 4; ++j)
      garbled[random() % garbled.size()] = static_cast<char>(random() % 3 ? random() : 0xff);
    if (i % 3 == 0) garbled.erase(random() % garbled.size(), random() % 50);
    write_file(directory / "a.zip", garbled);
    try {
      const ZipReader zip(directory / "a.zip");
      for (const Record& entry : zip.entries()) zip.verify(entry);
      ++opened;
    } catch (const hone::CheckpointError&) {
      ++errors;
    }
  }
  BOOST_TEST_MESSAGE(opened << " opened, " << errors << " errors");
  BOOST_TEST(errors > 100);
}

BOOST_AUTO_TEST_SUITE_END()
