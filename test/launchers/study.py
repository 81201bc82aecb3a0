# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Reads the journal of a study directory without Optuna, for the launcher tests."""

import json
import os
import time


class Journal:
    """The trials of a study: how often each was finished and resumed, and which workers have reported."""

    def __init__(self, directory):
        self.ends, self.attempts, self.pauses, self.workers = [], {}, [], set()
        try:
            with open(os.path.join(directory, "journal.log"), encoding="utf-8") as file:
                lines = file.read().split("\n")[:-1]  # the last line may be incomplete
        except FileNotFoundError:
            lines = []
        for line in lines:
            entry = json.loads(line)
            trial = entry.get("trial_id")
            if entry["op_code"] == 4:
                self.ends.append([])
            elif entry["op_code"] == 6 and entry["state"] in (1, 2, 3):  # COMPLETE, PRUNED, FAIL
                self.ends[trial].append(entry["state"])
            elif entry["op_code"] == 7:
                self.workers.add(entry["worker_id"])
            elif entry["op_code"] == 9:
                attributes = entry["system_attr"]
                self.attempts[trial] = attributes.get("hone:attempts", self.attempts.get(trial, 0))
                if attributes.get("hone:owner") == "paused":
                    self.pauses.append(trial)

    def check(self, tap, name, total):
        """Checks that there are exactly `total` trials, each finished once, none failed."""
        good = len(self.ends) == total and all(len(ends) == 1 and ends[0] != 3 for ends in self.ends)
        tap.check(name, good, f"of {total} trials the journal has {len(self.ends)}, ended so: {self.ends}")


def wait_until(what, is_so, seconds=60):
    """Polls until is_so() holds. Raises TimeoutError after `seconds`."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds} s in vain for: {what}")
        time.sleep(0.05)
