# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""A study killed at each epoch and resumed ends bit-identical to an uninterrupted one. Then Python reads it.

killed_trainer.py PROGRAM
"""

import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from tap import Tap

program = sys.argv[1]


def run(*arguments):
    result = subprocess.run([program, *arguments], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
    return result.returncode, result.stdout


tap = Tap()
with tempfile.TemporaryDirectory() as scratch:
    peace = os.path.join(scratch, "peace")
    status, lines = run(peace)
    tap.check("a run in peace prints a line a trial", status == 0 and len(lines.splitlines()) == 3, lines)
    tap.check("a finished study run again prints nothing", run(peace) == (0, ""))
    for epoch in range(1, 7):
        folder = os.path.join(scratch, str(epoch))
        died, before = run(folder, str(epoch))
        status, after = run(folder)
        tap.check(f"killed in epoch {epoch}, it ends with the same bits", (died, status) == (-9, 0) and before + after == lines,
                  f"in peace:\n{lines}\nstatus {died}:\n{before}\nstatus {status}:\n{after}")
        if epoch == 2:  # killed several times, at a different epoch each time
            folder = os.path.join(scratch, "often")
            said = "".join(run(folder, str(kill))[1] for kill in (2, 3, 5)) + run(folder)[1]
            tap.check("killed three times, it ends with the same bits", said == lines, f"in peace:\n{lines}\nsaid:\n{said}")

    python = os.environ.get("HONE_PYTHON")
    if python:
        reader = os.path.join(os.path.dirname(os.path.abspath(__file__)), "read_killed_trainer.py")
        result = subprocess.run([python, reader, os.path.join(scratch, "3")], text=True, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, timeout=300)
        tap.check("Python reads the killed study", result.returncode == 0, result.stdout)
    else:
        tap.skip("Python reads the killed study", "HONE_PYTHON names no Python with Optuna and torch")
tap.end()
