# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""What headers cost to include: seconds of processor time and memory to compile a file that has nothing else, the median
of several; with g++ also the classes that it makes of them, which are as many on a slow machine as on a quick one. Then
what a whole trainer costs, before hone and with it, by its headers and by its compiled libraries (the option `compiled`).
With --instructions: instead of seconds the compiler's instructions, which Valgrind counts in some ten minutes.

compile.py [--instructions] INCLUDE STD [TORCH_FLAG...] -- COMPILER...
"""

import os
import re
import shutil
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
SAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../samples")
PROGRAMS = [  # of the samples; with the compiled libraries those that have hone
    ("trainers/before/mnist.cpp", []),
    ("trainers/mnist.cpp", []),
    ("trainers/mnist.cpp", ["-DHONE_COMPILED"]),
    ("study_without_torch.cpp", []),
    ("study_without_torch.cpp", ["-DHONE_COMPILED"]),
]
TORCH, BOTH = list(CASES)[-2:]


def compile_once(command, source):
    """(seconds, MB) of one compilation."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, text=True)
    process.stdin.write(source + "\n")
    process.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} failed on:\n{source}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def classes(command, source):
    """How many classes g++ makes, those of templates included; None for clang++."""
    if any("clang" in word for word in compiler):
        return None
    with tempfile.NamedTemporaryFile("r") as file:
        compile_once([*command[:-3], f"-fdump-lang-class={file.name}", *command[-3:]], source)
        return len({line for line in file if line.startswith("Class ")})


def instructions(command, source):
    """Millions of them, those of the compiler's own child processes included."""
    valgrind = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", "--trace-children=yes"]
    process = subprocess.run([*valgrind, *command], input=source + "\n", text=True, capture_output=True)
    counts = re.findall(r"I +refs: +([\d,]+)", process.stderr)
    if process.returncode != 0 or not counts:
        sys.exit(f"{' '.join(command)} failed on:\n{source}\n{process.stderr}")
    return sum(int(count.replace(",", "")) for count in counts) / 1e6


def compare_programs(flags):
    rounds = [[] for _ in PROGRAMS]
    for _ in range(ROUNDS):
        for (file, defines), seconds in zip(PROGRAMS, rounds):
            with open(os.path.join(SAMPLES, file), encoding="utf-8") as source:
                seconds.append(compile_once([*compiler, "-c", "-o", os.devnull, *defines, *flags], source.read())[0])
    for (file, defines), seconds in zip(PROGRAMS, rounds):
        print(f"{file + (', hone compiled' if defines else ''):<40}{statistics.median(seconds):6.2f} s")


def compare_instructions():
    counts = {case: instructions(command, source) for case, source in CASES.items()}
    for case, count in counts.items():
        print(f"{case:<40}{count:8.0f} million instructions")
    added = counts[BOTH] - counts[TORCH]
    print(f"{'what <hone/hone.hpp> adds':<40}{added:8.0f} million, {added / counts[TORCH]:.1%} of <torch/torch.h>'s")


arguments = [argument for argument in sys.argv[1:] if argument != "--instructions"]
split = arguments.index("--")
include, std, *torch_flags = arguments[:split]
compiler = arguments[split + 1:]
flags = [f"-std={std}", f"-I{include}", *torch_flags, "-x", "c++", "-"]
command = [*compiler, "-fsyntax-only", *flags]
if "--instructions" in sys.argv:
    if not shutil.which("valgrind"):
        sys.exit("compile.py: --instructions needs Valgrind; install it (Debian: valgrind)")
    sys.exit(compare_instructions())
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
compare_programs(flags)
