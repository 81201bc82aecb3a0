// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/best_trial.hpp>
#include <hone/error.hpp>
#include <hone/files/file_ops.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/text/json.hpp>
#include <hone/records/value.hpp>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <optional>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::optional<int64_t> pointed_trial(const std::string& directory) {
  const std::string text = link_target(directory + "/best");
  const std::string prefix = "trials/";
  if (text.rfind(prefix, 0) != 0 || text.size() == prefix.size() ||
      text.size() > prefix.size() + 18 ||
      text.find_first_not_of("0123456789", prefix.size()) != std::string::npos)
    return std::nullopt;
  return std::stoll(text.substr(prefix.size()));
}

/// Whether a relative path from a file stays inside its base directory.
HONE_INLINE bool stays_inside(const std::string& path) {
  if (path.empty() || path.front() == '/') return false;
  size_t begin = 0;
  while (begin <= path.size()) {
    const size_t end = std::min(path.find('/', begin), path.size());
    if (path.compare(begin, end - begin, "..") == 0) return false;
    begin = end + 1;
  }
  return true;
}

HONE_INLINE std::string utc_now() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S+00:00", &parts);
  return text;
}

HONE_INLINE std::string to_json(const BestTrial& best) {
  const Attributes fields = {{"study", best.study},
                             {"trial", best.number},
                             {"value", best.value},
                             {"epoch", best.epoch},
                             {"epoch_value", best.epoch_value},
                             {"params", Json{to_json(best.params)}},
                             {"checkpoint", best.checkpoint},
                             {"bytes", best.bytes},
                             {"crc32", best.crc32},
                             {"time", best.time}};
  return to_json(fields) + "\n";
}

/// Parses a best.json. Throws Error that names `file` if hone did not write it.
HONE_INLINE BestTrial best_trial_from_json(const std::string& file, const std::string& text) {
  JsonReader reader;
  const JsonValue* json = reader.parse(text);
  const Attributes fields = json ? attributes_from_json(*json) : Attributes{};
  BestTrial best;
  try {
    best.study = field_of<std::string>(fields, "study");
    best.number = field_of<int64_t>(fields, "trial");
    best.value = field_of<double>(fields, "value");
    best.epoch = field_of<int64_t>(fields, "epoch");
    best.epoch_value = field_of<double>(fields, "epoch_value");
    best.checkpoint = field_of<std::string>(fields, "checkpoint");
    best.bytes = static_cast<uint64_t>(field_of<int64_t>(fields, "bytes"));
    best.crc32 = field_of<uint32_t>(fields, "crc32");
    best.time = field_of<std::string>(fields, "time");
    field_of<Value>(fields, "params");
  } catch (const ArgumentError& error) {
    throw Error("hone: " + file + " is damaged: " + error.what() +
                "; open the study once, and its pointer is written again");
  }
  best.params = attributes_from_json((*json)["params"]);
  if (!stays_inside(best.checkpoint))
    throw Error("hone: " + file + " names the checkpoint " + best.checkpoint +
                ", which is outside the study; it was not written by hone: open the study once, "
                "and it is written again");
  return best;
}

}  // namespace detail

HONE_INLINE BestTrial best_trial(const std::string& directory) {
  std::optional<int64_t> pointed = detail::pointed_trial(directory);
  while (pointed) {
    const std::string folder = directory + "/trials/" + std::to_string(*pointed);
    if (const auto text = detail::read_text(folder + "/best.json")) {
      BestTrial best = detail::best_trial_from_json(folder + "/best.json", *text);
      best.checkpoint = directory + "/" + best.checkpoint;
      if (::access(best.checkpoint.c_str(), F_OK) == 0) return best;
    }
    // The symlink may have been replaced meanwhile, and the old files removed.
    const std::optional<int64_t> now = detail::pointed_trial(directory);
    if (now == pointed)
      throw Error("hone: " + directory + "/best points at trial " + std::to_string(*pointed) +
                  ", whose best.json or best.pt in " + folder +
                  " is gone; put it back, or open the study once, and the best trial that is left "
                  "takes its place");
    pointed = now;
  }
  const bool is_copy = detail::is_folder_itself(directory + "/best");
  const bool is_study = ::access((directory + "/journal.log").c_str(), F_OK) == 0;
  throw Error(
      "hone: " + directory + " has no best trial: " +
      (is_copy ? "its `best` is a folder, as in a copy that followed links; remove that, and open "
                 "the study once"
       : is_study ? "no trial with a checkpoint is COMPLETE yet"
                  : "there is no study in this directory; give the one that was given to "
                    "hone::Study"));
}

}  // namespace HONE_ABI
}  // namespace hone
