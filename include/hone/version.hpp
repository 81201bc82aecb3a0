// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#define HONE_VERSION_MAJOR 0
#define HONE_VERSION_MINOR 1
#define HONE_VERSION_PATCH 0

/// One number to compare in #if: 0.1.0 is 100, 1.2.3 is 10203.
#define HONE_VERSION (HONE_VERSION_MAJOR * 10000 + HONE_VERSION_MINOR * 100 + HONE_VERSION_PATCH)
#define HONE_VERSION_STRING "0.1.0"

#if __cplusplus < 201703L
#error "hone needs C++17 or newer: compile with -std=c++17 (Meson: cpp_std=c++17)"
#endif

// Two ways to use hone. By default it is header-only: each header brings its definitions. With
// HONE_COMPILED defined, headers only declare, and the program links hone's libraries, or compiles
// <hone/src.hpp> (and <hone/src_torch.hpp>) in one file of its own. The build's targets define it.
#ifdef HONE_COMPILED
#define HONE_INLINE
#define HONE_ABI v0
#else
#define HONE_HEADER_ONLY
#define HONE_INLINE inline
#define HONE_ABI header_only_v0  // so that programs which mix the two do not link
#endif
