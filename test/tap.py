# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Prints results as TAP, which Meson reads: one line per check, so that checks are counted and not only programs.

As a program, `tap.py EXECUTABLE [ARGUMENT...]` runs a Boost.Test executable and prints one line per test case.
"""

import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree


class Tap:
    """Prints one line per check and finally the plan. Reasons of failures go to standard error, which Meson shows."""

    def __init__(self):
        self.count = 0

    def check(self, name, passed, why=""):
        self._line("ok" if passed else "not ok", name)
        sys.stdout.flush()
        if not passed and why:
            print(f"{name}:\n{why.rstrip()}", file=sys.stderr, flush=True)

    def skip(self, name, why):
        self._line("ok", f"{name} # SKIP {why}")

    def _line(self, result, name):
        self.count += 1
        print(f"{result} {self.count} - {name}")

    def end(self):
        print(f"1..{self.count}")


def run_boost_test(command):
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "log.xml")
        logger = f"--logger=HRF,error,stderr:JUNIT,error,{log}"
        status = subprocess.run(command + ["--color_output=no", logger], stdout=sys.stderr).returncode
        try:
            with open(log, encoding="utf-8", errors="replace") as file:
                text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "?", file.read())  # XML forbids these; a check may print them
            cases = xml.etree.ElementTree.fromstring(text).iter("testcase")
        except (OSError, xml.etree.ElementTree.ParseError) as error:
            tap.check(os.path.basename(command[0]) + " runs", False, f"it ended with {status}, and without a log: {error}")
            cases = []
        failed = False
        for case in cases:
            wrong = [child for child in case if child.tag in ("failure", "error")]
            name = ".".join(filter(None, [case.get("classname"), case.get("name")]))
            if case.find("skipped") is not None:
                tap.skip(name, "(machine) it lacks what the test needs, a GPU for one")
            else:
                tap.check(name, not wrong)  # Boost.Test has already printed the reason
            failed = failed or bool(wrong)
        if status != 0 and not failed:
            tap.check(os.path.basename(command[0]) + " ends well", False, f"it ended with {status}")
    tap.end()


if __name__ == "__main__":
    run_boost_test(sys.argv[1:])
