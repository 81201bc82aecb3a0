# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Checks hone's journals against Optuna's: each reads the other's journals, and both work on one study at once.

python journal_interop.py <journal_worker>    needs Optuna in python's path and journal_worker.cpp built
"""
import json
import math
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

import optuna
from optuna.distributions import json_to_distribution
from optuna.storages.journal import JournalFileBackend, JournalFileSymlinkLock, JournalStorage
from optuna.trial import TrialState

optuna.logging.set_verbosity(optuna.logging.ERROR)
WORKER = os.path.abspath(sys.argv[1])
PYTHON_WORKER = """
import sys, optuna
from optuna.storages.journal import JournalFileBackend, JournalStorage
optuna.logging.set_verbosity(optuna.logging.ERROR)
study = optuna.load_study(study_name=sys.argv[2], storage=JournalStorage(JournalFileBackend(sys.argv[1])),
                          sampler=optuna.samplers.RandomSampler())
while len(study.get_trials(deepcopy=False)) < int(sys.argv[3]):
    trial = study.ask()
    x = trial.suggest_float("x", -10, 10)
    kind = trial.suggest_categorical("kind", ["a", "b"])
    for step in range(3):
        trial.report(x * step, step)
    trial.set_user_attr("by", "python")
    study.tell(trial, x * x)
"""


def cpp(*arguments):
    result = subprocess.run([WORKER, *map(str, arguments)], capture_output=True, timeout=120)
    assert result.returncode == 0, result.stderr.decode()
    return result.stdout.decode("utf-8")


def storage(path):
    return JournalStorage(JournalFileBackend(path))


def plain(value):
    """Returns a text for comparison: 1, 1.0 and True differ, and NaN equals NaN."""
    return json.dumps(value, sort_keys=True)


def seconds(moment):
    return None if moment is None else round(moment.timestamp(), 6)


def seen_by_optuna(path):
    studies = {}
    journal = storage(path)
    for study in journal.get_all_studies():
        trials = []
        for trial in journal.get_all_trials(study._study_id):
            trials.append(
                {
                    "number": trial.number,
                    "state": int(trial.state),
                    "values": [float(value) for value in trial.values or []],
                    "params": [
                        [name, value, repr(trial.distributions[name])]
                        for name, value in trial.params.items()
                    ],
                    "reports": [[s, float(v)] for s, v in sorted(trial.intermediate_values.items())],
                    "user": trial.user_attrs,
                    "system": trial.system_attrs,
                    "start": seconds(trial.datetime_start),
                    "end": seconds(trial.datetime_complete),
                }
            )
        studies[study.study_name] = {
            "directions": [int(direction) for direction in study.directions],
            "user": study.user_attrs,
            "system": study.system_attrs,
            "trials": trials,
        }
    return studies


def seen_by_hone(path):
    studies = json.loads(cpp("dump", path))
    for study in studies.values():
        for trial in study["trials"]:
            for param in trial["params"]:
                param[2] = repr(json_to_distribution(param[2]))
    return studies


def check_same(path):
    ours, theirs = seen_by_hone(path), seen_by_optuna(path)
    assert list(ours) == list(theirs), (list(ours), list(theirs))
    for name in ours:
        for a, b in zip(ours[name]["trials"], theirs[name]["trials"]):
            assert plain(a) == plain(b), f"\nhone   {plain(a)}\noptuna {plain(b)}"
        assert plain(ours[name]) == plain(theirs[name]), name
    return ours


def optuna_reads_what_hone_wrote(path):
    cpp("write", path)
    studies = check_same(path)
    assert list(studies) == ["before", "demo", "pareto"]
    study = optuna.load_study(study_name="demo", storage=storage(path))
    assert study.direction == optuna.study.StudyDirection.MAXIMIZE
    assert study.best_trial.number == 3 and study.best_value == 0.75
    assert study.user_attrs["bytes"] == os.fsdecode(b"caf\xe9")
    assert study.trials[0].params["opt"] == '\u00e9"\\\n'
    assert study.trials[0].duration.total_seconds() >= 0
    assert len(optuna.load_study(study_name="pareto", storage=storage(path)).best_trials) == 1


def they_go_on_in_turns(path):
    cpp("write", path)
    study = optuna.load_study(study_name="demo", storage=storage(path))
    trial = study.ask()
    assert trial.number == 4, "the one that hone queued"
    assert trial.suggest_float("lr", 1e-5, 0.1, log=True) == 0.05
    assert trial.suggest_int("layers", 1, 9, step=2) % 2 == 1
    trial.report(float("nan"), 1)
    trial.set_user_attr("deep", {"a": [1, 2.0, None, {"b": True}]})
    trial.set_user_attr("bytes", os.fsdecode(b"\xff\xfe"))
    study.tell(trial, 0.5)
    study.enqueue_trial({"x": 1.5})
    check_same(path)
    cpp("work", path, "demo", 20)
    studies = check_same(path)
    assert len(studies["demo"]["trials"]) == 20
    assert studies["demo"]["trials"][6]["user"]["by"] == "c++", "the one that optuna queued"
    study.optimize(lambda trial: trial.suggest_float("x", -10, 10), n_trials=15)  # TPE
    study.tell(study.ask(), state=TrialState.PRUNED)
    cpp("work", path, "demo", 40)
    optuna.create_study(study_name="late", directions=["maximize", "minimize"], storage=storage(path))
    optuna.delete_study(study_name="before", storage=storage(path))
    studies = check_same(path)
    assert len(studies["demo"]["trials"]) == 40 and list(studies) == ["demo", "pareto", "late"]


def hone_reads_the_golden_journals_as_optuna_does(path):
    golden = os.path.join(os.path.dirname(__file__), "..", "fixtures", "journals")
    names = [name for name in sorted(os.listdir(golden)) if name.endswith(".log")]
    assert len(names) == 5
    for name in names:
        shutil.copy(os.path.join(golden, name), path)
        check_same(path)


def they_work_at_the_same_time(path):
    total = 400
    study = optuna.create_study(study_name="shared", storage=storage(path))
    python = [sys.executable, "-c", PYTHON_WORKER, path, "shared", str(total)]
    workers = [subprocess.Popen(python), subprocess.Popen(python)]
    while len(study.trials) < 10:  # Python starts slowest: wait for it before starting the C++ workers
        time.sleep(0.01)
    workers += [subprocess.Popen([WORKER, "work", path, "shared", str(total)]) for _ in range(2)]
    assert [worker.wait(timeout=300) for worker in workers] == [0, 0, 0, 0]
    trials = check_same(path)["shared"]["trials"]
    assert total <= len(trials) <= total + 2, len(trials)  # each of two Python workers may ask once too often
    assert [trial["number"] for trial in trials] == list(range(len(trials)))
    by = {"c++": 0, "python": 0}
    for trial in trials:
        assert trial["state"] == int(TrialState.COMPLETE), trial
        assert [name for name, _, _ in trial["params"]] == ["x", "kind"], trial
        x = trial["params"][0][1]
        assert trial["values"] == [x * x] and trial["reports"] == [[s, x * s] for s in range(3)], trial
        by[trial["user"]["by"]] += 1
    print(f"# {len(trials)} trials, {by}")
    assert min(by.values()) > 0, by
    assert not os.path.lexists(path + ".lock") and not os.path.exists(path + ".torn")


def optuna_sees_the_journals_times_through_hones_lock(path):
    holder = subprocess.Popen([WORKER, "hold", path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"held\n"
    assert os.path.islink(path + ".lock")
    assert os.stat(path + ".lock").st_ino == os.stat(path).st_ino
    # Without a grace period, Optuna waits until the lock is released.
    waiting = subprocess.Popen(
        [sys.executable, "-c", PYTHON_WORKER.replace("study.ask()", "study.ask(); print(1)"), path, "held", "1"],
        stdout=subprocess.PIPE,
    )
    time.sleep(2)
    assert waiting.poll() is None
    holder.communicate(b"\n")
    assert holder.returncode == 0 and waiting.wait(timeout=60) == 0
    study = optuna.load_study(study_name="held", storage=storage(path))
    assert study.user_attrs == {"held": True} and len(study.trials) == 1


def optuna_gets_over_a_killed_hone_worker(path):
    holder = subprocess.Popen([WORKER, "hold", path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"held\n"
    holder.kill()
    holder.wait()
    lock = JournalFileSymlinkLock(path, grace_period=3)
    begin = time.monotonic()
    assert lock.acquire() and 3 <= time.monotonic() - begin < 20
    lock.release()


def hone_waits_for_optunas_lock(path):
    cpp("write", path)
    lock = JournalFileSymlinkLock(path)
    assert lock.acquire()
    worker = subprocess.Popen([WORKER, "work", path, "demo", "10"])
    time.sleep(1)
    assert worker.poll() is None
    lock.release()
    assert worker.wait(timeout=60) == 0
    check_same(path)


def they_agree_on_which_trials_are_best(path):
    chance = random.Random(4)
    for number in range(24):
        directions = [chance.choice(["minimize", "maximize"]) for _ in range(1 + number % 3)]
        study = optuna.create_study(study_name=f"study {number}", directions=directions, storage=storage(path))
        for _ in range(12):
            trial = study.ask()
            if number % 2:
                trial.set_constraint("a", chance.choice([-1, 0, 2.5]))
            if number % 4 == 3:  # stored as Optuna 4's constraints_func stores them
                trial.storage.set_trial_system_attr(trial._trial_id, "constraints", [chance.choice([-0.5, 0.5]), 0])
            values = [chance.choice([-math.inf, -1, -0.5, 0, 0.5, 1, math.inf]) for _ in directions]
            study.tell(trial, values)
    ours = json.loads(cpp("best", path))
    assert len(ours) == 24
    sizes = []
    for name in ours:
        study = optuna.load_study(study_name=name, storage=storage(path))
        broken, kept = study.trials[-2:]
        assert broken.constraints == {"size": 0.5} and kept.constraints == {"size": -0.5}
        theirs = {
            "best": study.best_trial.number if len(study.directions) == 1 else -1,
            "front": [trial.number for trial in study.best_trials],
        }
        assert ours[name] == theirs, (name, ours[name], theirs)
        sizes.append(len(theirs["front"]))
    assert len(set(sizes)) > 3, sizes


def main():
    tests = [
        optuna_reads_what_hone_wrote,
        they_go_on_in_turns,
        hone_reads_the_golden_journals_as_optuna_does,
        they_work_at_the_same_time,
        optuna_sees_the_journals_times_through_hones_lock,
        optuna_gets_over_a_killed_hone_worker,
        hone_waits_for_optunas_lock,
        they_agree_on_which_trials_are_best,
    ]
    failed = 0
    for test in tests:
        with tempfile.TemporaryDirectory() as directory:
            try:
                test(os.path.join(directory, "journal.log"))
                print("ok", test.__name__, flush=True)
            except Exception as error:
                failed += 1
                print("not ok", test.__name__, flush=True)
                print("#  ", type(error).__name__, str(error).replace("\n", "\n#   "), flush=True)
    print(f"1..{len(tests)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
