# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Calls the compiler for the checks in this directory: on short sources, only for errors."""

import concurrent.futures
import os
import re
import subprocess

WARNINGS = ["-Wall", "-Wextra", "-Wshadow", "-Wconversion", "-Werror"]


class Compiler:
    def __init__(self, command, include):
        self.command = command
        self.include = include

    def check(self, source, std, flags=()):
        """Compiles a source. Returns (compiles, output of the compiler)."""
        command = [*self.command, f"-std={std}", "-fsyntax-only", f"-I{self.include}", *flags, "-x", "c++", "-"]
        result = subprocess.run(command, input=source, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return result.returncode == 0, result.stdout

    def precompile(self, header, std, flags=()):
        """Precompiles a header; `-include HEADER` uses the result if the standard and flags are the same."""
        subprocess.run([*self.command, f"-std={std}", f"-I{self.include}", *flags, "-x", "c++-header", header, "-o", header + ".gch"],
                       check=True)

    def headers(self):
        """Returns every header that users or other headers include: not impl/, and not src.hpp."""
        found = []
        for folder, _, files in os.walk(os.path.join(self.include, "hone")):
            found += [os.path.relpath(os.path.join(folder, f), self.include) for f in files if f.endswith(".hpp")]
        return sorted(header for header in found if "/impl/" not in header and not os.path.basename(header).startswith("src"))

    def sees_torch(self, source):
        """Whether a source includes torch, directly or through hone's headers."""
        return self.sees(r"(torch|ATen|c10)/", source)

    def sees_eigen(self, source):
        return self.sees(r"Eigen/", source)

    def sees(self, library, source, seen=None):
        seen = set() if seen is None else seen
        for name in re.findall(r"^\s*#\s*include\s*<([^>]+)>", source, re.MULTILINE):
            if re.match(library, name):
                return True
            path = os.path.join(self.include, name)
            if name.startswith("hone/") and name not in seen and os.path.exists(path):
                seen.add(name)
                with open(path, encoding="utf-8") as file:
                    if self.sees(library, file.read(), seen):
                        return True
        return False


def in_parallel(function, items):
    """Returns function(item) for each item in order, computed in parallel on all cores."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from zip(items, pool.map(function, items))
