// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/files/file_ops.hpp>
#include <hone/tensorboard/detail/crc32c.hpp>
#include <hone/tensorboard/detail/event_file.hpp>
#include <hone/tensorboard/detail/proto.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE float to_float(double number) {
  constexpr double kMost = std::numeric_limits<float>::max();
  if (number > kMost || number < -kMost)
    return number > 0 ? std::numeric_limits<float>::infinity()
                      : -std::numeric_limits<float>::infinity();
  return static_cast<float>(number);
}

HONE_INLINE std::string version_event(double time) {
  return ProtoWriter().number(1, time).text(3, "brain.Event:2").bytes();
}

HONE_INLINE std::string summary_event(double time, int64_t step, const std::string& value) {
  ProtoWriter event;
  event.number(1, time);
  if (step != 0) event.integer(2, step);
  return event.text(5, ProtoWriter().text(1, value).bytes()).bytes();
}

HONE_INLINE std::string scalar_event(double time, int64_t step, const std::string& tag,
                                     double value) {
  return summary_event(time, step, ProtoWriter().text(1, tag).number(2, to_float(value)).bytes());
}

HONE_INLINE void append_record(std::string& out, const std::string& bytes) {
  std::string length;
  append_little_endian(length, static_cast<uint64_t>(bytes.size()));
  out += length;
  append_little_endian(out, masked_crc32c(length));
  out += bytes;
  append_little_endian(out, masked_crc32c(bytes));
}

HONE_INLINE bool take_record(std::string_view& rest, std::string_view& bytes) {
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

HONE_INLINE PastEvents PastEvents::of(const std::string& directory) {
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

HONE_INLINE void PastEvents::add(std::string_view event) {
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

HONE_INLINE void EventFile::add(const std::string& event) {
  if (pending_.size() > kMostKept) pending_.clear();
  append_record(pending_, event);
}

HONE_INLINE void EventFile::flush() {
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

HONE_INLINE void EventFile::make() {
  make_directories(directory_, *ops_);
  char host[256] = {};
  if (::gethostname(host, sizeof host - 1) != 0 || host[0] == 0) std::strcpy(host, "localhost");
  static std::atomic<int> count{0};
  char name[400];
  std::snprintf(name, sizeof name, "events.out.tfevents.%010lld.%s.%d.%06d",
                std::max(static_cast<long long>(wall_time()), static_cast<long long>(newest_) + 1),
                host, static_cast<int>(::getpid()), count++);
  path_ = directory_ + '/' + name;
  file_ = File(*ops_, uninterrupted([&] {
    return ops_->open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  }));
  if (file_.get() < 0) fail("making it", errno);
}

HONE_INLINE void EventFile::fail(const std::string& step, int error) const {
  throw Error("hone: cannot write for TensorBoard to " + path_ + ": " + step +
              " failed: " + std::system_category().message(error));
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
