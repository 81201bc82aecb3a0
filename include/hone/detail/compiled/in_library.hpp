// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

// hone's classes are templates of nothing, compiled in each program that calls them. Where
// HONE_COMPILED is defined, as the build option `compiled` does, the headers of this folder say
// that the instances are in a library; plugins/compiled makes it of the same headers.
#ifdef HONE_MAKES_LIBRARY
#define HONE_IN_LIBRARY template
#else
#define HONE_IN_LIBRARY extern template
#endif
