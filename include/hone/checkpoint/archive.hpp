// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/archive_reader.hpp>
#include <hone/checkpoint/archive_writer.hpp>
