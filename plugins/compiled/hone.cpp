// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// Searches and storages: what needs no torch.
#define HONE_MAKES_LIBRARY
#include <hone/detail/compiled/search.hpp>
