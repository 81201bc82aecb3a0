# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Runs the sample that tunes a program from a shell, as a user would.

shell_sample.py SCRIPT HONE
"""

import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../test"))
from tap import Tap

script, hone = sys.argv[1:]
tap = Tap()
with tempfile.TemporaryDirectory() as folder:
    study = os.path.join(folder, "study")
    run = subprocess.run(["bash", script, study, "12"], env={**os.environ, "HONE": hone}, capture_output=True, text=True)
    tap.check("it ends well, and says nothing on standard error", run.returncode == 0 and run.stderr == "", run.stderr)
    listed = subprocess.run([hone, "trials", "--storage", study, "-f", "json"], capture_output=True, text=True)
    trials = json.loads(listed.stdout or "[]")
    states = [trial["state"] for trial in trials]
    tap.check("each trial was told", len(states) == 12 and set(states) <= {"COMPLETE", "PRUNED"}, str(states))
    tap.check("some were pruned, and at least three not", states.count("PRUNED") > 0 and states.count("COMPLETE") >= 3, str(states))
    best = min((trial["value"], trial["number"]) for trial in trials if trial["state"] == "COMPLETE")
    tap.check("it ends with the best trial", f"| {best[1]:>6} |" in run.stdout, run.stdout)
    tap.check("and a report", os.path.getsize(os.path.join(study, "report.html")) > 10000)
tap.end()
