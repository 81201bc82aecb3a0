# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Runs samples/launchers/mpirun.sh with a real mpirun: several workers on one study.

mpi.py MPIRUN_SH WORKER    needs Debian's openmpi-bin
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from study import Journal, wait_until
from tap import Tap

ENVIRONMENT = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
               "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_btl": "self,vader", "MPIRUN_OPTIONS": "-n 4"}


class Job:
    """Four workers under mpirun, all stopped when the `with` block ends."""

    def __init__(self, script, worker, study, *arguments):
        self.study = study
        self.process = subprocess.Popen([script, worker, f"--study={study}", *arguments], env=ENVIRONMENT, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.stdout.close()

    def pids(self):
        """Returns the PIDs of the workers that have reported: the second last number in a worker's name."""
        return [int(re.search(r"-(\d+)-\d+$", name).group(1)) for name in sorted(Journal(self.study).workers)]

    def wait_for_four(self):
        wait_until("reports of four workers", lambda: len(self.pids()) == 4)

    def end(self):
        """Returns (exit code, output)."""
        output, _ = self.process.communicate(timeout=90)
        return self.process.returncode, output


def main():
    script, worker = map(os.path.abspath, sys.argv[1:])
    if not shutil.which("mpirun"):
        print("1..0 # SKIP no mpirun: apt-get install openmpi-bin")
        return
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="hone-mpi-") as top:
        study = os.path.join(top, "study")
        with Job(script, worker, study, "--total-trials=40", "--epoch-seconds=0.05") as job:
            code, output = job.end()
        tap.check("four ranks succeed", code == 0 and output.count("40 trials") == 4, f"{code}\n{output}")
        Journal(study).check(tap, "together they complete exactly the trials that were asked for", 40)

        study = os.path.join(top, "disturbed")
        long = ("--total-trials=60", "--epoch-seconds=0.2")
        with Job(script, worker, study, *long) as job:
            job.wait_for_four()
            job.process.send_signal(signal.SIGTERM)
            code, output = job.end()
        tap.check("SIGTERM pauses all four, and the exit code is 75", code == 75 and output.count("paused") == 4, f"{code}\n{output}")
        tap.check("each has set its trial aside", len(set(Journal(study).pauses)) == 4, f"{Journal(study).pauses}")

        before = Journal(study).workers
        with Job(script, worker, study, *long) as job:
            wait_until("reports of a second start", lambda: len(Journal(study).workers) > len(before))
            os.kill(next(pid for pid in job.pids() if os.path.exists(f"/proc/{pid}")), signal.SIGKILL)
            code, output = job.end()
        tap.check("a rank that is killed ends the job, which says by what", code == 137, f"{code}\n{output}")

        with Job(script, worker, study, *long) as job:
            code, output = job.end()
        tap.check("the next start goes on to the end", code == 0, f"{code}\n{output}")
        Journal(study).check(tap, "and the trials are exactly those that were asked for", 60)
        tap.check("a trial was taken up from a dead worker", max(Journal(study).attempts.values()) >= 1, f"{Journal(study).attempts}")

        with Job(script, worker, study, "--no-such-option") as job:
            code, output = job.end()
        tap.check("a mistake in the command is a failure", code == 1 and "no-such-option" in output, f"{code}\n{output}")
    tap.end()


main()
