// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/file_ops.hpp>
#include <hone/detail/mlflow/mailer.hpp>
#include <hone/detail/mlflow/record.hpp>
#include <hone/detail/mlflow/warnings.hpp>

#include <unistd.h>

#include <atomic>
#include <exception>
#include <memory>
#include <string>
#include <utility>

namespace hone {
inline namespace v0 {
namespace detail {

/// Where records are dropped: each is appended to this process's spool, which a thread sends.
/// `add` neither waits for a server nor throws. Any thread; in the child of a fork it begins anew,
/// with a spool of its own.
class MlflowOutbox {
 public:
  using Seconds = MlflowMailer::Seconds;

  MlflowOutbox(MlflowOutboxOptions options, std::shared_ptr<MlflowWarnings> warnings)
      : options_(std::move(options)), warnings_(std::move(warnings)) {
    make_directories(options_.directory);
    mailer_ = new MlflowMailer(options_, warnings_);
  }
  MlflowOutbox(const MlflowOutbox&) = delete;
  MlflowOutbox& operator=(const MlflowOutbox&) = delete;
  /// Leaves to the next start what was not sent. See `close`.
  ~MlflowOutbox() { close(Seconds(0)); }

  /// `is_durable`: survives a power cut when this returns.
  void add(const MlflowRecord& record, bool is_durable = false) noexcept {
    try {
      if (!is_closed_) here().add(record.to_line(), is_durable);
    } catch (const std::exception& error) {
      (*warnings_)(error.what(),
                   std::string("hone: for MLflow something is lost: ") + error.what());
    }
  }

  /// Sends now; waits until all of this process's is sent, or the server takes nothing for so long.
  /// Whether it is.
  bool flush(Seconds patience) { return !is_closed_ && here().flush(patience); }

  /// The last `flush`; afterwards nothing is sent or taken any more. What is left stays on the
  /// disk.
  void close(Seconds patience) noexcept {
    if (is_closed_.exchange(true)) return;
    MlflowMailer* const mailer = mailer_;
    if (!mailer->is_here()) return;  // it belongs to a thread that this process has not
    try {
      mailer->stop(patience);
    } catch (...) {
      return;
    }
    delete mailer;
  }

  /// Puts a file's content aside for an upload, as a link. Empty where that cannot be: the file
  /// itself is then what is to be sent.
  std::string keep(const std::string& file, const std::string& name) const {
    const std::string path = options_.directory + "/" + name;
    ::unlink(path.c_str());
    return ::link(file.c_str(), path.c_str()) == 0 ? path : std::string();
  }

 private:
  MlflowMailer& here() {
    MlflowMailer* mailer = mailer_;
    if (mailer->is_here()) return *mailer;
    auto fresh = std::make_unique<MlflowMailer>(options_, warnings_);
    if (mailer_.compare_exchange_strong(mailer, fresh.get())) return *fresh.release();
    fresh->discard();
    return *mailer;
  }

  const MlflowOutboxOptions options_;
  const std::shared_ptr<MlflowWarnings> warnings_;
  std::atomic<bool> is_closed_{false};
  std::atomic<MlflowMailer*> mailer_{nullptr};  // of a parent's it is left as it is
};

}  // namespace detail
}  // namespace v0
}  // namespace hone
