# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Kills a saving program, cuts its power and fills its disk, then opens the files left. Control: torch::save.

crash_saves.py CHECKPOINT_SAVER

HONE_KILLS sets the number of kills (default: 8), HONE_POWER_CUTS that of power cuts (default: 3); 1000 and 40 take some
minutes. A power cut shuts down an ext4 file system on a loop device with EXT4_IOC_SHUTDOWN and mounts it again: data that
had not reached the device is lost. Power cuts and the small full disk need root.
"""
import contextlib
import fcntl
import os
import random
import re
import signal
import struct
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap

SAVER = os.path.abspath(sys.argv[1])
KILLS = int(os.environ.get("HONE_KILLS", "8"))
CUTS = int(os.environ.get("HONE_POWER_CUTS", "3"))
EXT4_IOC_SHUTDOWN = 0x8004587D
NO_LOG_FLUSH = struct.pack("I", 2)
random.seed(7)
signal.signal(signal.SIGTERM, lambda *_: sys.exit("hone: stopped"))  # exits normally, so that file systems are unmounted


class Machine(Exception):
    """This machine lacks what a check needs."""


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)


def must(*command):
    result = run(*command)
    if result.returncode != 0:
        raise Machine(f"{' '.join(command)}: {result.stdout.strip()}")


def acknowledged(text):
    return max([int(line) for line in re.findall(r"^(\d+)$", text, re.MULTILINE)], default=0)


class Saver:
    """A running saver. Its output goes to a file, so that no acknowledgement is lost when it is killed."""

    def __init__(self, command, directory, *more):
        self.words = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([SAVER, command, directory, *more], stdout=self.words, stderr=subprocess.STDOUT)

    def text(self):
        self.words.seek(0)
        return self.words.read()

    def wait_for_saves(self, count):
        until = time.monotonic() + 60
        while acknowledged(self.text()) < count and self.process.poll() is None and time.monotonic() < until:
            time.sleep(0.002)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        return acknowledged(self.text())


def look(directory, control):
    """Returns (error or None, epoch to resume from) for the files that are left."""
    result = run(SAVER, "check-torch" if control else "check", directory)
    if result.returncode != 0:
        return (result.stdout.splitlines() or [f"the check ended with {result.returncode}"])[0], 0
    epochs = [int(epoch) for epoch in re.findall(r"pt (\d+)", result.stdout)]
    return None, max(epochs, default=0)


class Count:
    def __init__(self):
        self.crashes = self.saves = self.unreadable = self.lost = 0
        self.why = []

    def add(self, acknowledged_epoch, wrong, epoch):
        self.crashes += 1
        self.saves += acknowledged_epoch
        if wrong:
            self.unreadable += 1
            self.why.append(wrong)
        elif epoch < acknowledged_epoch:
            self.lost += 1
            self.why.append(f"epoch {acknowledged_epoch} was acknowledged, and {epoch} is there")

    def __str__(self):
        return (f"{self.crashes} crashes, {self.saves} saves acknowledged, {self.unreadable} times no readable file, "
                f"{self.lost} times an acknowledged save lost")


def kills(command, times):
    count = Count()
    for _ in range(times):
        with tempfile.TemporaryDirectory() as directory:
            saver = Saver(command, directory)
            saver.wait_for_saves(1)
            time.sleep(random.random() * 0.03)
            done = saver.kill()
            count.add(done, *look(directory, command == "torch"))
            if command == "save":  # the next process removes temporary files and resumes
                saver = Saver(command, directory)
                saver.wait_for_saves(done + 1)
                saver.kill()
                left = [name for name in os.listdir(directory) if name.endswith(".tmp")]
                if acknowledged(saver.text()) <= done or len(left) > 1:
                    count.unreadable += 1
                    count.why.append(f"it did not go on from {done}: {left} {saver.text()[-500:]}")
    return count


@contextlib.contextmanager
def mounted(*arguments):
    directory = tempfile.mkdtemp()
    must("mount", *arguments, directory)
    try:
        yield directory
    finally:
        for _ in range(50):
            if run("umount", directory).returncode == 0:
                break
            time.sleep(0.1)
        os.rmdir(directory)


def cut(command, image):
    with mounted("-o", "loop", image) as disk:
        directory = os.path.join(disk, "run")
        os.mkdir(directory)
        os.sync()
        saver = Saver(command, directory)
        saver.wait_for_saves(1)
        time.sleep(random.random() * 0.3)
        handle = os.open(disk, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, EXT4_IOC_SHUTDOWN, NO_LOG_FLUSH)
        except OSError as error:
            raise Machine(f"EXT4_IOC_SHUTDOWN: {error}") from error
        finally:
            os.close(handle)
            time.sleep(0.02)
            done = saver.kill()
    with mounted("-o", "loop", image) as disk:
        directory = os.path.join(disk, "run")
        result = (done, *look(directory, command == "torch"))
        run("rm", "-rf", directory)
        return result


def power_cuts(command, times):
    if os.geteuid() != 0:
        raise Machine("not root")
    count = Count()
    with tempfile.TemporaryDirectory() as folder:
        image = os.path.join(folder, "disk")
        with open(image, "wb") as file:
            file.truncate(64 << 20)
        try:
            must("mkfs.ext4", "-q", "-F", image)
        except FileNotFoundError as error:
            raise Machine("no mkfs.ext4") from error
        for _ in range(times):
            count.add(*cut(command, image))
    return count


def full_disk(command):
    """Saves growing files until the disk is full. Returns how it ended, what was acknowledged, and what is left."""
    if os.geteuid() != 0:
        raise Machine("not root")
    with mounted("-t", "tmpfs", "-o", "size=4m", "none") as disk:
        saver = Saver(command, disk, "50000")
        status = saver.process.wait(timeout=120)
        litter = [name for name in os.listdir(disk) if name.endswith(".tmp")]
        return status, acknowledged(saver.text()), saver.text(), litter, look(disk, command == "torch")


def note(control):
    print(f"# torch::save in place, the control: {control}")


tap = Tap()


def check(name, body):
    try:
        tap.check(name, *body())
    except Machine as why:
        tap.skip(name, f"(machine) {why}")


def killed():
    count = kills("save", KILLS)
    print(f"# hone: {count}")
    note(kills("torch", max(3, KILLS // 4)))
    return count.unreadable + count.lost == 0, "\n".join(count.why)


def without_power():
    count = power_cuts("save", CUTS)
    print(f"# hone: {count}")
    note(power_cuts("torch", max(1, CUTS // 3)))
    return count.unreadable + count.lost == 0 and count.saves > 0, "\n".join(count.why)


def without_room():
    status, saved, text, litter, (wrong, epoch) = full_disk("save")
    print(f"# hone: ended with {status}, {saved} saves, then {wrong or f'epoch {epoch} is there'}")
    control = full_disk("torch")
    note(f"ended with {control[0]} after {control[1]} saves, then {control[4][0] or 'its last save is there'}")
    good = status == 1 and saved > 0 and not wrong and epoch == saved and not litter and "No space left" in text
    return good, f"{status} {saved} {litter} {wrong} {epoch}\n{text[-500:]}"


check("kills", killed)
check("power cuts", without_power)
check("a full disk", without_room)
tap.end()
