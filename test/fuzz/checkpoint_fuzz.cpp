// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// Feeds arbitrary bytes to the checkpoint reader: zip and pickle, or safetensors. It may reject
// them with a CheckpointError that names the file. It must not crash, hang, or ask for more memory
// than the bytes can describe. What it accepts must lie within the file, and must be the same after
// it was written and read again.
//
// With libFuzzer, for a limited time, adding its findings to a copy of the corpus (RapidJSON adds
// to null pointers, which is why that check is disabled):
//   clang++ -std=c++17 -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize=pointer-overflow
//     -fno-sanitize-recover=undefined -Iinclude test/fuzz/checkpoint_fuzz.cpp -o checkpoint_fuzz
//     -lboost_filesystem
//   ./checkpoint_fuzz -max_total_time=20 -max_len=8192 -timeout=10 -rss_limit_mb=1000
//     -artifact_prefix=/tmp/ -dict=test/fuzz/checkpoint.dict
//     <a writable copy of test/fuzz/corpus/checkpoint>
// With any compiler, one run per named file; the exit status is 0 on success:
//   c++ -std=c++17 -DHONE_FUZZ_STANDALONE -Iinclude test/fuzz/checkpoint_fuzz.cpp -o
//     checkpoint_replay -lboost_filesystem
//   ./checkpoint_replay test/fuzz/corpus/checkpoint/*
#include <hone/checkpoint/checkpoint_info.hpp>
#include <hone/checkpoint/format/archive_reader.hpp>
#include <hone/checkpoint/format/archive_writer.hpp>
#include <hone/checkpoint/inspect.hpp>

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace hone::detail;

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

// Files are in memory; nothing is written to disk.
struct MemoryFile {
  explicit MemoryFile(const char* name) : file(::memfd_create(name, 0)) {
    if (file < 0) fail("no file in memory");
  }
  ~MemoryFile() { ::close(file); }
  std::string path() const { return "/proc/self/fd/" + std::to_string(file); }
  int file;
};

// The format is a zip of stored records with checksums, which a fuzzer cannot guess. So input that
// looks like a bare pickle is put into a zip.
std::string as_file(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  if (size == 0 || bytes[0] != '\x80') return bytes;
  std::vector<Record> entries;
  std::string text;
  const std::vector<std::pair<std::string, std::string>> records = {
      {"x/data.pkl", bytes}, {"x/data/0", std::string(24, '\1')}, {"x/data/1", ""}};
  for (const auto& [name, content] : records) {
    Record entry;
    entry.name = name;
    entry.bytes = content.size();
    entry.crc32 = crc32(0, content.data(), content.size());
    zip::place(entry, text.size());
    text += zip::local_header(entry) + content;
    entries.push_back(entry);
  }
  return text + zip::directory(entries, text.size());
}

// The archive as hone itself would write it. Not called if a small file has many tensors that share
// storage.
Archive copy_of(const ArchiveReader& archive) {
  Archive copy;
  copy.root = archive.root();
  std::vector<size_t> places;
  for_each_tensor(copy.root, [&](TensorNode& tensor) {
    const StorageInfo info = archive.storage(tensor.storage);
    auto numbers = std::make_shared<std::string>(info.bytes, '\0');
    archive.verify(tensor.storage, numbers->data());
    copy.storages.push_back(
        {info, [numbers] { return std::shared_ptr<const void>(numbers, numbers->data()); }});
    tensor.storage = copy.storages.size() - 1;
  });
  return copy;
}

std::string pickle_of(const Archive& archive) {
  std::vector<StorageInfo> infos;
  for (const StorageSource& storage : archive.storages) infos.push_back(storage.info);
  return Pickler::pickle(archive.root, infos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes = as_file(data, size);
  const MemoryFile file("checkpoint");
  if (::write(file.file, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
    fail("it was not written");
  try {
    const ArchiveReader archive(file.path());
    hone::list_tensors(file.path());
    checkpoint_info_of(archive);
    archive.verify_all();
    size_t tensors = 0;
    for_each_tensor(archive.root(), [&](const TensorNode& tensor) {
      if (archive.storage(tensor.storage).bytes > bytes.size()) fail("a storage beyond the file");
      ++tensors;
    });
    if (tensors > 100)
      return 0;  // they may share one storage, which a copy would repeat a hundred times
    const Archive copy = copy_of(archive);
    const std::string pickle = pickle_of(copy);
    if (pickle_of({Unpickler::unpickle(pickle).root, copy.storages}) != pickle)
      fail("what it wrote says something else");
  } catch (const hone::CheckpointError& error) {
    // Text that is not UTF-8 can be read but not written.
    const std::string text = error.what();
    if (text.find(file.path()) == text.npos && text.rfind("hone: the text", 0) != 0)
      fail(("the error does not name the file: " + text).c_str());
  }
  return 0;
}

#ifdef HONE_FUZZ_STANDALONE
int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    if (!file) fail(argv[i]);
    const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  }
  std::printf("%d files were read\n", argc - 1);
  return 0;
}
#endif
