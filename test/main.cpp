// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// The only file of a test executable that defines Boost.Test's main().
#define BOOST_TEST_MODULE hone
#include <boost/test/unit_test.hpp>
