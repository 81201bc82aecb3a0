# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Compiles the contract programs, unchanged, against the installed hone and runs them.

Each runs in an empty directory; hooks, study and plain_loop run a second time in the same directory. resume is killed at
each epoch and run again, and must print what an uninterrupted run prints. HONE_PYTHON reads the files that train wrote.

programs.py CONTRACT_DIRECTORY BUILD_DIRECTORY COMPILER STANDARD (''|-header-only)
"""

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from tap import Tap

contract, build, compiler, std, mode = sys.argv[1:]
contract, build = os.path.abspath(contract), os.path.abspath(build)
os.makedirs(build, exist_ok=True)
tap = Tap()


def run(command, cwd=None, expected=0):
    """Returns (ended as expected, output)."""
    try:
        result = subprocess.run(command, cwd=cwd, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600)
    except subprocess.TimeoutExpired:
        return False, "it did not end within 600 s"
    return result.returncode == expected, result.stdout + ("" if result.returncode == expected else
                                                           f"\nended with {result.returncode}")


def pkg_config(package):
    return subprocess.run(["pkg-config", "--cflags", "--libs", package], text=True, check=True,
                          stdout=subprocess.PIPE).stdout.split()


def compile_program(name):
    source = os.path.join(contract, name + ".cpp")
    with open(source, encoding="utf-8") as file:
        package = ("hone-torch" if "torch/torch.h" in file.read() else "hone") + mode
    return run([compiler, f"-std={std}", "-UNDEBUG", source, "-o", os.path.join(build, name), *pkg_config(package)])


def resume_is_seamless(program, scratch):
    peace = os.path.join(scratch, "peace")
    ended, lines = run([program, peace])
    tap.check("resume, in peace, prints a line a trial", ended and len(lines.splitlines()) == 3, lines)
    again = run([program, peace])
    tap.check("resume, again in the finished study, prints nothing", again == (True, ""), again[1])
    for epoch in range(1, 11):
        folder = os.path.join(scratch, f"killed{epoch}")
        died, before = run([program, folder, str(epoch)], expected=9)
        went_on, after = run([program, folder])
        tap.check(f"resume, killed at epoch {epoch}, ends as if it had not been",
                  died and went_on and before + after == lines, f"in peace:\n{lines}\nbefore:\n{before}\nafter:\n{after}")


names = sorted(file[:-4] for file in os.listdir(contract) if file.endswith(".cpp"))
with ThreadPoolExecutor(os.cpu_count()) as pool:
    results = list(pool.map(compile_program, names))
with tempfile.TemporaryDirectory() as scratch:
    for name, result in zip(names, results):
        tap.check(f"{name}.cpp compiles", *result)
        if not result[0]:
            continue
        program = os.path.join(build, name)
        if name == "resume":
            resume_is_seamless(program, scratch)
            continue
        folder = os.path.join(scratch, name)
        os.mkdir(folder)
        tap.check(f"{name} in an empty directory", *run([program], cwd=folder))
        if name in ("hooks", "study", "plain_loop"):
            tap.check(f"{name} again", *run([program], cwd=folder))
        reader = os.path.join(contract, "read_from_python.py")
        if name == "train" and os.path.exists(reader):
            if os.environ.get("HONE_PYTHON"):
                tap.check("Python reads what train left", *run([os.environ["HONE_PYTHON"], reader], cwd=folder))
            else:
                tap.skip("Python reads what train left", "there is no Python with Optuna and torch")
tap.end()
