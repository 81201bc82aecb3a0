# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Each header compiles alone and without a warning, header-only, and with the libraries if it needs no torch; and torch is
seen only by those that may see it.

headers.py INCLUDE STD[,STD...] EIGEN_INCLUDE [TORCH_STD TORCH_FLAG...] -- COMPILER...

EIGEN_INCLUDE is empty where there is no Eigen. The compiler is g++, which finds a precompiled header by itself.
"""

import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from compiler import WARNINGS, Compiler, in_parallel
from tap import Tap

# Torch costs 8 to 20 seconds: only these may include it, through one header, which is precompiled for the others; and
# they are compiled in one standard.
THROUGH = "hone/checkpoint/detail/torch.hpp"
MAY_SEE_TORCH = re.compile(r"hone/(hone\.hpp|checkpoint\.hpp|checkpoint/|hooks/checkpoint|hooks/detail/loop_(files|record))")
MODES = {"header-only": [], "library": ["-DHONE_COMPILED"]}


def main():
    split = sys.argv.index("--")
    include, stds, eigen, *torch = sys.argv[1:split]  # torch: its standard and its flags, where there is libtorch
    compiler = Compiler(sys.argv[split + 1:], include)
    checks = []
    with tempfile.TemporaryDirectory() as folder:
        precompiled = os.path.join(folder, "through.hpp")
        if torch:
            with open(precompiled, "w", encoding="utf-8") as file:
                file.write(f"#include <{THROUGH}>\n")
            compiler.precompile(precompiled, torch[0], [*WARNINGS, *torch[1:]])
        for mode in MODES:
            checks += checks_of(compiler, mode, stds.split(","), eigen, torch, ["-include", precompiled])
        run_all(compiler, checks, torch)


def checks_of(compiler, mode, stds, eigen, torch, precompiled):
    """(header, mode, standard, flags, whether it sees torch); flags are None if its library is not there."""
    for header in compiler.headers():
        if compiler.sees_torch(f"#include <{header}>"):
            if mode != "header-only":
                continue  # minutes; "every header twice" includes them all
            alone = [] if header == THROUGH else precompiled
            yield header, mode, torch[0] if torch else "c++17", [*torch[1:], *alone], True
        elif compiler.sees_eigen(f"#include <{header}>"):
            for std in stds:
                yield header, mode, std, [*MODES[mode], "-isystem", eigen] if eigen else None, False
        else:
            for std in stds:
                yield header, mode, std, MODES[mode], False


def run_all(compiler, checks, torch):
    def compile_alone(check):
        header, _, std, flags, sees_torch = check
        if sees_torch and not MAY_SEE_TORCH.match(header):
            return False, f"{header} includes torch, itself or through another header, and must not"
        if sees_torch and header != THROUGH and not compiler.sees(re.escape(THROUGH), f"#include <{header}>"):
            return False, f"{header} includes torch, and not through {THROUGH}, where its versions differ"
        if flags is None or (sees_torch and not torch):
            return None
        twice = f"#include <{header}>\n#include <{header}>\n"
        return compiler.check(twice, std, [*WARNINGS, *flags])

    tap = Tap()
    for (header, mode, std, *_), result in in_parallel(compile_alone, checks):
        if result is None:
            tap.skip(f"{header} alone, {mode}", "without its library")
        else:
            tap.check(f"{header} alone, {mode}, {std}", *result)
    tap.end()


main()
