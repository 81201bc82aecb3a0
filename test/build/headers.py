# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Each header compiles alone and without a warning, and torch is seen only by those that may see it.

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
MAY_SEE_TORCH = re.compile(r"hone/(hone\.hpp|checkpoint\.hpp|checkpoint/|hooks/checkpoint|detail/(compiled/checkpoint|hooks/(checkpoint_|loop_(files|record))))")


def main():
    split = sys.argv.index("--")
    include, stds, eigen, *torch = sys.argv[1:split]  # torch: its standard and its flags, where there is libtorch
    compiler = Compiler(sys.argv[split + 1:], include)
    with tempfile.TemporaryDirectory() as folder:
        precompiled = os.path.join(folder, "through.hpp")
        if torch:
            with open(precompiled, "w", encoding="utf-8") as file:
                file.write(f"#include <{THROUGH}>\n")
            compiler.precompile(precompiled, torch[0], [*WARNINGS, *torch[1:]])
        check_all(compiler, stds.split(","), eigen, torch, ["-include", precompiled])


def check_all(compiler, stds, eigen, torch, precompiled):
    checks = []
    for header in compiler.headers():
        if compiler.sees_torch(f"#include <{header}>"):
            alone = [] if header == THROUGH else precompiled
            checks.append((header, torch[0] if torch else "c++17", [*torch[1:], *alone], True))
        elif compiler.sees_eigen(f"#include <{header}>"):
            checks += [(header, std, ["-isystem", eigen] if eigen else None, False) for std in stds]
        else:
            checks += [(header, std, [], False) for std in stds]

    def compile_alone(check):
        header, std, flags, sees_torch = check
        if sees_torch and not MAY_SEE_TORCH.match(header):
            return False, f"{header} includes torch, itself or through another header, and must not"
        if sees_torch and header != THROUGH and not compiler.sees(re.escape(THROUGH), f"#include <{header}>"):
            return False, f"{header} includes torch, and not through {THROUGH}, where its versions differ"
        if flags is None or (sees_torch and not torch):
            return None
        twice = f"#include <{header}>\n#include <{header}>\n"
        return compiler.check(twice, std, [*WARNINGS, *flags])

    tap = Tap()
    for (header, std, *_), result in in_parallel(compile_alone, checks):
        if result is None:
            tap.skip(f"{header} alone", "without its library")
        else:
            tap.check(f"{header} alone, {std}", *result)
    tap.end()


main()
