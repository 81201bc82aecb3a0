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

/// A line of the spool: one event of one run. It is self-contained, so that sending may begin at
/// any line: the run is found on the server by `run`, or created.
struct MlflowRecord {
  std::string run;     ///< the tag hone.trial.uid: "<study>" or "<study>/<number>"
  std::string parent;  ///< the parent run's tag; empty if there is none
  std::string name;    ///< the run's name, if it must be created
  int64_t start = 0;   ///< milliseconds since 1970
  /// No other process has sent anything about the run, so this one need not search for it.
  bool is_new = false;
  /// Skips metrics for steps that the run already has: the trial was resumed and repeats epochs.
  bool is_resumed = false;
  MlflowItems items;
  /// The items apply only if the run's best so far is worse than this one.
  struct Best {
    double value = 0;
    int64_t trial = 0;
    bool maximize = false;
  };
  std::optional<Best> best;
  std::string file, artifact;  ///< a file to upload, and its name on the server
  bool is_link = false;        ///< the file belongs to the spool: removed after the upload
  std::string status;          ///< RUNNING, FINISHED, FAILED
  int64_t end = 0;             ///< milliseconds since 1970

  std::string to_line() const;
  /// Returns nothing if the line is not valid.
  static std::optional<MlflowRecord> from_line(std::string_view line, JsonReader& reader);
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/mlflow/detail/impl/record.hpp>
#endif
