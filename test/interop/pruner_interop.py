# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Compares hone's pruners with Optuna's, report by report, over random studies.

python pruner_interop.py <pruner_worker>    needs Optuna and scipy in python's path and pruner_worker.cpp built
"""
import random
import subprocess
import sys
import warnings

import optuna
from optuna.pruners import (
    HyperbandPruner,
    MedianPruner,
    PatientPruner,
    PercentilePruner,
    SuccessiveHalvingPruner,
    ThresholdPruner,
    WilcoxonPruner,
)
from optuna.trial import TrialState

optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.simplefilter("ignore")
PRUNERS = {
    "median": lambda: MedianPruner(),
    "percentile": lambda: PercentilePruner(30, 2, 2, 3, n_min_trials=3),
    "halving": lambda: SuccessiveHalvingPruner(),
    "halving by two": lambda: SuccessiveHalvingPruner(1, 2),
    "halving late": lambda: SuccessiveHalvingPruner(1, 2, 2),
    "halving after five": lambda: SuccessiveHalvingPruner(1, 2, 0, 5),
    "hyperband": lambda: HyperbandPruner(),
    "hyperband of 9": lambda: HyperbandPruner(1, 9),
    "hyperband by two": lambda: HyperbandPruner(1, 12, 2, 2),
    "patient": lambda: PatientPruner(None, 2, 0.25),
    "patient halving": lambda: PatientPruner(SuccessiveHalvingPruner(1, 2), 1),
    "threshold": lambda: ThresholdPruner(-1, 1.5, 1, 2),
    "wilcoxon": lambda: WilcoxonPruner(),
    "wilcoxon of 3": lambda: WilcoxonPruner(p_threshold=0.3, n_startup_steps=3),
}


class Script:
    """A recorded Optuna study with four trials at a time, for hone to replay."""

    def __init__(self, name, direction, seed):
        self.random = random.Random(f"{name} {direction} {seed}")
        self.is_wilcoxon = name.startswith("wilcoxon")
        self.study = optuna.create_study(
            study_name="net", direction=direction, pruner=PRUNERS[name](), sampler=optuna.samplers.RandomSampler(0)
        )
        self.lines, self.answers, self.running = [], [], []
        for _ in range(12 if self.is_wilcoxon else 40):
            if len(self.running) == 4:
                self.go_on(self.random.choice(self.running))
            self.ask()
        while self.running:
            self.go_on(self.running[0])

    def ask(self):
        trial = self.study.ask()
        self.lines.append("ask")
        length = self.random.choice([14, 14, 30, 60] if self.is_wilcoxon else [0, 1, 3, 6, 9, 12, 12])
        steps = sorted(self.random.sample(range(length + length // 2), length))
        if self.is_wilcoxon:
            steps = list(range(length))
        elif self.random.random() < 0.1:
            self.random.shuffle(steps)
        # Rounded values produce ties and near ties.
        digits = self.random.choice([0, 1, 17])
        base = self.random.gauss(0, 1)
        self.running.append((trial, steps, base, digits))

    def value(self, base, digits):
        odd = 0 if self.is_wilcoxon and self.random.random() < 0.97 else self.random.random()
        if odd > 0.97:
            return float("nan")
        if odd > 0.94:
            return self.random.choice([1, -1]) * float("inf")
        return round(base + self.random.gauss(0, 0.5), digits)

    def go_on(self, running):
        """Reports some steps of a trial, or all that are left."""
        trial, steps, base, digits = running
        for _ in range(self.random.randrange(1, 60 if self.is_wilcoxon else 5)):
            if not steps:
                break
            step, value = steps.pop(0), self.value(base, digits)
            trial.report(value, step)
            self.answers.append(int(trial.should_prune()))
            self.lines.append(f"report {trial.number} {step} {value!r}")
            if self.answers[-1] and self.random.random() < 0.8:
                self.study.tell(trial, state=TrialState.PRUNED)
                self.lines.append(f"prune {trial.number}")
                return self.running.remove(running)
        if not steps:
            self.running.remove(running)
            if self.random.random() < 0.1:
                self.study.tell(trial, state=TrialState.FAIL)
                self.lines.append(f"fail {trial.number}")
            else:
                value = base + self.random.random() / 1000
                self.study.tell(trial, value)
                self.lines.append(f"end {trial.number} {value!r}")


def compare(name, direction):
    compared = pruned = rungs = 0
    for seed in range(2):
        script = Script(name, direction, seed)
        output = subprocess.run(
            [sys.argv[1], name, direction], input="\n".join(script.lines), capture_output=True, text=True, check=True
        ).stdout.split("\n")[:-1]
        answers = [int(line) for line in output[: len(script.answers)]]
        reports = [line for line in script.lines if line.startswith("report")]
        for report, ours, optunas in zip(reports, answers, script.answers, strict=True):
            assert ours == optunas, f"seed {seed}, {report}: hone {ours}, Optuna {optunas}"
        ours = {tuple(line.split()[:2]): float(line.split()[2]) for line in output[len(script.answers):]}
        optunas = {
            (str(trial.number), key): value
            for trial in script.study.trials
            for key, value in trial.system_attrs.items()
            if key.startswith("completed_rung_")
        }
        assert ours == optunas, f"seed {seed}: the rungs differ"
        compared, pruned, rungs = compared + len(answers), pruned + sum(answers), rungs + len(ours)
    assert 0 < pruned < compared, "nothing was put to the test"
    print(f"# {compared} reports, {pruned} pruned, {rungs} rungs")


def main():
    failed = 0
    tests = [(name, direction) for name in PRUNERS for direction in ("minimize", "maximize")]
    for name, direction in tests:
        try:
            compare(name, direction)
            print(f"ok {name}, {direction}", flush=True)
        except Exception as error:
            failed += 1
            print(f"not ok {name}, {direction}", flush=True)
            print("#  ", type(error).__name__, str(error).replace("\n", "\n#   "), flush=True)
    print(f"1..{len(tests)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
