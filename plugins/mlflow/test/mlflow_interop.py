# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Tests the MLflow plugin with MLflow's own server, read back by its own client, and with servers that fail.

mlflow_interop.py STUDY_PROGRAM
"""

import collections
import datetime
import http.server
import ipaddress
import json
import multiprocessing
import os
import signal
import socket
import socketserver
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

os.environ.update(MLFLOW_DISABLE_TELEMETRY="true", DO_NOT_TRACK="true", MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR="false", MLFLOW_HTTP_REQUEST_MAX_RETRIES="2",
                  MLFLOW_SERVER_ENABLE_JOB_EXECUTION="false")
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../../test"))
from servers import free_port
from tap import Tap

PROGRAM = sys.argv[1]
TRIALS, EPOCHS = 200, 5
BACKOFF = {"MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR": "0.05", "MLFLOW_HTTP_REQUEST_BACKOFF_JITTER": "0.05"}
tap = Tap()


def serve(directory, port, environment):
    """Runs what `mlflow server` runs: its application under uvicorn, on SQLite, with all files in `directory`."""
    os.environ.update(environment, _MLFLOW_SERVER_FILE_STORE=f"sqlite:///{directory}/mlflow.db",
                      _MLFLOW_SERVER_ARTIFACT_ROOT="mlflow-artifacts:/", _MLFLOW_SERVER_SERVE_ARTIFACTS="true",
                      _MLFLOW_SERVER_ARTIFACT_DESTINATION=f"{directory}/artifacts")
    log = os.open(f"{directory}/server.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    import uvicorn

    uvicorn.run("mlflow.server.fastapi_app:app", host="127.0.0.1", port=port, log_level="warning")


class MlflowServer:
    """MLflow's server on loopback. `mlflow server` takes 15 s to start, mostly for imports. This server is forked from a
    process that has already imported everything, so tests can kill and restart it quickly."""

    forks = multiprocessing.get_context("forkserver")

    def __init__(self, directory, **environment):
        self.directory, self.port, self.environment = directory, free_port(), environment
        self.uri = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        self.start()
        return self

    def start(self):
        self.process = self.forks.Process(target=serve, args=(self.directory, self.port, self.environment), daemon=True)
        self.process.start()
        wait_for(self)

    def is_alive(self):
        return self.process.is_alive()

    def kill(self):
        self.process.kill()
        self.process.join()

    def __exit__(self, *_):
        self.kill()


class MlflowCommand:
    """`mlflow server` itself. The constructor starts it; `with` waits until it answers."""

    def __init__(self, directory, *arguments, **environment):
        self.directory, self.port = directory, free_port()
        self.uri = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(self.port),
                   "--workers", "1", "--backend-store-uri", f"sqlite:///{self.directory}/mlflow.db",
                   "--artifacts-destination", f"{self.directory}/artifacts", *arguments]
        with open(f"{self.directory}/server.log", "ab") as log:
            self.process = subprocess.Popen(command, cwd=self.directory, env={**os.environ, **environment}, stdout=log,
                                            stderr=log, start_new_session=True)

    def __enter__(self):
        wait_for(self)
        return self

    def is_alive(self):
        return self.process.poll() is None

    def kill(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()

    def __exit__(self, *_):
        self.kill()


def wait_for(server):
    deadline = time.monotonic() + 120
    while server.is_alive() and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(server.uri + "/health", timeout=5).close()
            return
        except OSError:
            time.sleep(0.05)
    with open(f"{server.directory}/server.log", encoding="utf-8", errors="replace") as log:
        raise RuntimeError("MLflow's server did not start:\n" + log.read()[-3000:])


def study(uri, directory, trials, epochs, pause_ms, flush_s, **environment):
    """Starts the study program. Returns it and the growing list of its output lines."""
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
    """Returns the result of f(); if it raises, the text of the exception."""
    try:
        return f() or ""
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def check(name, f):
    """Reports a check; f returns None, or the error."""
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
    """Returns how often each (uid of the run, metric, step) occurs in the server's database."""
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
    """Returns None if each metric of the study is stored exactly once; otherwise the error."""
    found = all_metrics(directory, name)
    uids = {uid.split("/")[0] for uid, _, _ in found}
    if len(uids) != 1:
        return f"metrics of {len(uids)} studies"
    found = collections.Counter({key: count for key, count in found.items() if "/" in key[0]})
    wanted = expected_metrics(uids.pop(), trials, epochs)
    lost, doubled = wanted - found, found - wanted
    if lost or doubled:
        return f"{len(lost)} lost, as {list(lost)[:3]}; {len(doubled)} too many, as {list(doubled)[:3]}"


def wrong_checkpoint(server, run):
    """Returns None if the run's artifact best.pt is the file that its trial wrote; otherwise the error."""
    import mlflow

    with tempfile.TemporaryDirectory() as folder:
        path = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="best.pt", dst_path=folder,
                                                   tracking_uri=server.uri)
        with open(path, encoding="utf-8") as file:
            return differs(file.read(), f"weights of {run.data.tags['hone.trial.number']}")


def best_of(children):
    return min((run for run in children if run.data.tags["hone.trial.state"] == "COMPLETE"), key=lambda run: run.data.metrics["value"])


def check_one_study(server, scratch):
    status, lines = finish(study(server.uri, f"{scratch}/small", 12, EPOCHS, 0, 10))
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
    best = best_of(children)
    tags = parents[0].data.tags
    check("the study's run has the best trial's number, value and parameters", lambda: differs(
        (tags["hone.best.trial"], float(tags["hone.best.value"]), json.loads(tags["hone.best.params"])["x"], tags["team"],
         parents[0].info.status, parents[0].info.run_name),
        (best.data.tags["hone.trial.number"], best.data.metrics["value"], float(best.data.params["x"]), "vision",
         "FINISHED", "small")))

    check("the best trial's checkpoint is an artifact", lambda: wrong_checkpoint(server, best))
    check("each metric is there once", lambda: exactly_once(server.directory, "small", 12, EPOCHS))


def check_several(server, scratch):
    """Three processes on one study."""
    for process in [study(server.uri, f"{scratch}/shared", 30, EPOCHS, 2, 10) for _ in range(3)]:
        status, lines = finish(process)
        check("one of three processes ends well", lambda: differs((status, lines[-2:-1]), (0, ["trained"])))
    _, parents, children = read_back(server.uri, "shared")
    check("three processes on one study fill one run", lambda: differs((len(parents), len(children)), (1, 30)))
    check("and bring each metric once", lambda: exactly_once(server.directory, "shared", 30, EPOCHS))
    check("and agree on the best trial", lambda: differs(parents[0].data.tags["hone.best.trial"],
                                                         best_of(children).data.tags["hone.trial.number"]))


def check_restarts(server, scratch):
    """Kills the server twice in the middle of a study, and the study as well."""
    began = time.monotonic()

    def in_the_middle():
        found = len({uid for uid, _, _ in all_metrics(server.directory, "long")})
        return not 0 < found < TRIALS and f"{found} runs"

    first = study(server.uri, f"{scratch}/long", TRIALS, EPOCHS, 4, 10)
    time.sleep(1.5)
    server.kill()
    check("the server is killed in the middle of the study", in_the_middle)
    time.sleep(0.5)
    first.kill()  # kill -9, with a partly sent spool, in the middle of a trial, which the second process resumes
    status, lines = finish(first)
    check("and so is the study, while the server is down", lambda: differs((status, "trained" in lines), (-9, False)))
    second = study(server.uri, f"{scratch}/long", TRIALS, EPOCHS, 4, 10)
    server.start()
    time.sleep(1)
    server.kill()
    check("the server is killed in the middle of the second part", in_the_middle)
    server.start()
    status, lines = finish(second, 300)
    seconds = time.monotonic() - began
    check("a study goes on while its server and itself are killed", lambda: differs((status, lines[-1]), (0, "left: 0")))
    check(f"a server killed twice in a study of {TRIALS} trials has each metric once",
          lambda: exactly_once(server.directory, "long", TRIALS, EPOCHS))
    _, parents, children = read_back(server.uri, "long")
    check("and each run once", lambda: differs((len(parents), len(children)), (1, TRIALS)))
    check("and each run ended", lambda: differs({run.info.status for run in children} - {"FINISHED", "FAILED"}, set()))
    check("and the best trial known, with its checkpoint", lambda: differs(
        parents[0].data.tags["hone.best.trial"], best_of(children).data.tags["hone.trial.number"])
        or wrong_checkpoint(server, best_of(children)))
    check("and nothing left behind", lambda: differs(os.listdir(f"{scratch}/long/mlflow"), ["lock"]))
    print(f"# {TRIALS} trials, {seconds:.0f} s, {' '.join(line for line in lines if line.startswith('an epoch'))}")


def basic_auth_server(scratch):
    directory = f"{scratch}/auth"
    os.mkdir(directory)
    with open(f"{directory}/auth.ini", "w", encoding="utf-8") as file:
        file.write(f"[mlflow]\ndefault_permission = READ\ndatabase_uri = sqlite:///{directory}/auth.db\n"
                   "admin_username = admin\nadmin_password = geheimes Wort 12\n"
                   "authorization_function = mlflow.server.auth:authenticate_request_basic_auth\n")
    return MlflowCommand(directory, "--app-name", "basic-auth", MLFLOW_AUTH_CONFIG_PATH=f"{directory}/auth.ini",
                         MLFLOW_FLASK_SERVER_SECRET_KEY="k")


def check_basic_auth(server, scratch):
    wrong = {"MLFLOW_TRACKING_USERNAME": "admin", "MLFLOW_TRACKING_PASSWORD": "falsches Wort 12"}
    status, lines = finish(study(server.uri, f"{scratch}/locked", 2, EPOCHS, 0, 1, **wrong))
    warnings = [line for line in lines if line.startswith("warning")]
    check("a wrong password is a warning, and what was to be sent waits",
          lambda: differs((status, lines[-1], len(warnings) == 1 and "401" in warnings[0]), (0, "left: 1", True)))
    check("no password is in a warning or on the disk", lambda: "Wort" in all_text(f"{scratch}/locked", lines) and lines)
    right = {"MLFLOW_TRACKING_USERNAME": "admin", "MLFLOW_TRACKING_PASSWORD": "geheimes Wort 12"}
    status, lines = finish(study(server.uri, f"{scratch}/locked", 4, EPOCHS, 0, 10, **right))
    check("with the right one all of it arrives", lambda: differs((status, lines[-1]), (0, "left: 0")))
    check("also what waited, and once", lambda: exactly_once(server.directory, "locked", 4, EPOCHS))


class Failing(http.server.BaseHTTPRequestHandler):
    """Fails in the way `server.way` names, until told to recover; then it is a proxy to the real server."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        way = self.server.way
        self.server.asked.append((time.monotonic(), way))
        if self.server.token and self.headers.get("Authorization") != f"Bearer {self.server.token}":
            self.reply(401, b'{"error_code": "UNAUTHENTICATED", "message": "Who is there?"}')
        elif way == "hangs":
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
            forward(self.server.real, self.command, self.path, body)  # the request is executed, but the reply is an error
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
    """`with` runs it. If it has a certificate, it uses TLS; if it has a token, requests must carry it."""

    daemon_threads = True

    def __init__(self, real, way="is well", token=None, certificate=None):
        super().__init__(("127.0.0.1", 0), Failing)
        self.real, self.way, self.token, self.asked, self.release = real.uri, way, token, [], threading.Event()
        self.uri = f"{'https' if certificate else 'http'}://127.0.0.1:{self.server_address[1]}"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


def write_certificate(path):
    """Writes a key and a self-signed certificate for 127.0.0.1."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.timezone.utc)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
                   .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
                   .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
                   .sign(key, hashes.SHA256()))
    with open(path, "wb") as file:
        file.write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        file.write(certificate.public_bytes(serialization.Encoding.PEM))


def all_text(directory, lines):
    """Returns all that a study printed, and the text it left in its directory for MLflow."""
    text = "".join(lines)
    for folder, _, names in os.walk(f"{directory}/mlflow"):
        for name in names:
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                text += file.read()
    return text


def check_tls_and_token(server, scratch):
    certificate, directory = f"{scratch}/certificate.pem", f"{scratch}/secured"
    write_certificate(certificate)
    trust, said = {"MLFLOW_TRACKING_SERVER_CERT_PATH": certificate}, []

    def attempt(trials, flush_s, **environment):
        status, lines = finish(study(secured.uri, directory, trials, EPOCHS, 0, flush_s, **environment))
        said.extend(lines)
        return status, lines[-1], sum(line.startswith("warning") for line in lines)

    with FailingServer(server, token="Geheimnis1", certificate=certificate) as secured:
        check("a certificate that nobody vouches for is a warning",
              lambda: differs(attempt(1, 1, MLFLOW_TRACKING_TOKEN="Geheimnis1"), (0, "left: 1", 1)))
        check("and so is a wrong token", lambda: differs(attempt(2, 1, MLFLOW_TRACKING_TOKEN="Geheimnis2", **trust), (0, "left: 2", 1)))
        check("no token is in a warning or on the disk", lambda: "Geheimnis" in all_text(directory, said) and said)
        check("with the right ones all of it arrives",
              lambda: differs(attempt(3, 10, MLFLOW_TRACKING_TOKEN="Geheimnis1", **trust), (0, "left: 0", 0)))
        check("and where the certificate is not looked at", lambda: differs(
            attempt(4, 10, MLFLOW_TRACKING_TOKEN="Geheimnis1", MLFLOW_TRACKING_INSECURE_TLS="true"), (0, "left: 0", 0)))
        check("each metric once, over TLS too", lambda: exactly_once(server.directory, "secured", 4, EPOCHS))


def check_failing(server, scratch):
    with FailingServer(server) as failing:
        check_each_failure(failing, server, scratch)


def check_each_failure(failing, server, scratch):
    uri = failing.uri
    for way in ("hangs", "closes early", "sends HTML", "is busy", "breaks half-way", "refuses"):
        name = way.replace(" ", "-")
        failing.way, failing.asked = way, []
        with socket.socket() as unanswered:  # bound, but not listening
            unanswered.bind(("127.0.0.1", 0))
            where = f"http://127.0.0.1:{unanswered.getsockname()[1]}" if way == "refuses" else uri
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
        status, lines = finish(study(uri, f"{scratch}/{name}", 4, EPOCHS, 0, 10))
        check(f"once it is well it gets all of it, once: {way}",
              lambda: differs((status, lines[-1]), (0, "left: 0")) or exactly_once(server.directory, name, 4, EPOCHS))
        failing.release.clear()


def main():
    MlflowServer.forks.set_forkserver_preload(["mlflow.server.fastapi_app", "mlflow.store.tracking.sqlalchemy_store", "uvicorn"])
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # in memory, since the server syncs at each request
    with tempfile.TemporaryDirectory(prefix="hone-mlflow-", dir=memory) as scratch:
        os.mkdir(f"{scratch}/server")
        locked = basic_auth_server(scratch)  # starts in the background
        try:
            with MlflowServer(f"{scratch}/server") as real:
                check_one_study(real, scratch)
                check_several(real, scratch)
                check_restarts(real, scratch)
                check_failing(real, scratch)
                check_tls_and_token(real, scratch)
            with locked:
                check_basic_auth(locked, scratch)
        finally:
            locked.kill()
    tap.end()


if __name__ == "__main__":
    main()
