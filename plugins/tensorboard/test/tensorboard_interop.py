# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""TensorBoard reads what hone writes: with its own reader, and with its server, queried as by a browser.

tensorboard_interop.py TENSORBOARD_WRITER
"""

import glob
import json
import math
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../../test"))
from tap import Tap

import logging

logging.getLogger("tensorboard").setLevel(logging.ERROR)
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader, RawEventFileLoader

tap = Tap()


def equal(name, got, wanted):
    tap.check(name, got == wanted, f"got    {got}\nwanted {wanted}")


def scalars(run, tag):
    accumulator = EventAccumulator(run, size_guidance={"scalars": 0})
    accumulator.Reload()
    return [(event.step, round(event.value, 6)) for event in accumulator.Scalars(tag)]


class Server:
    """A TensorBoard on a free loopback port, killed when the `with` block ends."""

    def __init__(self, logdir, fast):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tensorboard.main", "--logdir", logdir, "--host", "127.0.0.1", "--port", "0",
             f"--load_fast={fast}", "--reload_interval", "1"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
        self.log = []
        for line in self.process.stdout:
            self.log.append(line)
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
            if found:
                self.address = found.group(0)
                break
        else:
            raise RuntimeError("tensorboard ended:\n" + "".join(self.log))
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.killpg(self.process.pid, signal.SIGKILL)  # kills the data server too
        self.process.wait()

    def get(self, path, **query):
        with urllib.request.urlopen(f"{self.address}data/{path}?{urllib.parse.urlencode(query)}", timeout=60) as reply:
            return json.load(reply)

    def post(self, path, request):
        query = urllib.request.Request(self.address + "data/" + path, json.dumps(request).encode(),
                                       {"Content-Type": "application/json"})
        with urllib.request.urlopen(query, timeout=60) as reply:
            return json.load(reply)

    def wait_for(self, ask, is_enough):
        """Polls for at most a minute until the server, which loads in the background, has all data."""
        answer = None
        for _ in range(120):
            answer = ask()
            if is_enough(answer):
                break
            time.sleep(0.5)
        return answer


def check_files(logdir):
    equal("a run for each trial", sorted(name for name in os.listdir(logdir) if name.startswith("trial")),
          [f"trial-{number}" for number in range(6)])
    equal("a value for each epoch", [step for step, _ in scalars(f"{logdir}/trial-0", "value")], [1, 2, 3, 4, 5])
    equal("a metric by its variable", scalars(f"{logdir}/trial-0", "train/loss"),
          [(epoch, round(1 / epoch, 6)) for epoch in range(1, 6)])
    equal("every second step, and those of later epochs after those of earlier ones",
          [step for step, _ in scalars(f"{logdir}/trial-0", "step/value")], list(range(2, 51, 2)))
    tap.check("a trial that two processes ran has several files", len(glob.glob(f"{logdir}/trial-1/*tfevents*")) == 3)
    equal("each epoch of it once and in order", [step for step, _ in scalars(f"{logdir}/trial-1", "value")],
          [1, 2, 3, 4, 5])
    equal("and each step", [step for step, _ in scalars(f"{logdir}/trial-1", "step/value")], list(range(2, 51, 2)))
    equal("a pruned trial's epochs", [step for step, _ in scalars(f"{logdir}/trial-2", "value")], [1, 2, 3])
    for file in glob.glob(f"{logdir}/**/*tfevents*", recursive=True):
        first = next(iter(EventFileLoader(file).Load()))
        if first.file_version != "brain.Event:2":
            tap.check(f"{file} begins with the version", False, str(first))


def check_flips(file):
    """TensorBoard's reader checks the CRCs: it stops at a flipped bit."""
    with open(file, "rb") as stream:
        whole = stream.read()

    def events(data):
        with tempfile.NamedTemporaryFile(prefix="events.out.tfevents.") as flipped:
            flipped.write(data)
            flipped.flush()
            try:
                return list(RawEventFileLoader(flipped.name).Load())
            except Exception:  # the type depends on the position of the bit
                return None

    count = len(events(whole))
    noticed = 0
    places = range(0, len(whole), 3)
    for place in places:
        data = bytearray(whole)
        data[place] ^= 1 << place % 8
        after = events(bytes(data))
        noticed += after is None or len(after) < count
    equal("a flipped bit is noticed wherever it is", noticed, len(places))


def check_server(logdir, fast):
    how = "the fast loader" if fast == "true" else "the Python loader"
    with Server(logdir, fast) as server:
        tags = server.wait_for(lambda: server.get("plugin/scalars/tags"), 
                               lambda tags: sum("accuracy" in of for of in tags.values()) >= 5)
        equal(f"{how}: scalars", {run: sorted(of) for run, of in tags.items()}["trial-0"],
              ["accuracy", "lr", "step/value", "train/loss", "value"])
        values = server.get("plugin/scalars/scalars", run="trial-1", tag="value")
        equal(f"{how}: the epochs of a resumed trial", [step for _, step, _ in values], [1, 2, 3, 4, 5])

        experiment = server.post("plugin/hparams/experiment", {"experimentName": ""})
        infos = {info["name"]: info for info in experiment["hparamInfos"]}
        equal(f"{how}: HParams knows the study", experiment["name"], "net")
        equal(f"{how}: and its parameters", sorted(infos),
              ["batch", "late", "layers", "lr", "mixed", "nesterov", "optimizer"])
        equal(f"{how}: with ranges", infos["lr"].get("domainInterval"), {"minValue": 1e-4, "maxValue": 1e-1})
        equal(f"{how}: lists", infos["optimizer"].get("domainDiscrete"), ["adam", "sgd"])
        equal(f"{how}: of numbers", infos["batch"].get("domainDiscrete"), [32, 64])
        equal(f"{how}: of bools", infos["nesterov"].get("domainDiscrete"), [True, False])
        equal(f"{how}: of a mix, as text", infos["mixed"].get("domainDiscrete"), ["null", "x", "1"])
        equal(f"{how}: and types", [infos[name]["type"] for name in ("lr", "layers", "optimizer", "nesterov")],
              ["DATA_TYPE_FLOAT64", "DATA_TYPE_FLOAT64", "DATA_TYPE_STRING", "DATA_TYPE_BOOL"])
        equal(f"{how}: and its metric", [info["name"] for info in experiment["metricInfos"]],
              [{"group": "", "tag": "accuracy"}])

        statuses = ["STATUS_UNKNOWN", "STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING"]
        answer = server.post("plugin/hparams/session_groups",
                             {"experimentName": "", "allowedStatuses": statuses, "colParams": [], "startIndex": 0,
                              "sliceSize": 100})
        groups = {group["name"]: group for group in answer["sessionGroups"]}
        equal(f"{how}: a session for each trial", sorted(groups), [f"trial-{number}" for number in range(6)])
        for number in range(6):
            group = groups[f"trial-{number}"]
            session = group["sessions"][0]
            wanted = "STATUS_FAILURE" if number == 4 else "STATUS_SUCCESS"
            good = (len(group["sessions"]) == 1 and session["status"] == wanted and session["startTimeSecs"] > 1e9 and
                    session["endTimeSecs"] >= session["startTimeSecs"] and 1e-4 <= group["hparams"]["lr"] <= 1e-1 and
                    ("late" in group["hparams"]) == (number >= 3))
            tap.check(f"{how}: trial {number}'s session", good, json.dumps(group, indent=1))
        metrics = {number: groups[f"trial-{number}"]["metricValues"] for number in range(6)}
        layers = groups["trial-0"]["hparams"]["layers"]
        tap.check(f"{how}: what a trial returned", len(metrics[0]) == 1 and metrics[0][0]["name"]["tag"] == "accuracy"
                  and math.isclose(metrics[0][0]["value"], 0.5 + 0.01 * layers, rel_tol=1e-6), str(metrics[0]))
        equal(f"{how}: a failed trial returned nothing", metrics[4], [])


with tempfile.TemporaryDirectory() as folder:
    study = os.path.join(folder, "net")
    subprocess.run([sys.argv[1], study], check=True)
    logs = os.path.join(study, "tensorboard")
    check_files(logs)
    check_flips(sorted(glob.glob(f"{logs}/trial-2/*"))[0])
    check_server(logs, "false")
    check_server(logs, "true")
tap.end()
