// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/zip_reader.hpp>
#include <hone/checkpoint/zip_writer.hpp>
