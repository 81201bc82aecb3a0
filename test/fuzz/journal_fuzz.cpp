// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// Feeds arbitrary bytes to the journal reader. It may reject them. It must not crash, hang, or hold
// back a readable line. What it accepts must be the same after it was written and read again.
//
// With libFuzzer, for a limited time, adding its findings to a copy of the corpus (RapidJSON adds
// to null pointers, which is why that check is disabled):
//   clang++ -std=c++17 -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize=pointer-overflow
//     -fno-sanitize-recover=undefined -Iinclude test/fuzz/journal_fuzz.cpp -o journal_fuzz
//   ./journal_fuzz -max_total_time=20 -max_len=8192 -timeout=10 -artifact_prefix=/tmp/
//   -dict=test/fuzz/journal.dict
//     <a writable copy of test/fuzz/corpus/journal>
// With any compiler, one run per named file; the exit status is 0 on success:
//   c++ -std=c++17 -DHONE_FUZZ_STANDALONE -Iinclude test/fuzz/journal_fuzz.cpp -o journal_replay
//   ./journal_replay test/fuzz/corpus/journal/*
#include <hone/storages/detail/journal_reader.hpp>
#include <hone/storages/detail/journal_text.hpp>

#include "test/storages/describe.hpp"
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using hone::detail::JournalReader;
using hone::detail::JournalReplay;

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

std::string describe(const JournalReplay& replay) {
  std::string text;
  for (const auto& study : replay.studies())
    text += (study.is_deleted ? "deleted " : "") + hone_test::describe(study.record) + '\n';
  return text;
}

/// The study as new records: its attributes, and one CreateTrial per trial.
std::string rewrite(const hone::StudyRecord& study) {
  hone::detail::JournalEncoder text("fuzz");
  text.create_study(study.name, study.directions);
  for (const auto& [key, value] : study.user_attrs)
    text.study(0, hone::SetStudyUserAttr{key, value});
  for (const auto& [key, value] : study.system_attrs)
    text.study(0, hone::SetStudySystemAttr{key, value});
  for (hone::FrozenTrial trial : study.trials) text.study(0, hone::CreateTrial{std::move(trial)});
  return text.text();
}

/// What a rewritten study preserves: everything except the workers, and the order in which trials
/// finished.
std::string lasting(hone::StudyRecord study) {
  for (hone::FrozenTrial& trial : study.trials) trial.worker.clear();
  study.finished.clear();
  return hone_test::describe(study);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  JournalReader reader;
  JournalReplay replay;
  const JournalReader::Read read = reader.read(text, replay);
  if (read.bytes > size) fail("it read more than there is");
  if (read.bytes > 0 && text[read.bytes - 1] != '\n') fail("it read half a line");
  if (read.stop == JournalReader::Stop::end && text.find('\n', read.bytes) != text.npos)
    fail("it stopped before a line");
  if (read.stop != JournalReader::Stop::end && read.why.empty()) fail("it does not say why");
  reader.holds_record(text.substr(read.bytes));
  const std::string whole = describe(replay);

  // In two pieces, as when a file grows; the result must be the same.
  JournalReader later;
  JournalReplay pieces;
  const JournalReader::Read first = later.read(text.substr(0, size / 2), pieces);
  if (first.stop == JournalReader::Stop::end) {
    const JournalReader::Read second = later.read(text.substr(first.bytes), pieces);
    if (first.bytes + second.bytes != read.bytes || second.stop != read.stop)
      fail("it reads a file that grows otherwise");
    if (describe(pieces) != whole) fail("a file that grows says something else");
  }

  for (const auto& study : replay.studies()) {
    if (study.is_deleted) continue;
    const std::string written = rewrite(study.record);
    JournalReader again;
    JournalReplay copy;
    if (again.read(written, copy).bytes != written.size()) fail("it does not read what it wrote");
    if (lasting(copy.find(0)->record) != lasting(study.record))
      fail("what it wrote says something else");
  }
  return 0;
}

#ifdef HONE_FUZZ_STANDALONE
int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    std::FILE* file = std::fopen(argv[i], "rb");
    if (!file) {
      std::perror(argv[i]);
      return 1;
    }
    std::string bytes;
    for (int c; (c = std::fgetc(file)) != EOF;) bytes += static_cast<char>(c);
    std::fclose(file);
    LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  }
  std::printf("%d files were read\n", argc - 1);
  return 0;
}
#endif
