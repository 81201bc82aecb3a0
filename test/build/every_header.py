# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Prints an #include of every header; without torch, of those that do without it."""

import sys

from compiler import Compiler

include, with_torch = sys.argv[1:]
compiler = Compiler([], include)
for header in compiler.headers():
    line = f"#include <{header}>"
    if with_torch == "true" or not compiler.sees_torch(line):
        print(line)
