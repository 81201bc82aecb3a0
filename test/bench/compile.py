# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""What headers cost to include: seconds and memory to compile a file that has nothing else, the median of several.

compile.py INCLUDE STD [TORCH_FLAG...] -- COMPILER...
"""

import os
import statistics
import subprocess
import sys
import time

CASES = {
    "nothing": "",
    "<hone/hooks.hpp>": "#include <hone/hooks.hpp>",
    "<hone/study.hpp>": "#include <hone/study.hpp>",
    "<hone/checkpoint.hpp>": "#include <hone/checkpoint.hpp>",
    "<torch/torch.h>": "#include <torch/torch.h>",
    "<torch/torch.h> and <hone/hone.hpp>": "#include <torch/torch.h>\n#include <hone/hone.hpp>",
}
ROUNDS = 3


def compile_once(command, source):
    """(seconds, MB) of one compilation."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.PIPE, text=True)
    process.stdin.write(source + "\nint main() {}\n")
    process.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} failed on:\n{source}")
    return time.monotonic() - start, usage.ru_maxrss / 1024


split = sys.argv.index("--")
include, std, *torch_flags = sys.argv[1:split]
command = [*sys.argv[split + 1:], f"-std={std}", "-fsyntax-only", f"-I{include}", *torch_flags, "-x", "c++", "-"]
rounds = {case: [] for case in CASES}
for _ in range(ROUNDS):  # interleaved, so that a busy minute hits all alike
    for case, source in CASES.items():
        rounds[case].append(compile_once(command, source))
seconds = {case: statistics.median(t for t, _ in rounds[case]) for case in CASES}
for case in CASES:
    print(f"{case:<40}{seconds[case]:6.2f} s {statistics.median(m for _, m in rounds[case]):6.0f} MB")
added = seconds["<torch/torch.h> and <hone/hone.hpp>"] - seconds["<torch/torch.h>"]
print(f"{'what <hone/hone.hpp> adds':<40}{added:6.2f} s")
