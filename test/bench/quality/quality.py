# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Compares the search quality of hone's samplers with Optuna's samplers of the same name, on the same functions.

quality.py QUALITY_BENCH [--samplers tpe,random] [--functions branin,...] [--trials 100] [--workers 1]
           [--seeds 30]

Prints one line per function: median and quartiles of the best value, and the one-sided Mann-Whitney p of hone being
worse. Optuna's results take minutes, so they are cached beside QUALITY_BENCH; delete the file to recompute them.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import warnings

import optuna

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
samplers = optuna.samplers
OPTUNA = {  # Optuna's samplers of the same names
    "random": lambda seed: samplers.RandomSampler(seed=seed),
    "tpe": lambda seed: samplers.TPESampler(seed=seed),
    "tpe-univariate": lambda seed: samplers.TPESampler(seed=seed, multivariate=False),
    "tpe-group": lambda seed: samplers.TPESampler(seed=seed, multivariate=True, group=True),
    "qmc": lambda seed: samplers.QMCSampler(seed=seed, scramble=True),
    "gp": lambda seed: samplers.GPSampler(seed=seed),  # needs PyTorch
    "cma-es": lambda seed: samplers.CmaEsSampler(seed=seed),  # needs Python's cmaes
    "cma-es-margin": lambda seed: samplers.CmaEsSampler(seed=seed, with_margin=True),
    "nsga2": lambda seed: samplers.NSGAIISampler(seed=seed),
}
ONE_OBJECTIVE = {"gp", "cma-es", "cma-es-margin"}  # samplers that support only one objective


def search_by_optuna(program, sampler, name, objectives, trials, workers, seed):
    """Returns the value of Optuna's best trial, on a function that the program evaluates."""
    process = subprocess.Popen([program, "ask", name, str(trials), str(seed)], text=True, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)

    def objective(trial):
        while True:
            kind, *rest = json.loads(process.stdout.readline())
            if kind == "values":
                return rest
            if kind == "constraint":
                trial.set_constraint(*rest)
                continue
            if kind == "float":
                parameter, low, high, log = rest
                answer = trial.suggest_float(parameter, low, high, log=bool(log))
            elif kind == "int":
                parameter, low, high, step, log = rest
                answer = trial.suggest_int(parameter, int(low), int(high), step=step, log=bool(log))
            else:
                answer = trial.suggest_categorical(rest[0], list(range(rest[1])))
            process.stdin.write(f"{answer!r}\n")
            process.stdin.flush()

    study = optuna.create_study(sampler=OPTUNA[sampler](seed), directions=["minimize"] * objectives)
    running = []
    for i in range(trials):
        trial = study.ask()
        running.append((trial, objective(trial)))
        if len(running) == workers or i + 1 == trials:
            for trial, values in running:
                study.tell(trial, values)
            running = []
    _, score = json.loads(process.stdout.readline())
    process.stdin.close()
    process.wait()
    return score


def mann_whitney_worse(ours, theirs):
    """Returns the one-sided p of ours being larger, if both have the same distribution (normal approximation)."""
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
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=30)
    arguments = parser.parse_args()
    program = os.path.abspath(arguments.program)
    listed = subprocess.run([program, "functions"], text=True, capture_output=True, check=True).stdout.split("\n")
    objectives = {line.split()[0]: int(line.split()[1]) for line in listed if line}
    functions = arguments.functions.split(",") if arguments.functions else list(objectives)

    kept_path = program + ".optuna.json"
    kept = {}
    if os.path.exists(kept_path):
        with open(kept_path, encoding="utf-8") as file:
            kept = json.load(file)
    worse = 0
    for sampler in arguments.samplers.split(","):
        print(f"{f'{sampler}, {arguments.trials} trials by {arguments.workers}':<24}{'hone':>33}{'Optuna ' + optuna.__version__:>33}"
              "   p(worse)")
        for name in functions:
            if sampler in ONE_OBJECTIVE and objectives[name] > 1:
                continue
            seeds = range(arguments.seeds)
            command = [program, "run", sampler, name, str(arguments.trials), str(arguments.workers),
                       *map(str, seeds)]
            ours = [float(x) for x in subprocess.run(command, text=True, capture_output=True, check=True).stdout.split()]
            key = f"{optuna.__version__} {sampler} {name} {arguments.trials}" + (f" by {arguments.workers}" if arguments.workers > 1 else "")
            theirs = kept.setdefault(key, [])
            for seed in range(len(theirs), arguments.seeds):
                theirs.append(search_by_optuna(program, sampler, name, objectives[name], arguments.trials,
                                               arguments.workers, seed))
            with open(kept_path, "w", encoding="utf-8") as file:
                json.dump(kept, file)
            p = mann_whitney_worse(ours, theirs[:arguments.seeds])
            worse += p < 0.05
            print(f"{name:<24}{spread(ours)}{spread(theirs[:arguments.seeds])}{p:10.3f}{'  worse' if p < 0.05 else ''}", flush=True)
    sys.exit(worse > 0)


main()
