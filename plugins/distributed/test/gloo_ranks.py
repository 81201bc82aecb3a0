# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Four ranks of one study, with Gloo on loopback: checks what they see and write, and what is left when one is killed.

gloo_ranks.py GLOO_TRAINING
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../../test"))
from tap import Tap

RANKS = 4
TRIALS = 8
program = os.path.abspath(sys.argv[1])
tap = Tap()


def run(folder, *arguments):
    """Runs the ranks, each in its own directory. Returns their exit codes, lines, errors, and the seconds taken."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began = time.monotonic()
    ranks = []
    for rank in range(RANKS):
        cwd = os.path.join(folder, f"rank{rank}")
        os.makedirs(cwd, exist_ok=True)
        env = dict(os.environ, RANK=str(rank), WORLD_SIZE=str(RANKS), MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port),
                   OMP_NUM_THREADS="1")
        ranks.append(subprocess.Popen([program, "runs/net", str(TRIALS), *map(str, arguments)], cwd=cwd, env=env, text=True,
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE))
    codes, lines, errors = [], [], []
    for process in ranks:
        try:
            out, error = process.communicate(timeout=120)
        except subprocess.TimeoutExpired:
            process.kill()
            out, error = process.communicate()
            error += "\nIT DID NOT END"
        codes.append(process.returncode)
        lines.append(out.splitlines())
        errors.append(error)
    return codes, lines, errors, time.monotonic() - began


def of_trial(lines, number):
    return [line for line in lines if line.startswith(f"trial {number}:")]


def states(folder):
    result = {}
    with open(os.path.join(folder, "rank0/runs/net/journal.log"), encoding="utf-8") as file:
        for record in map(json.loads, file):
            if record["op_code"] == 4:
                result[len(result)] = record.get("state", 0)
            elif record["op_code"] == 6:
                result[record["trial_id"]] = record["state"]
    return result


with tempfile.TemporaryDirectory() as top:
    # Without interruption.
    peace = os.path.join(top, "peace")
    codes, lines, errors, _ = run(peace)
    tap.check("four ranks end well", codes == [0] * RANKS, "\n".join(errors))
    tap.check("every rank sees the same parameters, answers, weights and values",
              lines[1] == lines[0] and lines[2] == lines[0] and lines[3] == lines[0] and len(of_trial(lines[0], 7)) > 1,
              "\n---\n".join("\n".join(rank) for rank in lines))
    pruned = [line for line in lines[0] if "answer 3" in line]
    tap.check("some trials are pruned, at the same epoch on every rank", 0 < len(pruned) < TRIALS, "\n".join(lines[0]))
    starts = [line for line in lines[0] if "from epoch 1 weights" in line]
    tap.check("ranks that were seeded differently begin with rank 0's weights", len(starts) == TRIALS, "\n".join(lines[0]))
    written = [os.path.join(path, name) for rank in range(1, RANKS)
               for path, folders, files in os.walk(os.path.join(peace, f"rank{rank}")) for name in folders + files]
    tap.check("rank 0 alone writes", written == [] and os.path.exists(os.path.join(peace, "rank0/runs/net/best.pt")),
              f"the others wrote {written}")
    whole = lines[0]

    # A rank is killed in the middle of a trial that ran to its end in the uninterrupted run.
    victim = next(number for number in range(2, TRIALS) if len(of_trial(whole, number)) == 8)
    for dead in (2, 0):
        killed = os.path.join(top, f"killed{dead}")
        codes, lines, errors, seconds = run(killed, "die", dead, victim, 4)
        others = [rank for rank in range(RANKS) if rank != dead]
        tap.check(f"rank {dead} is killed", codes[dead] == -signal.SIGKILL, f"{codes}\n" + "\n".join(errors))
        tap.check("the others end, with an error", all(codes[rank] == 1 for rank in others), f"{codes}\n" + "\n".join(errors))
        tap.check("within the group's timeout and a little", seconds < 60, f"{seconds} s")
        if dead != 0:  # the other ranks may get their error from the training's own all-reduce
            tap.check("rank 0 says that a rank was lost, and what to do",
                      re.match(r"RankError hone: rank 0 of 4 has lost the others: .*start all ranks again", errors[0]),
                      "\n".join(errors))
        found = states(killed)
        tap.check("the trial is left RUNNING", found.get(victim) == 0 and victim + 1 not in found, f"{found}")
        codes, lines, errors, _ = run(killed)
        tap.check("the next start ends well", codes == [0] * RANKS, "\n".join(errors))
        # Rank 0 may have finished epoch 4 before it could notice the lost rank.
        resumed, in_peace = [of_trial(rank, victim) for rank in lines], of_trial(whole, victim)
        shown = "\n".join(in_peace) + "".join("\n---\n" + "\n".join(rank) for rank in resumed)
        epoch = int(re.search(r"from epoch (\d)", resumed[0][0]).group(1))
        tap.check("and takes the trial up where it was", epoch == 4 or (epoch == 5 and dead != 0), shown)
        weights = in_peace[epoch - 1].split("weights ")[1]
        tap.check("with the same epoch and weights on every rank",
                  all(rank[0].endswith(f"from epoch {epoch} weights {weights}") for rank in resumed), shown)
        tap.check("and ends as in peace", all(rank[1:] == in_peace[epoch:] for rank in resumed), shown)

    # Rank 0 throws in a hook.
    thrown = os.path.join(top, "thrown")
    codes, lines, errors, seconds = run(thrown, "throw", 1, 2)
    tap.check("what a hook throws on rank 0 reaches every rank",
              errors[0].strip() == "rank 0 cannot go on" and codes == [1] * RANKS and
              all(error.strip() == "RankError hone: rank 0 ended with: rank 0 cannot go on" for error in errors[1:]),
              f"{codes}\n" + "\n".join(errors))
    tap.check("at once, and the trial FAILs", seconds < 15 and states(thrown).get(1) == 3, f"{seconds} s, {states(thrown)}")
tap.end()
