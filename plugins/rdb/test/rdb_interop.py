# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Checks hone's SQL storage against Optuna's, on SQLite and on servers that are stopped and restarted.

python rdb_interop.py RDB_WORKER RDB_TEST [sqlite|postgresql|mariadb]...    needs Optuna in python's path
"""

import json
import logging
import math
import os
import subprocess
import sys
import tempfile
import threading
import time

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "../../../test"))
import servers  # noqa: E402
import tap  # noqa: E402

import optuna  # noqa: E402
import sqlalchemy  # noqa: E402

optuna.logging.set_verbosity(optuna.logging.ERROR)
logging.captureWarnings(True)
WORKER, TEST = (os.path.abspath(path) for path in sys.argv[1:3])
KINDS = sys.argv[3:] or ["sqlite", "postgresql", "mariadb"]
SECRETS = (servers.PASSWORD, servers.ENCODED_PASSWORD, "hunter2")


def python_url(url):
    return url.replace("postgresql://", "postgresql+psycopg2://").replace("mysql://", "mysql+pymysql://")


def hone(*command, fails=False):
    """Returns what the C++ side printed; with `fails`, its error output, and it must exit with 1."""
    done = subprocess.run([WORKER, *map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=120, check=False)
    for secret in SECRETS:
        assert secret not in done.stdout + done.stderr, "the password was printed"
    assert (done.returncode == 1) if fails else (done.returncode == 0), f"{done.returncode}: {done.stderr[-1500:]}"
    return done.stderr if fails else done.stdout


def load(url, name):
    return optuna.load_study(study_name=name, storage=python_url(url), sampler=optuna.samplers.RandomSampler())


def optuna_reads_and_goes_on(url):
    hone("write", url, "written")
    study = load(url, "written")
    assert study.direction == optuna.study.StudyDirection.MAXIMIZE
    assert study.user_attrs == {"däta": {"a": [1, 2.0, None, "€"]}}, study.user_attrs
    first, pruned, failed, waiting = study.trials
    assert first.params == {"lr": 0.001, "opt": None, "layers": 5}, first.params
    assert first.distributions == {
        "lr": optuna.distributions.FloatDistribution(1e-5, 0.1, log=True),
        "opt": optuna.distributions.CategoricalDistribution(["sgd", None, True, 2.5]),
        "layers": optuna.distributions.IntDistribution(1, 9, step=2)}, first.distributions
    assert first.value == math.inf and study.best_trial.number == 0
    assert first.intermediate_values[0] == 0.1 and math.isnan(first.intermediate_values[1])
    assert first.intermediate_values[2] == -math.inf
    assert first.user_attrs == {"from": "hand", "nöte": '€\n"'}, first.user_attrs
    assert 0 <= first.duration.total_seconds() < 60, first.duration
    assert abs(time.time() - first.datetime_start.timestamp()) < 300, first.datetime_start
    states = optuna.trial.TrialState
    assert (pruned.state, pruned.value, failed.state, waiting.state) == (states.PRUNED, 0.5, states.FAIL, states.WAITING)
    trial = study.ask()
    assert trial.number == 3 and trial.suggest_float("lr", 1e-5, 0.1, log=True) == 0.01
    trial.report(1.5, 0)
    trial.should_prune()
    study.tell(trial, 2.5)
    study.optimize(lambda t: t.suggest_float("lr", 1e-5, 0.1, log=True), n_trials=2)
    shown = hone("read", url, "written").splitlines()
    assert len(shown) == 6 and "values 2.5 params lr=0.01" in shown[3] and "reports 0=1.5" in shown[3], shown


def hone_reads_what_optuna_wrote(url):
    study = optuna.create_study(study_name="théirs", storage=python_url(url), directions=["minimize", "maximize"])
    study.add_trial(optuna.trial.create_trial(
        params={"x": 0.1, "é": "b"}, values=[math.inf, -1e-300], user_attrs={"ü": [1, {"a": None}]},
        distributions={"x": optuna.distributions.FloatDistribution(0, 1, step=0.1),
                       "é": optuna.distributions.CategoricalDistribution(["a", "b"])},
        intermediate_values={7: math.nan}))
    study.enqueue_trial({"x": 0.5})
    first, waiting = hone("read", url, "théirs").splitlines()
    for part in ("0 state 1 values Infinity -1e-300 params x=0.1", "é=1.0", "reports 7=NaN",
                 json.dumps({"ü": [1, {"a": None}]}, ensure_ascii=False, separators=(",", ":"))):
        assert part in first, (part, first)
    assert "1 state 4" in waiting and '"fixed_params":{"x":0.5}' in waiting, waiting
    said = hone("work", url, "théirs", 5, fails=True)
    assert "objective" in said, said


def tables_are_optunas(url, other):
    optuna.storages.RDBStorage(python_url(other))

    def tables(address):
        found = sqlalchemy.inspect(sqlalchemy.create_engine(python_url(address)))
        result = {}
        for table in found.get_table_names():
            columns = {c["name"]: (str(c["type"]).split(" COLLATE")[0].split(" CHARACTER")[0], c["nullable"],
                                   c["default"]) for c in found.get_columns(table)}
            result[table] = (columns, found.get_pk_constraint(table)["constrained_columns"],
                             sorted(tuple(u["column_names"]) for u in found.get_unique_constraints(table)),
                             sorted((tuple(i["column_names"]), bool(i["unique"])) for i in found.get_indexes(table)),
                             sorted((tuple(f["constrained_columns"]), f["referred_table"])
                                    for f in found.get_foreign_keys(table)))
        return result
    ours, theirs = tables(url), tables(other)
    assert ours.keys() == theirs.keys(), ours.keys() ^ theirs.keys()
    for table, what in ours.items():
        assert what == theirs[table], f"{table}: {what} is not {theirs[table]}"


def heartbeats_are_on_the_servers_clock(url):
    study = optuna.create_study(study_name="beating", storage=python_url(url))
    for _ in range(3):
        study.ask()
    os.environ["TZ"] = "Asia/Tokyo"  # the client's time zone must not matter
    try:
        hone("beat", url, "beating", 0)
        for grace, stale in ((3600, []), (-5, [0])):
            storage = optuna.storages.RDBStorage(python_url(url), heartbeat_interval=1)
            storage.grace_period = grace
            study_id = storage.get_study_id_from_name("beating")
            numbers = [storage.get_trial(i).number for i in storage._get_stale_trial_ids(study_id)]
            assert numbers == stale, (grace, numbers)
        storage.record_heartbeat(storage.get_trial_id_from_study_id_trial_number(study_id, 1))
        assert hone("silent", url, "beating", 1) == "01\n", "hone on Optuna's heartbeat"
        assert hone("silent", url, "beating", 2) == "00\n", "hone on a trial without a heartbeat"
    finally:
        del os.environ["TZ"]


def check_trials(url, name, total):
    trials = load(url, name).trials
    assert [t.number for t in trials] == list(range(total)), [t.number for t in trials]
    for t in trials:
        assert t.state in (optuna.trial.TrialState.COMPLETE, optuna.trial.TrialState.PRUNED), t
        assert t.value == t.params["x"] == t.user_attrs["x"], t
        assert t.intermediate_values == {step: t.value for step in range(10)}, t.intermediate_values


def workers_in_both_languages(url):
    name, total = "both", 60
    optuna.create_study(study_name=name, storage=python_url(url))
    script = (
        "import optuna, sys, time\n"
        "optuna.logging.set_verbosity(optuna.logging.ERROR)\n"
        "def objective(t):\n"
        "    x = t.suggest_float('x', 0, 1)\n"
        "    for step in range(10): t.report(x, step); t.should_prune()\n"
        "    t.set_user_attr('x', x)\n"
        "    return x\n"
        "optuna.load_study(study_name=sys.argv[2], storage=sys.argv[1]).optimize(objective, n_trials=10)\n")
    python = [subprocess.Popen([sys.executable, "-c", script, python_url(url), name]) for _ in range(2)]
    cpp = [subprocess.Popen([WORKER, "work", url, name, str(total)]) for _ in range(3)]
    codes = [worker.wait(120) for worker in python + cpp]
    assert codes == [0] * 5, codes
    count = len(load(url, name).trials)
    assert count >= total, count  # Python workers count only their own trials
    check_trials(url, name, count)


def disturbed(url, name, disturb):
    """Disturbs workers while they run: each of their trials must be stored once and completely."""
    total = 60
    optuna.create_study(study_name=name, storage=python_url(url))
    workers = [subprocess.Popen([WORKER, "work", url, name, str(total)], stderr=subprocess.PIPE, text=True)
               for _ in range(3)]
    said = [""] * len(workers)
    readers = [threading.Thread(target=lambda i=i, w=w: said.__setitem__(i, w.stderr.read()))
               for i, w in enumerate(workers)]
    for reader in readers:
        reader.start()
    try:
        while len(load(url, name).trials) < 9 and all(worker.poll() is None for worker in workers):
            time.sleep(0.02)
        disturb()
        codes = [worker.wait(120) for worker in workers]
    finally:
        for worker in workers:
            worker.kill()
        for reader in readers:
            reader.join()
    assert codes == [0] * len(workers), (codes, said)
    for secret in SECRETS:
        assert secret not in "".join(said), "the password was printed"
    check_trials(url, name, total)
    return "".join(said)


def killed_and_started(server):
    def disturb():
        server.kill()
        time.sleep(1)
        server.start()
    said = disturbed(server.url, "killed", disturb)
    assert "waiting for the database" in said and "is back after" in said, said


def connections_cut(server):
    def disturb():
        for _ in range(10):
            server.cut_connections()
            time.sleep(0.1)
    disturbed(server.url, "cut", disturb)


def refusals_show_no_password(server):
    said = hone("read", server.url.replace(servers.ENCODED_PASSWORD, "hunter2"), "x", fails=True)
    assert "hone" in said and "127.0.0.1" in said, said
    wrong = hone("read", server.url.rsplit("/", 1)[0] + "/nowhere", "x", fails=True)
    assert "nowhere" in wrong, wrong
    port = servers.free_port()
    down = hone("read", server.url.replace(str(server.port), str(port)), "x", fails=True)
    assert str(port) in down, down


def cpp_tests(server):
    done = subprocess.run([TEST, "--color_output=no"], env={**os.environ, "HONE_RDB_URL": server.url},
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def main():
    results = tap.Tap()

    def check(kind, body, *arguments):
        start = time.monotonic()
        why = ""
        try:
            body(*arguments)
        except Exception as error:  # any exception is the reason the check failed
            why = f"{type(error).__name__}: {error}"
        results.check(f"{kind}: {body.__name__.replace('_', ' ')}", not why, why[:4000])
        print(f"# {time.monotonic() - start:.1f} s")

    def shared(kind, url, other):
        check(kind, optuna_reads_and_goes_on, url)
        check(kind, hone_reads_what_optuna_wrote, url)
        check(kind, tables_are_optunas, url, other)
        check(kind, heartbeats_are_on_the_servers_clock, url)
        check(kind, workers_in_both_languages, url)

    for kind in KINDS:
        if kind == "sqlite":
            with tempfile.TemporaryDirectory() as folder:
                shared(kind, f"sqlite:///{folder}/a.db", f"sqlite:///{folder}/b.db")
            continue
        with servers.KINDS[kind]() as server:
            server.sql("CREATE DATABASE other")
            server.sql("ALTER DATABASE other OWNER TO hone" if kind == "postgresql"
                       else "GRANT ALL ON other.* TO hone@'%'")
            shared(kind, server.url, server.url.replace("/optuna", "/other"))
            check(kind, cpp_tests, server)
            check(kind, refusals_show_no_password, server)
            check(kind, connections_cut, server)
            check(kind, killed_and_started, server)
    results.end()


main()
