# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Prints an #include of every header; if torch or Eigen is missing, omits the headers that need it."""

import sys

from compiler import Compiler

include, with_torch, with_eigen = sys.argv[1:]
compiler = Compiler([], include)
for header in compiler.headers():
    line = f"#include <{header}>"
    if with_torch != "true" and compiler.sees_torch(line):
        continue
    if with_eigen != "true" and compiler.sees_eigen(line):
        continue
    print(line)
