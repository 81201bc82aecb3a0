// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/mlflow/detail/batch.hpp>
#include <hone/records/text/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// A line of the spool: one thing that happened to one run. It stands for itself, so that sending
/// may begin at any line: the run is found on the server by `run`, or made.
struct MlflowRecord {
  std::string run;     ///< the tag hone.trial.uid: "<study>" or "<study>/<number>"
  std::string parent;  ///< the same of the run that it is nested in; empty where there is none
  std::string name;    ///< what the run is called, where it has to be made
  int64_t start = 0;   ///< milliseconds since 1970
  /// Nobody has spoken of the run before: its process need not look for it.
  bool is_new = false;
  /// Metrics of a step that the run has already are left out: the trial was taken up, and repeats
  /// epochs.
  bool is_resumed = false;
  MlflowItems items;
  /// The items are only for a run whose best so far is worse than this one.
  struct Best {
    double value = 0;
    int64_t trial = 0;
    bool maximize = false;
  };
  std::optional<Best> best;
  std::string file, artifact;  ///< a file to upload, and its name there
  bool is_link = false;        ///< the file is the spool's own: removed once it is there
  std::string status;          ///< RUNNING, FINISHED, FAILED
  int64_t end = 0;             ///< milliseconds since 1970

  std::string to_line() const;
  /// Nothing where the line is none of these.
  static std::optional<MlflowRecord> from_line(std::string_view line, JsonReader& reader);
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/mlflow/detail/impl/record.hpp>
#endif
