# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""What hone costs to compile: a trainer before hone, with hone's libraries and header-only, and a study without torch;
by the processor's time at -O2 and at -O0, each as a ratio. Then what including a header costs, alone, in both modes.

compile.py [--instructions] INCLUDE STD [TORCH_FLAG...] -- COMPILER...

Times are medians of interleaved rounds, and still differ from run to run. With --instructions, Valgrind counts the
compiler's instructions instead, which do not; that takes an hour.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys

CASES = {
    "<hone/hooks.hpp>": "#include <hone/hooks.hpp>",
    "<hone/study.hpp>": "#include <hone/study.hpp>",
    "<torch/torch.h>": "#include <torch/torch.h>",
    "<torch/torch.h> and <hone/hone.hpp>": "#include <torch/torch.h>\n#include <hone/hone.hpp>",
}
ROUNDS = 5
LIBRARY = ["-DHONE_COMPILED"]
SAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../samples")
# What is compared: a name, the file, how hone is taken, and the row that it is a multiple of.
PROGRAMS = [
    ("mnist, before hone", "trainers/before/mnist.cpp", [], None),
    ("mnist, hone's libraries", "trainers/mnist.cpp", LIBRARY, 0),
    ("mnist, header-only", "trainers/mnist.cpp", [], 0),
    ("study without torch, header-only", "study_without_torch.cpp", [], None),
    ("study without torch, hone's libraries", "study_without_torch.cpp", LIBRARY, 3),
]


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


def instructions(command, source):
    """Millions of them, those of the compiler's own child processes included."""
    valgrind = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", "--trace-children=yes"]
    process = subprocess.run([*valgrind, *command], input=source + "\n", text=True, capture_output=True)
    counts = re.findall(r"I +refs: +([\d,]+)", process.stderr)
    if process.returncode != 0 or not counts:
        sys.exit(f"{' '.join(command)} failed on:\n{source}\n{process.stderr}")
    return sum(int(count.replace(",", "")) for count in counts) / 1e6


def read_sample(file):
    with open(os.path.join(SAMPLES, file), encoding="utf-8") as source:
        return source.read()


def compare_programs(optimization, unit, measure):
    """One row a program: what `measure(command, source)` gives, and its ratio to the program that it is compared with."""
    print(f"\ng++ -c {optimization}, {unit}")
    medians = []
    rows = [[] for _ in PROGRAMS]
    for _ in range(1 if "--instructions" in sys.argv else ROUNDS):  # interleaved: a busy minute hits all alike
        for (_, file, mode, _), row in zip(PROGRAMS, rows):
            row.append(measure([*compiler, "-c", "-o", os.devnull, optimization, *mode, *flags], read_sample(file)))
    for (name, _, _, base), row in zip(PROGRAMS, rows):
        medians.append(statistics.median(row))
        ratio = "" if base is None else f"{medians[-1] / medians[base]:8.2f} times"
        print(f"  {name:<40}{medians[-1]:10.2f}{ratio}")


def compare_headers():
    print("\nincluding a header and nothing else, s and MB, with the libraries and header-only")
    rows = {(case, mode): [] for case in CASES for mode in (True, False)}
    for _ in range(ROUNDS):
        for (case, library), row in rows.items():
            command = [*compiler, "-fsyntax-only", *(LIBRARY if library else []), *flags]
            row.append(compile_once(command, CASES[case]))
    for case in CASES:
        cells = [[statistics.median(column) for column in zip(*rows[case, library])] for library in (True, False)]
        print(f"  {case:<40}" + "".join(f"{seconds:8.2f} s {memory:6.0f} MB" for seconds, memory in cells))


arguments = [argument for argument in sys.argv[1:] if argument != "--instructions"]
split = arguments.index("--")
include, std, *torch_flags = arguments[:split]
compiler = arguments[split + 1:]
flags = [f"-std={std}", f"-I{include}", *torch_flags, "-x", "c++", "-"]
if "--instructions" in sys.argv:
    if not shutil.which("valgrind"):
        sys.exit("compile.py: --instructions needs Valgrind; install it (Debian: valgrind)")
    for optimization in ("-O0", "-O2"):
        compare_programs(optimization, "millions of instructions", instructions)
else:
    for optimization in ("-O2", "-O0"):
        compare_programs(optimization, "s of processor time", lambda command, source: compile_once(command, source)[0])
    compare_headers()
