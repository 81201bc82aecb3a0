// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/file_ops.hpp>
#include <hone/detail/tensorboard/crc32c.hpp>
#include <hone/detail/tensorboard/proto.hpp>
#include <hone/error.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// Seconds since 1970.
inline double wall_time(std::chrono::system_clock::time_point time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}
inline double wall_time() { return wall_time(std::chrono::system_clock::now()); }

/// A double as a float, also where it is beyond one's range.
inline float to_float(double number) {
  constexpr double kMost = std::numeric_limits<float>::max();
  if (number > kMost || number < -kMost)
    return number > 0 ? std::numeric_limits<float>::infinity()
                      : -std::numeric_limits<float>::infinity();
  return static_cast<float>(number);
}

// tensorflow.Event: 1 wall_time, 2 step, 3 file_version, 5 summary. tensorflow.Summary: 1 value.
// Value: 1 tag, 2 simple_value.

inline std::string version_event(double time) {
  return ProtoWriter().number(1, time).text(3, "brain.Event:2").bytes();
}
inline std::string summary_event(double time, int64_t step, const std::string& value) {
  ProtoWriter event;
  event.number(1, time);
  if (step != 0) event.integer(2, step);
  return event.text(5, ProtoWriter().text(1, value).bytes()).bytes();
}
inline std::string scalar_event(double time, int64_t step, const std::string& tag, double value) {
  return summary_event(time, step, ProtoWriter().text(1, tag).number(2, to_float(value)).bytes());
}

/// Appends a TFRecord: the length, its CRC, the bytes, their CRC.
inline void append_record(std::string& out, const std::string& bytes) {
  std::string length;
  append_little_endian(length, static_cast<uint64_t>(bytes.size()));
  out += length;
  append_little_endian(out, masked_crc32c(length));
  out += bytes;
  append_little_endian(out, masked_crc32c(bytes));
}

/// Takes the first TFRecord off `rest`; false at the end, and where it is torn or damaged.
inline bool take_record(std::string_view& rest, std::string_view& bytes) {
  constexpr size_t kHead = 12, kTail = 4;
  if (rest.size() < kHead ||
      masked_crc32c(rest.substr(0, 8)) != little_endian<uint32_t>(rest.substr(8)))
    return false;
  const auto length = little_endian<uint64_t>(rest);
  if (length > rest.size() - kHead || rest.size() - kHead - length < kTail) return false;
  bytes = rest.substr(kHead, length);
  if (masked_crc32c(bytes) != little_endian<uint32_t>(rest.substr(kHead + length))) return false;
  rest.remove_prefix(kHead + length + kTail);
  return true;
}

/// What the event files of a directory hold already.
struct PastEvents {
  std::map<std::string, int64_t> last_step;  ///< by tag
  int64_t newest = 0;                        ///< the seconds in the newest file's name

  bool has(const std::string& tag) const { return last_step.count(tag) != 0; }

  static PastEvents of(const std::string& directory) {
    PastEvents past;
    constexpr std::string_view kPrefix = "events.out.tfevents.";
    for (const std::string& name : names_in(directory)) {
      if (name.compare(0, kPrefix.size(), kPrefix) != 0) continue;
      const long long seconds = std::atoll(name.c_str() + kPrefix.size());
      past.newest = std::max<int64_t>(past.newest, seconds);
      const std::string text = read_text(directory + '/' + name).value_or("");
      std::string_view rest = text, event;
      while (take_record(rest, event)) past.add(event);
    }
    return past;
  }

 private:
  void add(std::string_view event) {
    int64_t step = 0;
    std::string_view summary;
    for (ProtoReader reader(event); reader.next();) {
      if (reader.field() == 2) step = reader.integer();
      if (reader.field() == 5) summary = reader.text();
    }
    for (ProtoReader values(summary); values.next();)
      for (ProtoReader value(values.text()); value.next();)
        if (value.field() == 1) {
          const auto [at, is_new] = last_step.emplace(value.text(), step);
          if (!is_new) at->second = std::max(at->second, step);
        }
  }
};

/// A file of events that TensorBoard shows while it grows. It is made by the first `flush`, with
/// its directory; a name later than any there lets TensorBoard read the directory's files in order.
///
///   EventFile file("runs/tb/trial-7");
///   file.add(scalar_event(wall_time(), 3, "loss", 0.25));
///   file.flush();
///
/// Only whole records count: where a write fails, the next one is made over what it left. What
/// could not be written yet is kept, up to a megabyte. One thread.
class EventFile {
 public:
  explicit EventFile(std::string directory, int64_t newest = 0,
                     const FileOps& ops = system_file_ops())
      : directory_(std::move(directory)), newest_(newest), ops_(&ops), file_(ops, -1) {}

  const std::string& path() const { return path_; }
  size_t pending() const { return pending_.size(); }

  void add(const std::string& event) {
    if (pending_.size() > kMostKept) pending_.clear();
    append_record(pending_, event);
  }

  /// Throws Error; the file is then what it was.
  void flush() {
    if (pending_.empty()) return;
    if (file_.get() < 0) make();
    std::string all;
    if (offset_ == 0) append_record(all, version_event(wall_time()));
    all += pending_;
    for (size_t done = 0; done < all.size();) {
      const ssize_t count = uninterrupted([&] {
        return ops_->pwrite(file_.get(), all.data() + done, all.size() - done,
                            offset_ + static_cast<int64_t>(done));
      });
      if (count <= 0) fail("writing", count < 0 ? errno : EIO);
      done += static_cast<size_t>(count);
    }
    offset_ += static_cast<int64_t>(all.size());
    pending_.clear();
  }

 private:
  void make() {
    make_directories(directory_, *ops_);
    char host[256] = {};
    if (::gethostname(host, sizeof host - 1) != 0 || host[0] == 0) std::strcpy(host, "localhost");
    static std::atomic<int> count{0};
    char name[400];
    std::snprintf(
        name, sizeof name, "events.out.tfevents.%010lld.%s.%d.%06d",
        std::max(static_cast<long long>(wall_time()), static_cast<long long>(newest_) + 1), host,
        static_cast<int>(::getpid()), count++);
    path_ = directory_ + '/' + name;
    file_ = File(*ops_, uninterrupted([&] {
      return ops_->open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    }));
    if (file_.get() < 0) fail("making it", errno);
  }

  [[noreturn]] void fail(const std::string& step, int error) const {
    throw Error("hone: cannot write for TensorBoard to " + path_ + ": " + step +
                " failed: " + std::system_category().message(error));
  }

  static constexpr size_t kMostKept = size_t{1} << 20;

  std::string directory_;
  int64_t newest_;
  const FileOps* ops_;
  File file_;
  std::string path_;
  std::string pending_;
  int64_t offset_ = 0;  // up to where whole records stand
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
