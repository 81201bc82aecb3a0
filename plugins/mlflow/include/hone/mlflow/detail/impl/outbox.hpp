// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/file_ops.hpp>
#include <hone/mlflow/detail/mailer.hpp>
#include <hone/mlflow/detail/outbox.hpp>
#include <hone/mlflow/detail/record.hpp>
#include <hone/mlflow/detail/warnings.hpp>

#include <unistd.h>

#include <exception>
#include <memory>
#include <string>
#include <utility>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE MlflowOutbox::MlflowOutbox(MlflowOutboxOptions options,
                                       std::shared_ptr<MlflowWarnings> warnings)
    : options_(std::move(options)), warnings_(std::move(warnings)) {
  make_directories(options_.directory);
  mailer_ = new MlflowMailer(options_, warnings_);
}

HONE_INLINE void MlflowOutbox::add(const MlflowRecord& record, bool is_durable) noexcept {
  try {
    if (!is_closed_) here().add(record.to_line(), is_durable);
  } catch (const std::exception& error) {
    (*warnings_)(error.what(), std::string("hone: for MLflow something is lost: ") + error.what());
  }
}

HONE_INLINE void MlflowOutbox::close(Seconds patience) noexcept {
  if (is_closed_.exchange(true)) return;
  MlflowMailer* const mailer = mailer_;
  if (!mailer->is_here()) return;  // its thread is in the parent process
  try {
    mailer->stop(patience);
  } catch (...) {
    return;
  }
  delete mailer;
}

HONE_INLINE std::string MlflowOutbox::keep(const std::string& file, const std::string& name) const {
  const std::string path = options_.directory + "/" + name;
  ::unlink(path.c_str());
  return ::link(file.c_str(), path.c_str()) == 0 ? path : std::string();
}

HONE_INLINE MlflowMailer& MlflowOutbox::here() {
  MlflowMailer* mailer = mailer_;
  if (mailer->is_here()) return *mailer;
  auto fresh = std::make_unique<MlflowMailer>(options_, warnings_);
  if (mailer_.compare_exchange_strong(mailer, fresh.get())) return *fresh.release();
  fresh->discard();
  return *mailer;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
