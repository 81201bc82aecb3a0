# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Eight C++ and two Python workers run one study and are killed at random moments; nothing may be lost or doubled.

python many_workers.py <many_workers> STORAGE...    needs Optuna in python's path and many_workers.cpp built

STORAGE is journal, sqlite, postgresql or mariadb (the script starts the server), or the URL of an empty database.
HONE_TRIALS sets the number of trials (default: 120), HONE_SEED seeds the random moments.

Each worker logs what was acknowledged to it; a restarted worker appends to the log of the killed one. During the run the
best pointer is read continuously. Afterwards both hone and Optuna read the study.
"""

import contextlib
import copy
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zlib

import optuna
from optuna.storages.journal import JournalFileBackend, JournalStorage
from optuna.trial import TrialState

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import servers
from tap import Tap

optuna.logging.set_verbosity(optuna.logging.ERROR)
CPP, PYTHON = 8, 2
MARGIN = 0.2  # share of the trials that Python leaves to C++, which stops at exactly the total


def open_study(storage, directory):
    if storage == "journal":
        backend = JournalStorage(JournalFileBackend(os.path.join(directory, "journal.log")))
    else:
        options = {"connect_args": {"timeout": 100}} if storage.startswith("sqlite") else None
        for scheme, driver in {"mysql://": "mysql+pymysql://", "postgresql://": "postgresql+psycopg2://"}.items():
            storage = storage.replace(scheme, driver)
        backend = optuna.storages.RDBStorage(storage, engine_kwargs=options)
    return optuna.load_study(study_name="many", storage=backend, sampler=optuna.samplers.RandomSampler())


def python_worker(storage, directory, trials, log):
    """The loop that an Optuna user would write, plus a log."""
    study = open_study(storage, directory)
    with open(log, "a", buffering=1) as file:
        file.write("ready\n")
        while len(study.get_trials(deepcopy=False)) < (1 - MARGIN) * trials:
            trial = study.ask()
            trial.set_user_attr("by", "python")
            x = trial.suggest_float("x", -1, 1)
            layers = trial.suggest_int("layers", 1, 4)
            kind = trial.suggest_categorical("kind", ["a", "b"])
            file.write(f"asked {trial.number} {x!r}\n")
            value = x * x + 0.01 * layers + (0 if kind == "a" else 0.1)
            state = TrialState.COMPLETE
            for epoch in range(1, 4):
                trial.report(value + 1 / epoch, epoch)
                if epoch < 3 and trial.should_prune():
                    state, value = TrialState.PRUNED, value + 1 / epoch
                    break
            study.tell(trial, None if state == TrialState.PRUNED else value, state=state)
            file.write(f"told {trial.number} {int(state)} {value!r}\n")


class Worker:
    def __init__(self, command, log):
        self.command, self.log = command + [log], log
        self.kills = 0
        self.start()

    def start(self):
        self.log_size = os.path.getsize(self.log) if os.path.exists(self.log) else 0
        self.process = subprocess.Popen(self.command, stderr=subprocess.PIPE)

    def kill(self, spare):
        """Kills and restarts the worker, unless spare() holds while it is stopped."""
        self.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
        if spare():
            self.process.send_signal(signal.SIGCONT)
            return
        self.process.kill()
        self.process.communicate()
        self.kills += 1
        self.start()

    def has_told(self):
        """Whether it has finished a trial since it was started."""
        with open(self.log, encoding="utf-8") as file:
            file.seek(self.log_size)
            return "told " in file.read()

    def is_done(self):
        if self.process.poll() is None:
            return False
        if self.process.returncode != 0:
            raise RuntimeError(f"{' '.join(self.command)} ended with {self.process.returncode}: "
                               + self.process.stderr.read().decode())
        return True

    def has_begun(self):
        return os.path.exists(self.log) and os.path.getsize(self.log) > 0


class Pointer:
    """Reads `best` as a user would: its content must be valid, and its value must never get worse."""

    def __init__(self, directory):
        self.directory, self.value, self.looks, self.moves = directory, float("inf"), 0, 0

    def look(self):
        while True:
            try:
                folder = os.path.join(self.directory, os.readlink(os.path.join(self.directory, "best")))
            except FileNotFoundError:
                assert self.moves == 0, "the pointer was there, and is gone"
                return
            try:
                with open(os.path.join(folder, "best.json")) as file:
                    said = json.load(file)
                with open(os.path.join(folder, "best.pt"), "rb") as file:
                    weights = file.read()
            except FileNotFoundError:  # the pointer moved twice while we read
                assert os.path.join(self.directory, os.readlink(os.path.join(self.directory, "best"))) != folder
                continue
            break
        self.looks += 1
        assert os.path.basename(folder) == str(said["trial"]), (folder, said)
        assert (len(weights), zlib.crc32(weights)) == (said["bytes"], said["crc32"]), said
        assert said["value"] <= self.value, f"the pointer went from {self.value} to {said}"
        self.moves += said["value"] != self.value
        self.value, self.number = said["value"], said["trial"]


class Study:
    """One run: its workers and its results."""

    def __init__(self, program, storage, folder, trials, chance):
        self.program, self.storage, self.trials, self.chance = program, storage, trials, chance
        self.directory = os.path.join(folder, "many")
        self.pointer = Pointer(self.directory)
        self.logs = [os.path.join(folder, f"log-{i}") for i in range(CPP + PYTHON + 1)]

    def cpp(self, what, *arguments):
        return [self.program, what, self.storage, self.directory, *map(str, arguments)]

    def run(self):
        subprocess.run(self.cpp("dump"), check=True, stdout=subprocess.DEVNULL)  # creates the study
        python = [Worker([sys.executable, os.path.abspath(__file__), "--python-worker", self.storage, self.directory,
                          str(self.trials)], log) for log in self.logs[:PYTHON]]
        deadline = time.monotonic() + 100 + 0.5 * self.trials
        workers = python
        try:
            while not all(worker.has_begun() for worker in python):
                time.sleep(0.01)
                assert time.monotonic() < deadline and not any([worker.is_done() for worker in python]), "no Python worker"
            workers = python + [Worker(self.cpp("work", self.trials), log) for log in self.logs[PYTHON:-1]]
            while not all([worker.is_done() for worker in workers]):
                time.sleep(self.chance.uniform(0.002, 0.05))
                self.pointer.look()
                assert time.monotonic() < deadline, "the workers do not come to an end"
                # Limits the kills so that the study progresses; Python takes seconds to start, so it is killed less often.
                victim = self.chance.choice(workers)
                killed = sum(worker.kills for worker in (python if victim in python else workers[PYTHON:]))
                most = 1 + len(self.logged()[1]) // (40 if victim in python else 5)
                # On a busy machine a Python worker would otherwise never live long enough to finish a trial.
                is_ready = victim.has_told() if victim in python else victim.has_begun()
                if killed < most and victim.process.poll() is None and is_ready:
                    victim.kill(self.optuna_has_the_lock if victim in python else bool)
        finally:
            for worker in workers:
                worker.process.kill()
                worker.process.communicate()
        self.cpp_kills = sum(worker.kills for worker in workers[PYTHON:])
        self.python_kills = sum(worker.kills for worker in python)
        # One more worker resumes the orphaned trials.
        subprocess.run(self.cpp("work", self.trials, self.logs[-1]), check=True, timeout=300)
        self.pointer.look()
        # Optuna leaves the trials of its killed workers RUNNING, and hone does not touch them.
        study = open_study(self.storage, self.directory)
        self.left = [trial for trial in study.get_trials(deepcopy=False) if trial.state == TrialState.RUNNING]
        for trial in self.left:
            study.tell(trial.number, state=TrialState.FAIL)
        self.seen = study.get_trials(deepcopy=False)
        self.best = study.best_trial

    def optuna_has_the_lock(self):
        """Whether Optuna holds the journal's lock. It names no owner: killing its holder blocks all workers for 30 s."""
        try:
            target = os.readlink(os.path.join(self.directory, "journal.log.lock"))
        except OSError:
            return False
        return not target.startswith("workers/")

    def logged(self):
        """Returns what was acknowledged: (number, x) of asked trials, (number, state, value) of told ones."""
        asked, told = [], []
        for path in filter(os.path.exists, self.logs):
            with open(path) as file:
                for line in file:
                    word, *fields = line.split() if line.endswith("\n") else [""]
                    if word == "asked":
                        asked.append((int(fields[0]), float(fields[1])))
                    elif word == "told":
                        told.append((int(fields[0]), int(fields[1]), None if fields[2] == "-" else float(fields[2])))
        return asked, told

    def checks(self):
        """Yields (name, list of errors) for each check."""
        trials, (asked, told) = self.seen, self.logged()
        finished = (TrialState.COMPLETE, TrialState.PRUNED, TrialState.FAIL)
        yield "all trials ended", [t.number for t in trials if t.state not in finished]
        yield "only Python's trials were left by the dead", [
            t for t in self.left if "hone:owner" in t.system_attrs] + (
            [f"{len(self.left)} of {self.python_kills} kills"] if len(self.left) > self.python_kills else [])
        yield "numbers have no gap and no double", [
            (i, t.number) for i, t in enumerate(trials) if t.number != i]
        retried = {n for t in trials for n in t.system_attrs.get("retry_history", [])}
        counted = [t for t in trials if t.number not in retried]
        python = {t.number for t in trials if "by" in t.user_attrs} | {t.number for t in self.left}
        yield "the total is exact", (  # except for Python's trials: it checks the total before it asks
            [f"{len(counted)} of {self.trials}"] if len(counted) < self.trials
            else [t for t in counted[self.trials:] if t.number not in python])
        x = {t.number: t.params.get("x") for t in trials}
        yield "every trial has the parameters that its worker was given", [
            (n, value, x.get(n)) for n, value in asked if x.get(n) != value]
        states = {t.number: (int(t.state), t.value) for t in trials}
        yield "every told value is present", [
            entry for entry in told if states.get(entry[0]) != entry[1:]]
        numbers = [entry[0] for entry in told]
        yield "nothing was told twice", [n for n in set(numbers) if numbers.count(n) > 1]
        ended = [t for t in trials if t.state in (TrialState.COMPLETE, TrialState.PRUNED)]
        sets = [t.params["x"] for t in ended]
        yield "each set of parameters was run to its end once", [v for v in set(sets) if sets.count(v) > 1]
        def is_whole(t):
            steps, x = sorted(t.intermediate_values), t.params["x"]
            value = x * x + 0.01 * t.params["layers"] + (0 if t.params["kind"] == "a" else 0.1)
            reports = {step: value + 1 / step for step in range(1, len(steps) + 1)}
            return steps and t.intermediate_values == reports and (
                t.state == TrialState.PRUNED or (len(steps) == 3 and t.value == value))

        yield "every trial that ended has its reports, and its own value", [
            (t.number, t.state.name, t.value, t.params, t.intermediate_values, t.user_attrs, t.system_attrs)
            for t in ended if not is_whole(t)]
        yield "a trial that failed had its attempts, or was Python's", [
            (t.number, t.system_attrs) for t in trials if t.state == TrialState.FAIL and "by" not in t.user_attrs
            and t.number not in retried and t.system_attrs.get("hone:attempts", 0) < 3
            and t.number not in {left.number for left in self.left}]
        dumped = subprocess.run(self.cpp("dump"), check=True, capture_output=True, text=True).stdout.splitlines()
        read = [tuple(line.split()) for line in dumped]
        yield "hone and Optuna read the same", [
            pair for pair in zip(read, [(str(t.number), str(int(t.state)), "-" if t.value is None else f"{t.value:.17g}",
                                         f"{t.params['x']:.17g}" if "x" in t.params else "-",
                                         str(len(t.intermediate_values))) for t in trials])
            if pair[0] != pair[1]] + ([] if len(read) == len(trials) else [f"{len(read)} and {len(trials)}"])
        own = [(t.value, t.number) for t in trials if t.state == TrialState.COMPLETE and "by" not in t.user_attrs]
        yield "the pointer was true, went forward only, and names the best", (
            [] if (self.pointer.value, self.pointer.number) == min(own) and self.pointer.looks > 0
            else [(self.pointer.value, self.pointer.number, min(own))])
        yield "no lock and no temporary file is left", [
            os.path.join(folder, name) for folder, _, names in os.walk(self.directory) for name in names
            if name.endswith((".lock", ".tmp"))]
        by_python = sum(t.user_attrs.get("by") == "python" for t in ended)
        yield "C++ and Python took part, and workers were killed", (
            [] if 0 < by_python < len(ended) and self.cpp_kills > 0 else [(by_python, len(ended), self.cpp_kills)])


def plants(study):
    """Yields (check that must notice the loss, function that plants the loss in a valid study)."""
    trial = next(t for t in study.seen if t.state == TrialState.COMPLETE and "by" not in t.user_attrs)
    other = next(t for t in study.seen if t.state == TrialState.COMPLETE and t.number > trial.number)
    yield "all trials ended", lambda s: setattr(s.seen[trial.number], "state", TrialState.RUNNING)
    yield "numbers have no gap and no double", lambda s: s.seen.pop(trial.number)
    yield "numbers have no gap and no double", lambda s: s.seen.insert(trial.number, copy.deepcopy(s.seen[trial.number]))
    yield "the total is exact", lambda s: s.seen.append(copy.deepcopy(trial))
    yield "every trial has the parameters that its worker was given", lambda s: s.seen[trial.number].params.update(x=0.5)
    yield "every told value is present", lambda s: setattr(s.seen[trial.number], "values", [trial.value + 1e-9])
    yield "nothing was told twice", lambda s: setattr(
        s, "logged", lambda: (study.logged()[0], study.logged()[1] + [(trial.number, 1, trial.value)]))
    yield "each set of parameters was run to its end once", lambda s: s.seen[other.number].params.update(x=trial.params["x"])
    yield "every trial that ended has its reports, and its own value", lambda s: s.seen[trial.number].intermediate_values.pop(2)
    yield "hone and Optuna read the same", lambda s: s.seen[trial.number].intermediate_values.pop(3)
    yield "the pointer was true, went forward only, and names the best", lambda s: setattr(s.pointer, "number", s.pointer.number + 1)


def check_the_checks(tap, study):
    """Each check notices its planted loss, and the pointer's reader notices when the pointer goes back."""
    for what, plant in plants(study):
        spoilt = copy.copy(study)
        spoilt.seen, spoilt.pointer = copy.deepcopy(study.seen), copy.copy(study.pointer)
        plant(spoilt)
        tap.check(f"a planted loss is noticed: {what}", any(wrong for name, wrong in spoilt.checks() if name == what))
    reader = copy.copy(study.pointer)
    reader.value = float("-inf")
    try:
        reader.look()
        noticed = False
    except AssertionError:
        noticed = True
    tap.check("a planted loss is noticed: the pointer goes back", noticed)


@contextlib.contextmanager
def address(storage, folder):
    if storage == "journal" or "://" in storage:
        yield storage
    elif storage == "sqlite":
        yield "sqlite:///" + os.path.join(folder, "studies.db")
    else:
        with servers.KINDS[storage]() as server:
            yield server.url


def main():
    program, trials = os.path.abspath(sys.argv[1]), int(os.environ.get("HONE_TRIALS", "120"))
    tap = Tap()
    for storage in sys.argv[2:]:
        name = storage.split(":")[0]
        folder = tempfile.mkdtemp(prefix="hone-many-workers-")
        try:
            with address(storage, folder) as url:
                study = Study(program, url, folder, trials, random.Random(os.environ.get("HONE_SEED", "1")))
                began = time.monotonic()
                try:
                    study.run()
                except (AssertionError, RuntimeError, subprocess.SubprocessError) as error:
                    tap.check(f"{name}: the workers come to an end", False, str(error))
                    continue
                for what, wrong in study.checks():
                    tap.check(f"{name}: {what}", not wrong, "\n".join(map(str, wrong[:10])))
                if storage == sys.argv[2]:
                    check_the_checks(tap, study)
                print(f"# {name}: {trials} trials in {time.monotonic() - began:.1f} s, {len(study.seen)} records; "
                      f"{study.cpp_kills} C++ and {study.python_kills} Python workers killed; {len(study.logged()[1])} "
                      f"acknowledged ends; the pointer moved {study.pointer.moves} times in {study.pointer.looks} looks")
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    tap.end()


if __name__ == "__main__":
    if sys.argv[1] == "--python-worker":
        python_worker(sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5])
    else:
        main()
