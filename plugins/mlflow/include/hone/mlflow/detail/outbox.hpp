// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/mlflow/detail/mailer.hpp>
#include <hone/mlflow/detail/record.hpp>
#include <hone/mlflow/detail/warnings.hpp>

#include <atomic>
#include <memory>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Takes records and appends them to this process's spool, which a thread sends. `add` neither
/// waits for a server nor throws. Thread-safe. A forked child starts with a spool of its own.
class MlflowOutbox {
 public:
  using Seconds = MlflowMailer::Seconds;

  MlflowOutbox(MlflowOutboxOptions options, std::shared_ptr<MlflowWarnings> warnings);
  MlflowOutbox(const MlflowOutbox&) = delete;
  MlflowOutbox& operator=(const MlflowOutbox&) = delete;
  /// Does not wait: the next start sends what was not sent. See `close`.
  ~MlflowOutbox() { close(Seconds(0)); }

  /// `is_durable`: the record survives a power failure once this returns.
  void add(const MlflowRecord& record, bool is_durable = false) noexcept;

  /// Sends now. See MlflowMailer::flush.
  bool flush(Seconds patience) { return !is_closed_ && here().flush(patience); }

  /// Flushes a last time. Afterwards it neither sends nor accepts anything. What is left stays on
  /// disk.
  void close(Seconds patience) noexcept;

  /// Keeps a file's content for an upload, as a hard link. Returns an empty path if that fails; the
  /// file itself must then be sent.
  std::string keep(const std::string& file, const std::string& name) const;

 private:
  MlflowMailer& here();

  const MlflowOutboxOptions options_;
  const std::shared_ptr<MlflowWarnings> warnings_;
  std::atomic<bool> is_closed_{false};
  std::atomic<MlflowMailer*> mailer_{nullptr};  // a forked child never deletes its parent's
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/mlflow/detail/impl/outbox.hpp>
#endif
