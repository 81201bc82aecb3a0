# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""optuna-dashboard serves a study while a C++ worker runs it. Its answers are compared with what Optuna reads.

python dashboard_interop.py WORKER directory|sqlite...    needs Optuna and optuna-dashboard in python's path
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import optuna
from optuna.storages import RDBStorage
from optuna.storages.journal import JournalFileBackend, JournalStorage

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap

optuna.logging.set_verbosity(optuna.logging.ERROR)
WORKER = os.path.abspath(sys.argv[1])
BEFORE, TOTAL = 3, 7
# The dashboard polls a study every 2 to 10 seconds. The fourth and fifth trials are too early to be pruned: 6 seconds each.
SLOWLY = ["--epochs=30", "--epoch-seconds=0.2"]


class Dashboard:
    """optuna-dashboard on loopback; stopped when the `with` block ends."""

    def __init__(self, storage, log):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        program = os.path.join(os.path.dirname(sys.executable), "optuna-dashboard")
        self.log = open(log, "w+", encoding="utf-8")
        self.process = subprocess.Popen([program, storage, "--host", "127.0.0.1", "--port", str(self.port), "--server", "wsgiref"],
                                        stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/{path}", timeout=20) as answer:
            return json.load(answer)

    def trials(self):
        return self.get("studies/%d?after=0" % self.get("studies")["study_summaries"][0]["study_id"])["trials"]

    def wait_for(self, what, is_so):
        """Returns the trials as soon as is_so(trials) holds."""
        end, seen = time.monotonic() + 90, "nothing"
        while time.monotonic() < end:
            assert self.process.poll() is None, self.text()
            try:
                seen = self.trials()
                if is_so(seen):
                    return seen
            except (OSError, IndexError) as error:  # the dashboard has not started yet
                seen = error
            time.sleep(0.1)
        raise TimeoutError(f"waited in vain for {what}; last seen: {seen}\n{self.text()}")

    def text(self):
        self.log.seek(0)
        return self.log.read()


def by_dashboard(trial):
    return {
        "state": trial["state"].upper(),
        "values": trial.get("values"),
        "params": {p["name"]: p["param_external_value"] for p in trial["params"]},
        "internal": {p["name"]: p["param_internal_value"] for p in trial["params"]},
        "reports": {report["step"]: report["value"] for report in trial["intermediate_values"]},
    }


def by_optuna(trial):
    return {
        "state": trial.state.name,
        "values": trial.values,
        "params": {name: str(value) for name, value in trial.params.items()},
        "internal": {name: trial.distributions[name].to_internal_repr(value) for name, value in trial.params.items()},
        "reports": trial.intermediate_values,
    }


def check(tap, kind, top):
    where = f"sqlite:///{top}/study.db" if kind == "sqlite" else f"{top}/study"
    storage = where if kind == "sqlite" else f"{where}/journal.log"
    work = lambda total, *more: [WORKER, f"--study={where}", f"--total-trials={total}", *more]
    subprocess.run(work(BEFORE), check=True, timeout=60, stdout=subprocess.DEVNULL)
    with Dashboard(storage, f"{top}/log") as dashboard:
        dashboard.wait_for("the finished trials", lambda trials: [t["state"] for t in trials].count("Running") == 0 and len(trials) == BEFORE)
        worker = subprocess.Popen(work(TOTAL, *SLOWLY), stdout=subprocess.DEVNULL)
        try:
            live = dashboard.wait_for("a running trial with reports", lambda trials: any(
                t["state"] == "Running" and t["intermediate_values"] and len(t["params"]) == 2 for t in trials))
            tap.check(f"{kind}: the dashboard shows a trial with its reports while it runs", worker.poll() is None and len(live) > BEFORE,
                      f"{len(live)} trials, and the worker {'has ended' if worker.poll() is not None else 'works'}")
            tap.check(f"{kind}: the worker is not disturbed", worker.wait(90) == 0, f"it ended with {worker.returncode}")
        finally:
            worker.kill()
            worker.wait()
        shown = dashboard.wait_for("the last trial", lambda trials: len(trials) == TOTAL and all(
            t["state"] in ("Complete", "Pruned", "Fail") for t in trials))
        direction = dashboard.get("studies")["study_summaries"][0]["directions"]
    study = optuna.load_study(study_name=None, storage=RDBStorage(storage) if kind == "sqlite" else JournalStorage(JournalFileBackend(storage)))
    tap.check(f"{kind}: the study's direction", direction == ["minimize"], f"{direction}")
    wrong = [(a, b) for a, b in zip(map(by_dashboard, shown), map(by_optuna, study.trials)) if a != b]
    tap.check(f"{kind}: states, values, parameters and reports are those that were recorded",
              not wrong and len(study.trials) == TOTAL and any(t.intermediate_values for t in study.trials), f"{wrong[:2]}")


tap = Tap()
for kind in sys.argv[2:]:
    with tempfile.TemporaryDirectory(prefix="hone-dashboard-") as top:
        try:
            check(tap, kind, top)
        except Exception as error:
            tap.check(f"{kind}: the dashboard serves the study", False, f"{type(error).__name__}: {error}")
tap.end()
