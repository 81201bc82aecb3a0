# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Counts what hone changes in each of these programs, and compares the table in the guide with the counts.

changed_lines.py SOURCE_ROOT SAMPLE...

The lines of before/<sample>.cpp and <sample>.cpp are compared without their indentation; blank lines and lines that are only
comment do not count. A line that is new or different counts once, and so does one that is gone with none in its place. "In the
loop" are those inside the body of the function that holds the loop. All others are "around it": includes, that function's
signature, and the program that makes the study and calls it.
"""

import difflib
import os
import re
import sys

MOST = 5  # lines in the loop


def read(path):
    """The lines that count, and whether each is inside the body of the function that holds the loop."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    inside = [False] * len(lines)
    event = next((i for i, line in enumerate(lines) if re.search(r"\bhooks\.on_\w+_end\(", line)), None)
    if event is not None:
        for margin in ("", "  "):  # of a function, or of a method of a class
            first = next(i for i in range(event, -1, -1) if re.match(margin + r"\w", lines[i]))
            if not re.match(r"\s*(class|struct)\b", lines[first]):
                break
        while not lines[first].endswith("{"):  # the rest of the signature
            first += 1
        last = next(i for i in range(event, len(lines)) if lines[i] == margin + "}")
        inside[first + 1:last] = [True] * (last - first - 1)
    return [(line.strip(), is_inside) for line, is_inside in zip(lines, inside) if re.match(r"\s*(?!//)\S", line)]


def changed_lines(root, sample):
    before = read(os.path.join(root, "before", sample + ".cpp"))
    after = read(os.path.join(root, sample + ".cpp"))
    in_loop = around = 0
    matcher = difflib.SequenceMatcher(None, [line for line, _ in before], [line for line, _ in after], autojunk=False)
    for what, i, i_end, j, j_end in matcher.get_opcodes():
        if what == "equal":
            continue
        gone = max(0, (i_end - i) - (j_end - j))
        places = [is_inside for _, is_inside in after[j:j_end]] + [after[j][1] and after[j - 1][1]] * gone
        in_loop += sum(places)
        around += len(places) - sum(places)
    return in_loop, around


def events(root, sample):
    with open(os.path.join(root, sample + ".cpp"), encoding="utf-8") as file:
        return sorted(set(re.findall(r"\bhooks\.(resume|next|on_\w+_end)\(", file.read())),
                      key=["resume", "on_step_end", "on_epoch_end", "next", "on_trial_end"].index)


def row(root, sample):
    in_loop, around = changed_lines(root, sample)
    links = f"[{sample}](../samples/trainers/{sample}.cpp) ([before](../samples/trainers/before/{sample}.cpp))"
    return rf"\| {re.escape(links)} \| [^|]+ \| {in_loop} \| {around} \| " + ", ".join(
        f"`{event}`" for event in events(root, sample)) + r" \|"


def main():
    source, *samples = sys.argv[1:]
    sys.path.insert(0, os.path.join(source, "test"))
    from tap import Tap
    root = os.path.join(source, "samples/trainers")
    with open(os.path.join(source, "docs/any-loop.md"), encoding="utf-8") as file:
        guide = file.read()
    tap = Tap()
    for sample in samples:
        in_loop, around = changed_lines(root, sample)
        tap.check(f"{sample} changes at most {MOST} lines in its loop", 0 < in_loop <= MOST, f"it changes {in_loop}")
        expected = row(root, sample)
        tap.check(f"{sample} stands so in the guide", re.search("^" + expected + "$", guide, re.MULTILINE),
                  f"docs/any-loop.md has no row like: {expected}")
    listed = set(re.findall(r"\(\.\./samples/trainers/(\w+)\.cpp\)", guide))
    tap.check("the guide lists these samples and no other", listed == set(samples), f"it lists {sorted(listed)}")
    tap.end()


main()
