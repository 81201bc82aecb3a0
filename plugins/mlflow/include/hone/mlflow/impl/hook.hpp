// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/hooks/events.hpp>
#include <hone/mlflow/detail/batch.hpp>
#include <hone/mlflow/detail/channel.hpp>
#include <hone/mlflow/detail/outbox.hpp>
#include <hone/mlflow/detail/record.hpp>
#include <hone/mlflow/hook.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE MlflowHook& MlflowHook::every_steps(int64_t steps) & {
  if (steps < 0)
    throw ArgumentError("hone: MlflowHook::every_steps of " + std::to_string(steps) +
                        "; it is a number of steps, at least 1, or 0 for none");
  every_steps_ = steps;
  return *this;
}

HONE_INLINE MlflowHook& MlflowHook::param(const std::string& name, const Value& value) & {
  detail::MlflowRecord record = record_;
  channel_.add_param(record.items, name, value);
  channel_.outbox->add(record);
  return *this;
}

HONE_INLINE MlflowHook& MlflowHook::tag(const std::string& name, const Value& value) & {
  detail::MlflowRecord record = record_;
  channel_.add_tag(record.items, name, value);
  channel_.outbox->add(record);
  return *this;
}

HONE_INLINE MlflowHook& MlflowHook::artifact(const std::string& path, const std::string& name) & {
  detail::MlflowRecord record = record_;
  record.file = path;
  record.artifact = detail::mlflow_key(name);
  channel_.outbox->add(record);
  return *this;
}

HONE_INLINE void MlflowHook::on_trial_end(const LoopEnd& event) {
  if (!record_.parent.empty()) return;  // the tracker sends the trial's value
  detail::MlflowRecord record = record_;
  channel_.add_metric(record.items, "value", event.value, 0);
  channel_.outbox->add(record, /*is_durable=*/true);
}

HONE_INLINE void MlflowHook::send(const char* name, double value, int64_t step,
                                  const std::vector<Metric>& metrics) {
  detail::MlflowRecord record = record_;
  const int64_t now = detail::milliseconds_now();
  record.items.metrics.reserve(metrics.size() + 1);
  record.items.metrics.push_back({name, value, now, step});
  for (const Metric& metric : metrics)
    record.items.metrics.push_back({metric.key, metric.read(), now, step});
  channel_.outbox->add(record);
}

}  // namespace HONE_ABI
}  // namespace hone
