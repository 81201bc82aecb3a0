# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""The MLflow plugin against MLflow's own server, read back with MLflow's own client, and against servers that fail.

mlflow_interop.py STUDY_PROGRAM
"""

import collections
import http.server
import json
import os
import signal
import socket
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

os.environ.update(MLFLOW_DISABLE_TELEMETRY="true", DO_NOT_TRACK="true", MLFLOW_HTTP_REQUEST_MAX_RETRIES="2")
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../../test"))
from servers import free_port
from tap import Tap

PROGRAM = sys.argv[1]
TRIALS, EPOCHS = 200, 5
BACKOFF = {"MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR": "0.05", "MLFLOW_HTTP_REQUEST_BACKOFF_JITTER": "0.05"}
tap = Tap()


class MlflowServer:
    """MLflow's server, on loopback, over SQLite, with all its files in `directory`."""

    def __init__(self, directory, *arguments, **environment):
        self.directory, self.port, self.arguments = directory, free_port(), arguments
        self.environment = {**os.environ, **environment}
        self.uri = f"http://127.0.0.1:{self.port}"
        self.process = None

    def __enter__(self):
        self.start()
        self.wait()
        return self

    def start(self):
        command = [sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(self.port),
                   "--workers", "1", "--backend-store-uri", f"sqlite:///{self.directory}/mlflow.db",
                   "--artifacts-destination", f"{self.directory}/artifacts", *self.arguments]
        with open(f"{self.directory}/server.log", "ab") as log:
            self.process = subprocess.Popen(command, cwd=self.directory, env=self.environment, stdout=log, stderr=log,
                                            start_new_session=True)

    def wait(self):
        for _ in range(600):
            try:
                urllib.request.urlopen(self.uri + "/health", timeout=5)
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        with open(f"{self.directory}/server.log", encoding="utf-8", errors="replace") as log:
            raise RuntimeError("mlflow server did not start:\n" + log.read()[-3000:])

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()


def study(uri, directory, trials, epochs, pause_ms, flush_s, **environment):
    """The study program, begun; its output is a list of lines that grows."""
    process = subprocess.Popen([PROGRAM, directory, str(trials), str(epochs), str(pause_ms), str(flush_s)],
                               env={**os.environ, **BACKOFF, "MLFLOW_TRACKING_URI": uri, **environment},
                               stdout=subprocess.PIPE, text=True)
    process.lines = []
    process.reader = threading.Thread(target=lambda: process.lines.extend(line.rstrip() for line in process.stdout))
    process.reader.start()
    return process


def finish(process, seconds=120):
    status = process.wait(seconds)
    process.reader.join()
    return status, process.lines


def what(f):
    """The text of a check that fails by an exception."""
    try:
        return f() or ""
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def check(name, f):
    """f returns nothing, or what is wrong."""
    why = what(f)
    tap.check(name, not why, str(why))


def differs(found, expected):
    return f"{found!r} and not {expected!r}" if found != expected else None


def read_back(uri, name):
    import mlflow

    client = mlflow.MlflowClient(tracking_uri=uri)
    experiment = client.get_experiment_by_name(name)
    runs = client.search_runs([experiment.experiment_id], max_results=1000)
    parents = [run for run in runs if "mlflow.parentRunId" not in run.data.tags]
    children = [run for run in runs if "mlflow.parentRunId" in run.data.tags]
    return client, parents, sorted(children, key=lambda run: int(run.data.tags["hone.trial.number"]))


def all_metrics(directory, name):
    """How often each (run's uid, metric, step) stands in the server's data base."""
    import sqlite3

    with sqlite3.connect(f"{directory}/mlflow.db") as database:
        return collections.Counter(database.execute(
            "SELECT t.value, m.key, m.step FROM metrics m JOIN tags t ON t.run_uuid = m.run_uuid AND t.key = 'hone.trial.uid' "
            "JOIN runs r ON r.run_uuid = m.run_uuid JOIN experiments e ON e.experiment_id = r.experiment_id WHERE e.name = ?",
            (name,)).fetchall())


def expected_metrics(uid, trials, epochs):
    wanted = collections.Counter()
    for trial in range(trials):
        for epoch in range(1, epochs + 1):
            wanted[f"{uid}/{trial}", "epoch_value", epoch] = 1
            wanted[f"{uid}/{trial}", "train/loss", epoch] = 1
        if trial % 10 not in (3, 4):  # PRUNED, FAIL
            wanted[f"{uid}/{trial}", "value", 0] = 1
    return wanted


def exactly_once(directory, name, trials, epochs):
    """Nothing where each metric of the study is there once; else what is wrong."""
    found = all_metrics(directory, name)
    uids = {uid.split("/")[0] for uid, _, _ in found}
    if len(uids) != 1:
        return f"metrics of {len(uids)} studies"
    found = collections.Counter({key: count for key, count in found.items() if "/" in key[0]})
    wanted = expected_metrics(uids.pop(), trials, epochs)
    lost, doubled = wanted - found, found - wanted
    if lost or doubled:
        return f"{len(lost)} lost, as {list(lost)[:3]}; {len(doubled)} too many, as {list(doubled)[:3]}"


def check_one_study(server, scratch):
    status, lines = finish(study(server.uri, f"{scratch}/small", 12, EPOCHS, 0, 60))
    check("a study is told to MLflow's server", lambda: differs((status, lines[-2:]), (0, ["trained", "left: 0"])))
    client, parents, children = read_back(server.uri, "small")
    check("it is one run with a nested run for each trial",
          lambda: differs((len(parents), len(children), {run.data.tags["mlflow.parentRunId"] for run in children}),
                          (1, 12, {parents[0].info.run_id})))
    check("the trials' states are the runs' statuses and tags", lambda: differs(
        [(run.info.status, run.data.tags["hone.trial.state"]) for run in children[2:6]],
        [("FINISHED", "COMPLETE"), ("FINISHED", "PRUNED"), ("FAILED", "FAIL"), ("FINISHED", "COMPLETE")]))
    run = children[5]
    x = float(run.data.params["x"])
    check("parameters, value and attributes are the trial's", lambda: differs(
        (run.data.params["optimizer"] in ("sgd", "adam"), run.data.metrics["value"], run.data.tags["note"], run.info.run_name),
        (True, x * x, "größe", "trial 5")))
    check("metrics have their steps", lambda: differs(
        [(m.step, m.value) for m in client.get_metric_history(run.info.run_id, "train/loss")],
        [(epoch, x * x + 1 / epoch) for epoch in range(1, EPOCHS + 1)]))
    best = min((c for c in children if c.data.tags["hone.trial.state"] == "COMPLETE"), key=lambda c: c.data.metrics["value"])
    tags = parents[0].data.tags
    check("the study's run has the best trial's number, value and parameters", lambda: differs(
        (tags["hone.best.trial"], float(tags["hone.best.value"]), json.loads(tags["hone.best.params"])["x"], tags["team"],
         parents[0].info.status, parents[0].info.run_name),
        (best.data.tags["hone.trial.number"], best.data.metrics["value"], float(best.data.params["x"]), "vision",
         "FINISHED", "small")))

    def artifact():
        import mlflow

        with tempfile.TemporaryDirectory() as folder:
            path = mlflow.artifacts.download_artifacts(run_id=best.info.run_id, artifact_path="best.pt", dst_path=folder,
                                                       tracking_uri=server.uri)
            with open(path, encoding="utf-8") as file:
                return differs(file.read(), f"weights of {best.data.tags['hone.trial.number']}")

    check("the best trial's checkpoint is an artifact", artifact)
    check("each metric is there once", lambda: exactly_once(server.directory, "small", 12, EPOCHS))


def check_restarts(server, scratch):
    """The server is killed twice in the middle of a study, and so is the study."""
    began = time.monotonic()
    first = study(server.uri, f"{scratch}/long", TRIALS, EPOCHS, 4, 90)
    time.sleep(1.5)
    server.kill()
    time.sleep(1)
    first.kill()  # -9, with a spool that is partly sent
    finish(first)
    second = study(server.uri, f"{scratch}/long", TRIALS, EPOCHS, 4, 90)
    server.start()
    server.wait()
    time.sleep(1)
    server.kill()
    server.start()
    status, lines = finish(second)
    seconds = time.monotonic() - began
    check("a study goes on while its server and itself are killed", lambda: differs((status, lines[-1]), (0, "left: 0")))
    check(f"a server killed twice in a study of {TRIALS} trials has each metric once",
          lambda: exactly_once(server.directory, "long", TRIALS, EPOCHS))
    _, parents, children = read_back(server.uri, "long")
    check("and each run once", lambda: differs((len(parents), len(children)), (1, TRIALS)))
    check("and each run ended", lambda: differs({run.info.status for run in children} - {"FINISHED", "FAILED"}, set()))
    print(f"# {TRIALS} trials, {seconds:.0f} s, {' '.join(line for line in lines if line.startswith('an epoch'))}")


def check_basic_auth(scratch):
    directory = f"{scratch}/auth"
    os.mkdir(directory)
    with open(f"{directory}/auth.ini", "w", encoding="utf-8") as file:
        file.write(f"[mlflow]\ndefault_permission = READ\ndatabase_uri = sqlite:///{directory}/auth.db\n"
                   "admin_username = admin\nadmin_password = geheimes Wort 12\n"
                   "authorization_function = mlflow.server.auth:authenticate_request_basic_auth\n")
    with MlflowServer(directory, "--app-name", "basic-auth", MLFLOW_AUTH_CONFIG_PATH=f"{directory}/auth.ini",
                      MLFLOW_FLASK_SERVER_SECRET_KEY="k") as server:
        wrong = {"MLFLOW_TRACKING_USERNAME": "admin", "MLFLOW_TRACKING_PASSWORD": "falsches Wort 12"}
        status, lines = finish(study(server.uri, f"{scratch}/locked", 2, EPOCHS, 0, 1, **wrong))
        warnings = [line for line in lines if line.startswith("warning")]
        check("a wrong password is a warning, and what was to be sent waits",
              lambda: differs((status, lines[-1], len(warnings) == 1 and "401" in warnings[0]), (0, "left: 1", True)))
        kept = "".join(lines)
        for folder, _, names in os.walk(f"{scratch}/locked/mlflow"):
            for name in names:
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    kept += file.read()
        check("no secret is in a warning or on the disk", lambda: "Wort" in kept and kept)
        right = {"MLFLOW_TRACKING_USERNAME": "admin", "MLFLOW_TRACKING_PASSWORD": "geheimes Wort 12"}
        status, lines = finish(study(server.uri, f"{scratch}/locked", 4, EPOCHS, 0, 60, **right))
        check("with the right one all of it arrives", lambda: differs((status, lines[-1]), (0, "left: 0")))
        check("also what waited, and once", lambda: exactly_once(directory, "locked", 4, EPOCHS))


class Failing(http.server.BaseHTTPRequestHandler):
    """Fails in one way, `server.way`, until told to be well; then it is a proxy to the real one."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        way = self.server.way
        self.server.asked.append((time.monotonic(), way))
        if way == "hangs":
            self.server.release.wait(30)
            self.close_connection = True
        elif way == "closes early":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
            self.close_connection = True
        elif way == "sends HTML":
            self.reply(200, b"<html>please log in</html>")
        elif way == "is busy":
            self.reply(429, b"{}", {"Retry-After": "1"})
        elif way == "breaks half-way" and len(self.server.asked) % 2:
            forward(self.server.real, self.command, self.path, body)  # done, and not said
            self.reply(500, b"Internal Server Error")
        else:
            self.reply(*forward(self.server.real, self.command, self.path, body))

    do_GET = do_POST = do_PUT = answer

    def reply(self, status, body, headers={}):
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def forward(uri, method, path, body):
    request = urllib.request.Request(uri + path, data=body or None, method=method, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            return reply.status, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


class FailingServer(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True


def check_failing(server, scratch):
    failing = FailingServer(("127.0.0.1", 0), Failing)
    failing.real, failing.release = server.uri, threading.Event()
    threading.Thread(target=failing.serve_forever, daemon=True).start()
    uri = f"http://127.0.0.1:{failing.server_address[1]}"
    for way in ("hangs", "closes early", "sends HTML", "is busy", "breaks half-way", "refuses"):
        name = way.replace(" ", "-")
        failing.way, failing.asked = way, []
        with socket.socket() as nobody:  # bound, and not listening
            nobody.bind(("127.0.0.1", 0))
            where = f"http://127.0.0.1:{nobody.getsockname()[1]}" if way == "refuses" else uri
            began = time.monotonic()
            status, lines = finish(study(where, f"{scratch}/{name}", 3, EPOCHS, 0, 1.2, MLFLOW_HTTP_REQUEST_TIMEOUT="1"))
            seconds = time.monotonic() - began
        check(f"a server that {way} stops no study", lambda: differs((status, "trained" in lines), (0, True)))
        check(f"nor keeps its end waiting beyond the limit: {way}", lambda: seconds > 15 and f"{seconds:.1f} s")
        if way == "is busy":
            pauses = [b[0] - a[0] for a, b in zip(failing.asked, failing.asked[1:])]
            check("Retry-After is kept", lambda: min(pauses, default=1) < 1 and f"it asked again after {min(pauses)} s")
        failing.way = "is well"
        failing.release.set()
        status, lines = finish(study(uri, f"{scratch}/{name}", 4, EPOCHS, 0, 60))
        check(f"once it is well it gets all of it, once: {way}",
              lambda: differs((status, lines[-1]), (0, "left: 0")) or exactly_once(server.directory, name, 4, EPOCHS))
        failing.release.clear()
    failing.shutdown()


with tempfile.TemporaryDirectory(prefix="hone-mlflow-") as scratch:
    os.mkdir(f"{scratch}/server")
    with MlflowServer(f"{scratch}/server") as real:
        check_one_study(real, scratch)
        check_failing(real, scratch)
        check_restarts(real, scratch)
    check_basic_auth(scratch)
tap.end()
