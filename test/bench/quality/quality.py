# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""How good hone's samplers search, beside Optuna's of the same name on the same functions.

quality.py QUALITY_BENCH [--samplers tpe,random] [--functions branin,...] [--trials 100] [--seeds 30]

Prints a line a function: median and quartiles of what the best trial is worth, and the one-sided Mann-Whitney p of
hone being worse. Optuna's results are kept beside QUALITY_BENCH, since they take minutes: remove the file to make them
anew.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
OPTUNA = {
    "random": lambda seed: optuna.samplers.RandomSampler(seed=seed),
    "tpe": lambda seed: optuna.samplers.TPESampler(seed=seed),
    "tpe-univariate": lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=False),
    "tpe-group": lambda seed: optuna.samplers.TPESampler(seed=seed, group=True),
    "nsgaii": lambda seed: optuna.samplers.NSGAIISampler(seed=seed),
    "qmc": lambda seed: optuna.samplers.QMCSampler(seed=seed, scramble=True),
    # These need Python's cmaes.
    "cma": lambda seed: optuna.samplers.CmaEsSampler(seed=seed),
    "cma-margin": lambda seed: optuna.samplers.CmaEsSampler(seed=seed, with_margin=True),
}


class Function:
    """An objective for Optuna that the program evaluates."""

    def __init__(self, program, name, seed):
        self.truths = []
        self.process = subprocess.Popen([program, "ask", name, str(seed)], text=True, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)

    def __call__(self, trial):
        while True:
            kind, *rest = json.loads(self.process.stdout.readline())
            if kind == "value":
                self.truths.append(rest[1])
                return rest[0]
            if kind == "float":
                name, low, high, log = rest
                answer = trial.suggest_float(name, low, high, log=bool(log))
            elif kind == "int":
                name, low, high, step, log = rest
                answer = trial.suggest_int(name, int(low), int(high), step=step, log=bool(log))
            else:
                answer = trial.suggest_categorical(rest[0], list(range(rest[1])))
            self.process.stdin.write(f"{answer!r}\n")
            self.process.stdin.flush()

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def search_by_optuna(program, sampler, name, trials, seed):
    function = Function(program, name, seed)
    study = optuna.create_study(sampler=OPTUNA[sampler](seed))
    study.optimize(function, n_trials=trials)
    function.close()
    return function.truths[study.best_trial.number]


def mann_whitney_worse(ours, theirs):
    """The probability, if both were drawn alike, of ours being larger at least as often (normal approximation)."""
    larger = sum((a > b) + 0.5 * (a == b) for a in ours for b in theirs)
    n, m = len(ours), len(theirs)
    both = sorted(ours + theirs)
    ties = sum(both.count(value) ** 3 - both.count(value) for value in set(both))
    variance = n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1)))
    if variance == 0:
        return 0.5
    return 0.5 * math.erfc((larger - n * m / 2 - 0.5) / math.sqrt(2 * variance))


def spread(values):
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return f"{middle:10.4g} [{low:9.4g}, {high:9.4g}]"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--samplers", default="tpe")
    parser.add_argument("--functions", default="")
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--seeds", type=int, default=30)
    arguments = parser.parse_args()
    program = os.path.abspath(arguments.program)
    everything = subprocess.run([program, "functions"], text=True, capture_output=True, check=True).stdout.split()
    functions = arguments.functions.split(",") if arguments.functions else everything

    kept_path = program + ".optuna.json"
    kept = {}
    if os.path.exists(kept_path):
        with open(kept_path, encoding="utf-8") as file:
            kept = json.load(file)
    worse = 0
    for sampler in arguments.samplers.split(","):
        print(f"{sampler + ', ' + str(arguments.trials) + ' trials':<24}{'hone':>33}{'Optuna ' + optuna.__version__:>33}"
              "   p(worse)")
        for name in functions:
            seeds = range(arguments.seeds)
            command = [program, "run", sampler, name, str(arguments.trials), *map(str, seeds)]
            ours = [float(x) for x in subprocess.run(command, text=True, capture_output=True, check=True).stdout.split()]
            key = f"{optuna.__version__} {sampler} {name} {arguments.trials}"
            theirs = kept.setdefault(key, [])
            for seed in range(len(theirs), arguments.seeds):
                theirs.append(search_by_optuna(program, sampler, name, arguments.trials, seed))
            with open(kept_path, "w", encoding="utf-8") as file:
                json.dump(kept, file)
            p = mann_whitney_worse(ours, theirs[:arguments.seeds])
            worse += p < 0.05
            print(f"{name:<24}{spread(ours)}{spread(theirs[:arguments.seeds])}{p:10.3f}{'  worse' if p < 0.05 else ''}", flush=True)
    sys.exit(worse > 0)


main()
