# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Counts the checks in TAP files and in Meson's JUnit logs. Prints failed checks and their reasons to standard error.

count.py FILE... prints `PASSED FAILED SKIPPED LACKING`. LACKING counts the skipped checks that this machine cannot run,
such as those that need a GPU: their reason begins with "(machine)".
"""

import re
import sys
import xml.etree.ElementTree


def of_tap(text):
    for line in re.findall(r"^(?:not )?ok\b.*$", text, re.MULTILINE):
        name = re.sub(r"^(not )?ok \d* ?-? ?", "", line)
        result = "failed" if line.startswith("not") else "skipped" if "# SKIP" in line else "passed"
        yield result, name, "# SKIP (machine)" in line


def of_junit(text):
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)  # XML forbids these; a check may print them
    log = xml.etree.ElementTree.fromstring(text)
    for suite in log.iter("testsuite"):
        if suite.find("testcase/failure") is not None or suite.find("testcase/error") is not None:
            print(f"{suite.get('name')}:\n{(suite.findtext('system-err') or '').strip()[-4000:]}", file=sys.stderr)
    for case in log.iter("testcase"):
        wrong = case.find("failure") is not None or case.find("error") is not None
        skipped = case.find("skipped") is not None
        is_lacking = skipped and (case.findtext("system-out") or "").startswith("(machine)")
        yield "failed" if wrong else "skipped" if skipped else "passed", case.get("name"), is_lacking


counts = {"passed": 0, "failed": 0, "skipped": 0, "lacking": 0}
for path in sys.argv[1:]:
    with open(path, encoding="utf-8", errors="replace") as file:
        text = file.read()
    for result, name, is_lacking in (of_junit if path.endswith(".xml") else of_tap)(text):
        counts[result] += 1
        counts["lacking"] += is_lacking
        if result != "passed":
            print(f"    {result}: {name}", file=sys.stderr)
print(*counts.values())
