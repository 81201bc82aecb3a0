// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// Checkpoints; what needs no torch is in the other library.
#include <hone/detail/compiled/search.hpp>

#undef HONE_IN_LIBRARY
#define HONE_IN_LIBRARY template
#include <hone/detail/compiled/checkpoint.hpp>
