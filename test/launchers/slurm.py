# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Runs samples/launchers/slurm_array.sh on a real two-node Slurm cluster on this machine.

slurm.py SLURM_ARRAY_SH WORKER    needs Debian's slurmctld, slurmd, slurm-client and munge, but not root
"""

import getpass
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from study import Journal, wait_until
from tap import Tap

CONFIGURATION = """
ClusterName=hone
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={top}/munge.socket
CredType=cred/munge
StateSaveLocation={top}/state
SlurmdSpoolDir={top}/spool-%n
SlurmctldPidFile={top}/slurmctld.pid
SlurmdPidFile={top}/slurmd-%n.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
ReturnToService=2
NodeName=one NodeHostname=localhost NodeAddr=127.0.0.1 Port={ports[1]} CPUs=2
NodeName=two NodeHostname=localhost NodeAddr=127.0.0.1 Port={ports[2]} CPUs=2
PartitionName=all Nodes=ALL Default=YES State=UP
"""


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [opened.getsockname()[1] for opened in sockets]
    for opened in sockets:
        opened.close()
    return ports


class Cluster:
    """munged, slurmctld and two slurmd in their own directory. Leaving `with` cancels the jobs, then stops the daemons."""

    def __init__(self, top):
        self.top, self.daemons = top, []
        os.environ["SLURM_CONF"] = os.path.join(top, "slurm.conf")

    def __enter__(self):
        for folder in ("state", "spool-one", "spool-two"):
            os.mkdir(os.path.join(self.top, folder))
        with open(os.environ["SLURM_CONF"], "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(top=self.top, user=getpass.getuser(), ports=free_ports(3)))
        with open(f"{self.top}/cgroup.conf", "w", encoding="utf-8") as file:
            file.write("CgroupPlugin=cgroup/v1\n")  # unused; v2 stops slurmd if no cgroup is mounted (container)
        with open(os.open(f"{self.top}/munge.key", os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(os.urandom(1024))
        paths = {"key-file": "key", "socket": "socket", "pid-file": "pid", "log-file": "log", "seed-file": "seed"}
        try:
            self.start("munged", "--foreground", "--force", *(f"--{o}={self.top}/munge.{n}" for o, n in paths.items()))
            wait_until("munged", lambda: os.path.exists(f"{self.top}/munge.socket"), 20)
            self.start("slurmctld", "-D")
            for node in ("one", "two"):
                self.start("slurmd", "-D", "-N", node)
            wait_until("two idle nodes", lambda: self.ask("sinfo", "-h", "-N", "-o", "%t").split() == ["idle"] * 2)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        subprocess.run(["scancel", "--quiet", "--user", getpass.getuser()], timeout=30, check=False, stderr=subprocess.DEVNULL)
        try:
            wait_until("an empty queue", lambda: not self.ask("squeue", "-h"), 20)
        except (TimeoutError, OSError):
            pass
        for daemon in reversed(self.daemons):
            daemon.terminate()
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()

    def start(self, program, *arguments):
        log = open(os.path.join(self.top, f"log-{len(self.daemons)}-{program}"), "wb")
        self.daemons.append(subprocess.Popen([program, *arguments], stdout=log, stderr=log, stdin=subprocess.DEVNULL))

    def ask(self, *command):
        """Returns the output of a Slurm command; "" while the controller is not running."""
        return subprocess.run(command, capture_output=True, text=True, timeout=30).stdout

    def submit(self, tasks, output, *command):
        result = subprocess.run(["sbatch", "--parsable", f"--array=0-{tasks - 1}", f"--output={output}", *command],
                                capture_output=True, text=True, timeout=30)
        assert result.returncode == 0, result.stderr
        return result.stdout.strip()

    def task(self, name):
        """Returns [state, exit code and signal, restarts, node] of an array task."""
        text = self.ask("scontrol", "show", "job", name)
        found = [re.search(rf"\b{key}=(\S+)", text) for key in ("JobState", "ExitCode", "Restarts", "NodeList")]
        return [match.group(1) if match else "" for match in found]

    def worker_of(self, worker, task):
        """Returns the PID of the worker of an array task."""
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/environ", "rb") as file:
                    environment = file.read().split(b"\0")
                is_worker = os.path.samefile(f"/proc/{pid}/exe", worker)
            except OSError:  # the process has ended, or belongs to another user
                continue
            if is_worker and {b"SLURM_CONF=" + os.environ["SLURM_CONF"].encode(), b"SLURM_ARRAY_TASK_ID=%d" % task} <= set(environment):
                return int(pid)
        raise AssertionError(f"no process of task {task}")

    def wait_for(self, job, seconds=120):
        wait_until(f"the end of job {job}", lambda: not self.ask("squeue", "-h", "-j", job).strip(), seconds)

    def logs(self):
        text = []
        for name in sorted(os.listdir(self.top)):
            if name.startswith(("log-", "out-")):
                with open(os.path.join(self.top, name), errors="replace") as file:
                    text.append(f"{name}:\n" + "".join(file.readlines()[-30:]))
        return "\n".join(text)


def undisturbed(tap, cluster, script, worker):
    study = os.path.join(cluster.top, "study")
    job = cluster.submit(4, f"{cluster.top}/out-%a", script, worker, f"--study={study}", "--total-trials=40", "--epoch-seconds=0.05")
    cluster.wait_for(job)
    tasks = [cluster.task(f"{job}_{i}") for i in range(4)]
    tap.check("four tasks of an array succeed", all(task[:2] == ["COMPLETED", "0:0"] for task in tasks), f"{tasks}")
    tap.check("both nodes have run some", {task[3] for task in tasks} == {"one", "two"}, f"{tasks}")
    journal = Journal(study)
    journal.check(tap, "together they complete exactly the trials that were asked for", 40)
    tap.check("and each has done its share", len(journal.workers) == 4, f"{journal.workers}")


def disturbed(tap, cluster, script, worker):
    """Of four tasks, one gets the time-limit signal, one is killed, and one is requeued by the scheduler."""
    study = os.path.join(cluster.top, "disturbed")
    job = cluster.submit(4, f"{cluster.top}/out-disturbed-%a", script, worker, f"--study={study}", "--total-trials=60",
                         "--epoch-seconds=0.2")
    wait_until("reports of four workers", lambda: len(Journal(study).workers) == 4)
    subprocess.run(["scancel", "--signal=TERM", f"{job}_0"], check=True, timeout=30)
    os.kill(cluster.worker_of(worker, 1), signal.SIGKILL)
    subprocess.run(["scontrol", "requeue", f"{job}_2"], check=True, timeout=30)
    for task in (0, 2):  # Slurm delays a requeued task by two minutes
        wait_until(f"task {task} back in the queue", lambda: cluster.task(f"{job}_{task}")[0] == "PENDING")
        subprocess.run(["scontrol", "update", f"JobId={job}_{task}", "StartTime=now"], check=True, timeout=30)
    paused = list(Journal(study).pauses)
    cluster.wait_for(job)

    states = {i: cluster.task(f"{job}_{i}") for i in range(4)}
    with open(f"{cluster.top}/out-disturbed-0", encoding="utf-8") as file:
        said = file.read()
    tap.check("a task that Slurm signals pauses with 75", "paused" in said and "exit code 75" in said, said)
    tap.check("goes back to the queue by itself, starts again and succeeds", states[0][:3] == ["COMPLETED", "0:0", "1"], f"{states[0]}")
    tap.check("a task whose worker is killed fails, and says by what", states[1][:2] == ["FAILED", "137:0"], f"{states[1]}")
    tap.check("a task that the scheduler puts back succeeds too", states[2][:3] == ["COMPLETED", "0:0", "1"], f"{states[2]}")
    tap.check("the fourth has heard nothing of it", states[3][:3] == ["COMPLETED", "0:0", "0"], f"{states[3]}")
    journal = Journal(study)
    tap.check("two trials were paused, and one was abandoned",
              len(paused) == 2 and sorted(journal.attempts.values())[-1] == 1 and sum(journal.attempts.values()) == 1,
              f"paused {paused}, taken up {journal.attempts}")
    journal.check(tap, "all were taken up again, and the trials are exactly those that were asked for", 60)
    again = subprocess.run([worker, f"--study={study}", "--total-trials=60"], capture_output=True, text=True, timeout=60)
    tap.check("a worker that comes later finds nothing to do", again.stdout.startswith("60 trials"), again.stdout + again.stderr)


def main():
    script, worker = map(os.path.abspath, sys.argv[1:])
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    lacking = [name for name in ("munged", "slurmctld", "slurmd", "sbatch", "srun") if not shutil.which(name)]
    if lacking:
        print(f"1..0 # SKIP no {', '.join(lacking)}: apt-get install slurmctld slurmd slurm-client munge")
        return
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="hone-slurm-") as top:
        cluster = Cluster(top)
        try:
            with cluster:
                undisturbed(tap, cluster, script, worker)
                disturbed(tap, cluster, script, worker)
        except Exception as error:
            tap.check("Slurm does as it is told", False, f"{type(error).__name__}: {error}\n{cluster.logs()}")
    tap.end()


main()
