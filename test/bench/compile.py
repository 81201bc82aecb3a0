# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""What headers cost to include: seconds of processor time and memory to compile a file that has nothing else, the median
of several; with g++ also the classes that it makes of them, which are as many on a slow machine as on a quick one.

compile.py INCLUDE STD [TORCH_FLAG...] -- COMPILER...
"""

import os
import statistics
import subprocess
import sys
import tempfile

CASES = {
    "nothing": "",
    "<hone/hooks.hpp>": "#include <hone/hooks.hpp>",
    "<hone/study.hpp>": "#include <hone/study.hpp>",
    "<hone/checkpoint.hpp>": "#include <hone/checkpoint.hpp>",
    "<torch/torch.h>": "#include <torch/torch.h>",
    "<torch/torch.h> and <hone/hone.hpp>": "#include <torch/torch.h>\n#include <hone/hone.hpp>",
}
ROUNDS = 5
TORCH, BOTH = list(CASES)[-2:]


def compile_once(command, source):
    """(seconds, MB) of one compilation."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, text=True)
    process.stdin.write(source + "\nint main() {}\n")
    process.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} failed on:\n{source}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def classes(command, source):
    """How many classes g++ makes, those of templates included; None for clang++."""
    if any("clang" in word for word in command):
        return None
    with tempfile.NamedTemporaryFile("r") as file:
        compile_once([*command[:-3], f"-fdump-lang-class={file.name}", *command[-3:]], source)
        return len({line for line in file if line.startswith("Class ")})


split = sys.argv.index("--")
include, std, *torch_flags = sys.argv[1:split]
command = [*sys.argv[split + 1:], f"-std={std}", "-fsyntax-only", f"-I{include}", *torch_flags, "-x", "c++", "-"]
rounds = {case: [] for case in CASES}
for _ in range(ROUNDS):  # interleaved, so that a busy minute hits all alike
    for case, source in CASES.items():
        rounds[case].append(compile_once(command, source))
made = {case: classes(command, source) for case, source in CASES.items()}
for case in CASES:
    seconds, memory = (statistics.median(column) for column in zip(*rounds[case]))
    print(f"{case:<40}{seconds:6.2f} s {memory:6.0f} MB" + (f" {made[case]:7} classes" if made[case] else ""))
# A machine's speed changes: each round with torch is compared with its neighbour.
added = sorted(both - torch for (torch, _), (both, _) in zip(rounds[TORCH], rounds[BOTH]))
print(f"{'what <hone/hone.hpp> adds':<40}{statistics.median(added):6.2f} s, {added[0]:.2f} to {added[-1]:.2f}"
      + (f" {made[BOTH] - made[TORCH]:13} classes" if made[BOTH] else ""))
