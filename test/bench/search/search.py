# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Cost of sampling and pruning with in-memory storage: hone, Optuna and rustuna, each in its own process.

search.py SEARCH_BENCH [--plot FILE.svg]

Seconds are CPU time, so that other load on the machine matters little; runs of milliseconds are repeated and the median is
taken. Memory is the peak usage minus that of the process with ten trials. rustuna is omitted if this Python lacks it.
"""

import argparse
import importlib.util
import math
import statistics
import subprocess
import sys
import time

CASES = [  # sampler, trials, parameters, libraries
    ("tpe", 100, 5, "hone optuna rustuna"),
    ("tpe", 1000, 5, "hone optuna rustuna"),
    ("tpe", 10000, 5, "hone rustuna"),  # Optuna takes more than five minutes
    ("tpe", 1000, 50, "hone optuna rustuna"),
    ("random", 10000, 5, "hone optuna rustuna"),
    ("random", 1000, 50, "hone optuna rustuna"),
    ("prune", 1000, 5, "hone optuna"),
]


def tuned(trial):
    lr = math.log10(trial.suggest_float("lr", 1e-5, 1e-1, log=True))
    wd = math.log10(trial.suggest_float("wd", 1e-6, 1e-2, log=True))
    dropout, layers = trial.suggest_float("dropout", 0.0, 0.5), trial.suggest_int("layers", 1, 8)
    opt = trial.suggest_categorical("opt", ["sgd", "adam", "rmsprop"])
    return ((lr + 3) ** 2 + 0.5 * (wd + 4) ** 2 + 4 * (dropout - 0.2) ** 2 + 0.1 * (layers - 4) ** 2
            + {"sgd": 0.3, "adam": 0.0, "rmsprop": 0.1}[opt])


def prune(optuna, trials):
    study = optuna.create_study()
    for i in range(trials):
        study.add_trial(optuna.create_trial(value=0.0, intermediate_values={s: math.sin(i + s) for s in range(100)}))
    start = time.process_time()
    for _ in range(10):
        trial = study.ask()
        for step in range(100):
            trial.report(math.sin(step), step)
            trial.should_prune()
    print(trials, (time.process_time() - start) / 1000)


def peer(library, sampler, trials, params):
    """Runs in its own process and prints the same output as search_bench."""
    if library == "optuna":
        import optuna
        optuna.logging.set_verbosity(optuna.logging.ERROR)
    else:
        import rustuna as optuna

    def sphere(trial):
        return sum(trial.suggest_float(f"x{i}", -5, 5) ** 2 for i in range(params))

    if sampler == "prune":
        prune(optuna, trials)
    else:
        kind = optuna.samplers.TPESampler if sampler == "tpe" else optuna.samplers.RandomSampler
        study = optuna.create_study(sampler=kind(seed=1))
        objective = tuned if params == 5 else sphere
        start, done = time.process_time(), 0
        for until in (m * 10 ** e for e in range(1, 5) for m in (1, 2, 5)):
            if until <= trials:
                study.optimize(objective, n_trials=until - done)
                done = until
                print(until, time.process_time() - start)
    with open("/proc/self/status", encoding="ascii") as status:
        print(next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM:")))


def run(program, who, sampler, trials, params):
    """Returns ({trials: seconds}, MB)."""
    command = [program] if who == "hone" else [sys.executable, __file__, "peer", who]
    lines = subprocess.run([*command, sampler, str(trials), str(params)], text=True, capture_output=True,
                           check=True).stdout.split("\n")
    *curve, memory = [line.split() for line in lines if line]
    return {int(n): float(seconds) for n, seconds in curve}, float(memory[0])


def measure(program, who, sampler, trials, params):
    base = 0 if sampler == "prune" else run(program, who, sampler, 10, params)[1]
    runs = [run(program, who, sampler, trials, params)]
    while runs[0][0][trials] < 0.5 and len(runs) < 5 and who == "hone":
        runs.append(run(program, who, sampler, trials, params))
    curve = {n: statistics.median(r[0][n] for r in runs) for n in runs[0][0]}
    return curve, runs[0][1] - base


def plot(path, curves):
    """Writes an SVG: milliseconds per trial over the number of trials, both logarithmic."""
    width, height, left, bottom, top = 640, 380, 60, 40, 20
    colors = {"hone": "#d95f02", "rustuna": "#7570b3", "optuna": "#1b9e77"}
    costs = {}
    for who, curve in curves.items():
        points = sorted(curve.items())
        costs[who] = [(n, 1000 * (s - s0) / (n - n0)) for (n0, s0), (n, s) in zip(points, points[1:]) if s > s0]
    x_max = max(n for cost in costs.values() for n, _ in cost)
    y_low = math.floor(math.log10(min(ms for cost in costs.values() for _, ms in cost)))
    y_high = math.ceil(math.log10(max(ms for cost in costs.values() for _, ms in cost)))

    def at(n, ms):
        x = left + (width - left - 90) * math.log10(n / 10) / math.log10(x_max / 10)
        return x, height - bottom - (height - bottom - top) * (math.log10(ms) - y_low) / (y_high - y_low)

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
             f'font-size="12"><rect width="{width}" height="{height}" fill="white"/>']
    for e in range(y_low, y_high + 1):
        x, y = at(10, 10 ** e)
        parts.append(f'<path d="M{x:.0f} {y:.0f}H{width - 90}" stroke="#ddd"/>'
                     f'<text x="{left - 6}" y="{y + 4:.0f}" text-anchor="end">{10 ** e:g}</text>')
    for e in range(1, int(math.log10(x_max)) + 1):
        x, y = at(10 ** e, 10 ** y_low)
        parts.append(f'<text x="{x:.0f}" y="{y + 18:.0f}" text-anchor="middle">{10 ** e}</text>')
    parts.append(f'<text x="{(left + width - 90) / 2:.0f}" y="{height - 6}" text-anchor="middle">trials so far</text>'
                 f'<text x="14" y="{height / 2:.0f}" text-anchor="middle" transform="rotate(-90 14 {height / 2:.0f})">'
                 'milliseconds a trial</text>')
    for who, cost in costs.items():
        points = [at(n, ms) for n, ms in cost]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colors[who]}" stroke-width="2"/>'
                     f'<text x="{points[-1][0] + 6:.0f}" y="{points[-1][1] + 4:.0f}" fill="{colors[who]}">{who}</text>')
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(parts) + "\n</svg>\n")


def main():
    if sys.argv[1:2] == ["peer"]:
        library, sampler, trials, params = sys.argv[2:]
        return peer(library, sampler, int(trials), int(params))
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--plot", default="")
    arguments = parser.parse_args()
    print(f"{'':<34}{'hone':>20}{'optuna':>30}{'rustuna':>30}")
    for sampler, trials, params, who in CASES:
        found = {}
        for name in who.split():
            if name == "hone" or importlib.util.find_spec(name):
                found[name] = measure(arguments.program, name, sampler, trials, params)
        hone = found["hone"][0][trials]
        row = f"{sampler}, {trials} trials" + (f", {params} parameters" if sampler != "prune" else " of 100 steps")
        row = f"{row:<34}"
        for name in ("hone", "optuna", "rustuna"):
            if name not in found:
                row += " " * (20 if name == "hone" else 30)
                continue
            seconds, memory = found[name][0][trials], found[name][1]
            cell = f"{seconds * 1e6:.2f} us" if sampler == "prune" else f"{seconds:.4g} s {memory:.1f} MB"
            row += f"{cell:>20}" if name == "hone" else f"{cell + f' {seconds / hone:.1f}x':>30}"
        print(row, flush=True)
        if arguments.plot and (sampler, trials) == ("tpe", 10000):
            curves = {name: curve for name, (curve, _) in found.items()}
            curves["optuna"] = measure(arguments.program, "optuna", "tpe", 2000, 5)[0]
            plot(arguments.plot, curves)


main()
