// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

// Every definition of the plugin mlflow; see <hone/src.hpp>.
#ifndef HONE_COMPILED
#error \
    "hone: <hone/mlflow/src.hpp> is for programs compiled with -DHONE_COMPILED; header-only ones need no such file"
#endif

#include <hone/mlflow/detail/impl/batch.hpp>
#include <hone/mlflow/detail/impl/channel.hpp>
#include <hone/mlflow/detail/impl/connection.hpp>
#include <hone/mlflow/detail/impl/curl_client.hpp>
#include <hone/mlflow/detail/impl/mailer.hpp>
#include <hone/mlflow/detail/impl/open_trials.hpp>
#include <hone/mlflow/detail/impl/outbox.hpp>
#include <hone/mlflow/detail/impl/record.hpp>
#include <hone/mlflow/detail/impl/rejects.hpp>
#include <hone/mlflow/detail/impl/run_lock.hpp>
#include <hone/mlflow/detail/impl/sender.hpp>
#include <hone/mlflow/detail/impl/server.hpp>
#include <hone/mlflow/detail/impl/spool.hpp>
#include <hone/mlflow/detail/impl/study_records.hpp>
#include <hone/mlflow/detail/impl/warnings.hpp>
#include <hone/mlflow/impl/hook.hpp>
#include <hone/mlflow/impl/options.hpp>
#include <hone/mlflow/impl/tracker.hpp>
