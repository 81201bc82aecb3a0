# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Cost of storage: hone and Optuna in turn, each run in its own process and directory.

storage.py STORAGE_BENCH [--rows journal,sqlite,...] [--scale 0.1] [--runs 3] [--directory DIR]

Each row gives the medians of wall clock and CPU time over the runs. If the disk or another program made the wall clock
noisy, the ratio of CPU times is still meaningful. `probe` is one append and fsync, measured during the same minutes. The
PostgreSQL rows start a server from Debian's package; they and SQLite need hone's database plugin.
"""

import argparse
import importlib.util
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))

ROWS = {  # description, benchmark, trials, processes
    "journal": ("TPE, journal, every trial durable", "optimize", 1000, 1),
    "processes": ("TPE, journal, 4 processes", "optimize", 400, 4),
    "sqlite": ("TPE, SQLite", "optimize", 1000, 1),
    "memory-epochs": ("on_epoch_end, report and prune, in memory", "epochs", 2000, 1),
    "journal-epochs": ("on_epoch_end, report and prune, journal", "epochs", 1000, 1),
    "open": ("opening a journal of ten records a trial", "open", 100000, 1),
}


# --- Optuna's part, in its own process ---------------------------------------------------------------------------------

def storage_of(optuna, where):
    if where == "memory":
        return None
    if "://" in where:
        return optuna.storages.RDBStorage(where.replace("postgresql://", "postgresql+psycopg2://"))
    from optuna.storages import journal
    os.makedirs(where, exist_ok=True)
    return optuna.storages.JournalStorage(journal.JournalFileBackend(os.path.join(where, "journal.log")))


def tuned(trial):
    import math
    lr = math.log10(trial.suggest_float("lr", 1e-5, 1e-1, log=True))
    wd = math.log10(trial.suggest_float("wd", 1e-6, 1e-2, log=True))
    dropout, layers = trial.suggest_float("dropout", 0.0, 0.5), trial.suggest_int("layers", 1, 8)
    opt = trial.suggest_categorical("opt", ["sgd", "adam", "rmsprop"])
    return ((lr + 3) ** 2 + 0.5 * (wd + 4) ** 2 + 4 * (dropout - 0.2) ** 2 + 0.1 * (layers - 4) ** 2
            + (0.0 if opt == "adam" else 0.3))


def open_study(optuna, where, sampler="random"):
    kind = optuna.samplers.TPESampler if sampler == "tpe" else optuna.samplers.RandomSampler
    return optuna.create_study(storage=storage_of(optuna, where), study_name="bench", load_if_exists=True,
                               sampler=kind())


class Stopwatch:
    def __init__(self):
        self.wall, self.processors = time.perf_counter(), self.used()

    @staticmethod
    def used():
        times = os.times()
        return times.user + times.system + times.children_user + times.children_system

    def stop(self):
        return time.perf_counter() - self.wall, self.used() - self.processors


def run_workers(workers, prepare):
    """Returns the wall-clock seconds that the workers took, starting when all were ready."""
    fork = multiprocessing.get_context("fork")
    barrier = fork.Barrier(workers + 1)

    def worker():
        work = prepare()
        barrier.wait()
        work()

    processes = [fork.Process(target=worker) for _ in range(workers)]
    for process in processes:
        process.start()
    barrier.wait()
    watch = Stopwatch()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    return watch.stop()[0]


def peer(what, where, *arguments):
    import optuna
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    if what == "optimize":
        sampler, trials, workers = arguments[0], int(arguments[1]), int(arguments[2])
        watch = Stopwatch()
        if workers == 1:
            open_study(optuna, where, sampler).optimize(tuned, n_trials=trials)
        else:
            def prepare():
                study = open_study(optuna, where, sampler)
                return lambda: study.optimize(tuned, n_trials=trials // workers)
            run_workers(workers, prepare)
        print(*watch.stop())
    elif what == "epochs":
        epochs, steps = int(arguments[0]), 100
        study = open_study(optuna, where)
        for _ in range(20):
            study.add_trial(optuna.create_trial(value=0.0, intermediate_values={s: 1.0 for s in range(steps)}))
        sums = [0.0, 0.0]
        for _ in range(0, epochs, steps):
            trial = study.ask()
            watch = Stopwatch()
            for step in range(steps):
                trial.report(0.5, step)
                assert not trial.should_prune()
            sums = [a + b for a, b in zip(sums, watch.stop())]
            study.tell(trial, 0.5)
        print(*(seconds / epochs for seconds in sums))
    elif what == "rates":
        trials, reports, workers = map(int, arguments)

        def ask_and_tell():
            study = open_study(optuna, where)
            study.get_trials(deepcopy=False)  # hone reads the trials when it opens the study
            return lambda: study.optimize(tuned, n_trials=trials // workers)

        def report():
            trial = open_study(optuna, where).ask()
            return lambda: [trial.report(0.5, step) for step in range(reports // workers)]

        print(trials / run_workers(workers, ask_and_tell), reports / run_workers(workers, report))
    elif what == "open":
        from optuna.storages import journal
        watch, before = Stopwatch(), resident()
        storage = optuna.storages.JournalStorage(journal.JournalFileBackend(where))
        trials = len(storage.get_all_trials(0, deepcopy=False))
        print(*watch.stop(), (resident() - before) / trials)


def peer_rustuna(where):
    import rustuna
    watch, before = Stopwatch(), resident()
    trials = rustuna.load_study(study_name="bench", storage=rustuna.storages.JournalFileStorage(where)).trials
    print(*watch.stop(), (resident() - before) / len(trials))


def resident():
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


# --- measuring --------------------------------------------------------------------------------------------------------

def run(command):
    return [float(number) for number in subprocess.run(command, text=True, stdout=subprocess.PIPE, check=True).stdout.split()]


def probe(directory):
    """Returns the seconds of one append and fsync."""
    times = []
    with tempfile.NamedTemporaryFile(dir=directory) as file:
        for _ in range(20):
            start = time.perf_counter()
            file.write(b"x" * 200)
            file.flush()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def medians(runs):
    return [statistics.median(column) for column in zip(*runs)]


def show(title, found):
    hone = found["hone"]
    for name, numbers in found.items():
        unit, factor = ("us", 1e6) if numbers[0] < 0.01 else ("s", 1)
        memory = f", {numbers[2]:.0f} bytes a trial" if len(numbers) > 2 else ""
        text = f"{title:<48}{name:>8}{numbers[0] * factor:>10.4g} {unit} {numbers[1] * factor:>10.4g} {unit} of processors"
        if name != "hone":
            text += f", {numbers[0] / hone[0]:.1f}x and {numbers[1] / hone[1]:.1f}x"
        print(text + memory, flush=True)
        title = ""


def measure(program, row, trials, runs, directory):
    title, what, _, workers = ROWS[row]
    found = {"hone": [], "optuna": []}
    commands = {"hone": [program], "optuna": [sys.executable, __file__, "peer"]}
    if what == "open" and importlib.util.find_spec("rustuna"):
        found["rustuna"], commands["rustuna"] = [], [sys.executable, __file__, "peer", "rustuna"]
    probes = []
    for _ in range(runs):
        for name, command in commands.items():
            place = tempfile.mkdtemp(dir=directory)
            probes.append(probe(place))
            if what == "open":
                where = os.path.join(place, "journal.log")
                subprocess.run([program, "fill", where, str(trials)], check=True)
                arguments = ["open", where]
            else:
                where = (f"sqlite:///{place}/study.db" if row == "sqlite" else
                         "memory" if row == "memory-epochs" else os.path.join(place, "bench"))
                arguments = [what, where] + (["tpe", str(trials), str(workers)] if what == "optimize" else [str(trials)])
            found[name].append(run(command + arguments))
            shutil.rmtree(place)
    print(f"probe {statistics.median(probes) * 1e6:.0f} us")
    show(f"{title}, {trials}", {name: medians(numbers) for name, numbers in found.items()})


# --- PostgreSQL -------------------------------------------------------------------------------------------------------

FILL = """
INSERT INTO trials (number, study_id, state, datetime_start, datetime_complete)
  SELECT n, {study}, 'COMPLETE', now(), now() FROM generate_series({begin}, {end} - 1) n;
INSERT INTO trial_values (trial_id, objective, value, value_type)
  SELECT trial_id, 0, random(), 'FINITE' FROM trials t WHERE study_id = {study} AND state = 'COMPLETE'
    AND number >= {begin};
INSERT INTO trial_params (trial_id, param_name, param_value, distribution_json)
  SELECT trial_id, 'dropout', random() / 2,
    '{{"name": "FloatDistribution", "attributes": {{"step": null, "low": 0.0, "high": 0.5, "log": false}}}}'
    FROM trials t WHERE study_id = {study} AND state = 'COMPLETE' AND number >= {begin};
ANALYZE;
"""


def postgresql(program, sizes, workers, trials, peers):
    import servers
    with servers.PostgreSQL() as server:
        print(f"{'PostgreSQL: trials/s and reports/s':<36}" + "".join(f"{count:>18} workers" for count in workers))
        for size in sizes:
            if size:
                have = int(server.sql("SELECT count(*) FROM trials WHERE study_id = 1").split()[-1])
                server.sql(FILL.format(study=1, begin=have, end=size))
            for name, command in peers.items():
                line = f"{name + ', from ' + str(size) + ' trials':<36}"
                for count in workers:
                    scale = 1 if name == "hone" else 0.2
                    asked = max(count, int(trials * scale) // count * count)
                    rates = run(command + ["rates", server.url, str(asked), str(5 * asked), str(count)])
                    line += f"{rates[0]:>17.{int(rates[0] < 10)}f} {rates[1]:>8.0f}"
                print(line, flush=True)


def main():
    if sys.argv[1:3] == ["peer", "rustuna"]:
        return peer_rustuna(sys.argv[4])
    if sys.argv[1:2] == ["peer"]:
        return peer(*sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("program")
    parser.add_argument("--rows", default=",".join([*ROWS, "postgresql"]))
    parser.add_argument("--scale", type=float, default=1, help="of the numbers of trials")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--directory", default=None, help="on the disk to measure")
    parser.add_argument("--sizes", default="0,10000,100000", help="trials that PostgreSQL has before; the first is 0, which makes the study")
    parser.add_argument("--workers", default="1,4,8,32")
    parser.add_argument("--peers", default="hone,optuna", help="on PostgreSQL, where Optuna may take very long")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.directory) as directory:
        for row in arguments.rows.split(","):
            if row == "postgresql":
                postgresql(arguments.program, [int(n) for n in arguments.sizes.split(",")],
                           [int(n) for n in arguments.workers.split(",")], int(500 * arguments.scale),
                           {name: [arguments.program] if name == "hone" else [sys.executable, __file__, "peer"]
                            for name in arguments.peers.split(",")})
            else:
                measure(arguments.program, row, max(100, int(ROWS[row][2] * arguments.scale)), arguments.runs, directory)


main()
