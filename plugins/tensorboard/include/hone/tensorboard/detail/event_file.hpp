// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/file_ops.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Seconds since 1970.
inline double wall_time(std::chrono::system_clock::time_point time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}
inline double wall_time() { return wall_time(std::chrono::system_clock::now()); }

/// A double as a float; infinite if it is out of range.
float to_float(double number);

// tensorflow.Event: 1 wall_time, 2 step, 3 file_version, 5 summary. tensorflow.Summary: 1 value.
// Value: 1 tag, 2 simple_value.

std::string version_event(double time);
std::string summary_event(double time, int64_t step, const std::string& value);
std::string scalar_event(double time, int64_t step, const std::string& tag, double value);

/// Appends a TFRecord: the length, its CRC, the bytes, their CRC.
void append_record(std::string& out, const std::string& bytes);

/// Moves the first TFRecord from `rest` to `bytes`. Returns false at the end, or if it is
/// incomplete or damaged.
bool take_record(std::string_view& rest, std::string_view& bytes);

/// The contents of a directory's existing event files.
struct PastEvents {
  std::map<std::string, int64_t> last_step;  ///< by tag
  int64_t newest = 0;                        ///< largest time in a file's name, in seconds

  bool has(const std::string& tag) const { return last_step.count(tag) != 0; }

  static PastEvents of(const std::string& directory);

 private:
  void add(std::string_view event);
};

/// A file of events that TensorBoard shows while it grows. The first `flush` creates it and its
/// directory. Its name is later than any there, so that TensorBoard reads the files in order.
///
///   EventFile file("runs/tb/trial-7");
///   file.add(scalar_event(wall_time(), 3, "loss", 0.25));
///   file.flush();
///
/// Only complete records count: after a failed write, the next one overwrites what it left. Up to 1
/// MiB of unwritten events is kept; beyond that, all of them are dropped. Not thread-safe.
class EventFile {
 public:
  explicit EventFile(std::string directory, int64_t newest = 0,
                     const FileOps& ops = system_file_ops())
      : directory_(std::move(directory)), newest_(newest), ops_(&ops), file_(ops, -1) {}

  const std::string& path() const { return path_; }
  size_t pending() const { return pending_.size(); }

  void add(const std::string& event);

  /// Throws Error; the file's records are then unchanged.
  void flush();

 private:
  void make();

  [[noreturn]] void fail(const std::string& step, int error) const;

  static constexpr size_t kMostKept = size_t{1} << 20;

  std::string directory_;
  int64_t newest_;
  const FileOps* ops_;
  File file_;
  std::string path_;
  std::string pending_;
  int64_t offset_ = 0;  // end of the complete records
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/tensorboard/detail/impl/event_file.hpp>
#endif
