// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

/// Sends studies and loops to MLflow: MlflowTracker, MlflowOptions, MlflowHook. Needs libcurl.
#include <hone/mlflow/hook.hpp>
#include <hone/mlflow/options.hpp>
#include <hone/mlflow/tracker.hpp>
