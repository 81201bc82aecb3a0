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

/// Where records are dropped: each is appended to this process's spool, which a thread sends.
/// `add` neither waits for a server nor throws. Any thread; in the child of a fork it begins anew,
/// with a spool of its own.
class MlflowOutbox {
 public:
  using Seconds = MlflowMailer::Seconds;

  MlflowOutbox(MlflowOutboxOptions options, std::shared_ptr<MlflowWarnings> warnings);
  MlflowOutbox(const MlflowOutbox&) = delete;
  MlflowOutbox& operator=(const MlflowOutbox&) = delete;
  /// Leaves to the next start what was not sent. See `close`.
  ~MlflowOutbox() { close(Seconds(0)); }

  /// `is_durable`: survives a power cut when this returns.
  void add(const MlflowRecord& record, bool is_durable = false) noexcept;

  /// Sends now; waits until all of this process's is sent, or the server takes nothing for so long.
  /// Whether it is.
  bool flush(Seconds patience) { return !is_closed_ && here().flush(patience); }

  /// The last `flush`; afterwards nothing is sent or taken any more. What is left stays on the
  /// disk.
  void close(Seconds patience) noexcept;

  /// Puts a file's content aside for an upload, as a link. Empty where that cannot be: the file
  /// itself is then what is to be sent.
  std::string keep(const std::string& file, const std::string& name) const;

 private:
  MlflowMailer& here();

  const MlflowOutboxOptions options_;
  const std::shared_ptr<MlflowWarnings> warnings_;
  std::atomic<bool> is_closed_{false};
  std::atomic<MlflowMailer*> mailer_{nullptr};  // of a parent's it is left as it is
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/mlflow/detail/impl/outbox.hpp>
#endif
