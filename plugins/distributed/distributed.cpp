// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/distributed/src.hpp>
