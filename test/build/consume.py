# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Other people's projects build with hone and run: Meson with a subproject, Meson and CMake with an installed hone, each
with the libraries and header-only. Then the mistakes: the two modes mixed in one program, and another torch's headers.

consume.py SOURCE_ROOT MESON (true|false: with torch) TORCH_ROOT TORCH_INCLUDE
"""

import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from tap import Tap

FOLDER = os.path.dirname(os.path.abspath(__file__))
source, meson, with_torch, torch_root, torch_include = sys.argv[1:]

# The programs, and a class of hone's that each uses.
PROGRAMS = {"search": "Study", "train": "CheckpointHook", "threads": "Study"} if with_torch == "true" else {"search": "Study"}
# What `meson install` may compile: the libraries and the program `hone`.
INSTALLED = {"hone.cpp", "hone_torch.cpp", "rdb.cpp", "mlflow.cpp", "tensorboard.cpp", "distributed.cpp", "main.cpp"}


class Failed(Exception):
    pass


def run(*command, fails_with=None, **where):
    """Runs a command, which must succeed, or fail and say `fails_with`."""
    result = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **where)
    as_expected = result.returncode == 0 if fails_with is None else result.returncode != 0 and re.search(fails_with, result.stdout)
    if not as_expected:
        raise Failed(f"$ {' '.join(command)}\n{result.stdout[-4000:]}")
    return result.stdout


def check_symbols(folder, header_only):
    """With the libraries the programs refer to hone's functions; header-only they define them."""
    for program, used in PROGRAMS.items():
        [file] = glob.glob(f"{folder}/build/**/{program}.cpp.o", recursive=True)
        symbols = run("nm", "-C", file)
        wanted = f" [VW] hone::header_only_v0::{used}::" if header_only else f" U hone::v0::{used}::"
        if not re.search(wanted, symbols):
            raise Failed(f"{program} was compiled in the wrong mode: nm shows no{wanted}")


def build_and_run(setup, build, folder, header_only):
    setup()
    run(*build, cwd=folder)
    for program in PROGRAMS:
        run(os.path.join(folder, "build", program), cwd=tempfile.mkdtemp(dir=folder))
    check_symbols(folder, header_only)


class Consumer:
    """One user's project in a directory of its own, with hone installed in `prefix`."""

    def __init__(self, root):
        self.root = root
        self.prefix = os.path.join(root, "prefix")
        self.environment = dict(os.environ, PKG_CONFIG_PATH=os.path.join(self.prefix, "lib/pkgconfig"))

    def project(self, name, header_only):
        """A copy of the project, which names the header-only targets if it is to."""
        folder = shutil.copytree(os.path.join(FOLDER, "consumer"), os.path.join(self.root, f"{name}-{header_only}"))
        for file in ["meson.build", "CMakeLists.txt"] if header_only else []:
            path = os.path.join(folder, file)
            with open(path, encoding="utf-8") as opened:
                text = opened.read()
            for old, new in [("'hone'", "'hone-header-only'"), ("['hone-header-only', ", "['hone', "), ("'hone-torch'", "'hone-torch-header-only'"),
                             ("'hone_dep'", "'hone_header_only_dep'"), ("'hone_torch_dep'", "'hone_torch_header_only_dep'"),
                             ("hone::hone", "hone::header_only"), ("hone::torch", "hone::torch_header_only")]:
                text = text.replace(old, new)
            with open(path, "w", encoding="utf-8") as opened:
                opened.write(text)
        return folder

    def subproject(self, header_only):
        folder = self.project("subproject", header_only)
        os.mkdir(os.path.join(folder, "subprojects"))
        os.symlink(source, os.path.join(folder, "subprojects/hone"))
        names = "hone,hone-torch,hone-header-only,hone-torch-header-only"
        build_and_run(lambda: run(meson, "setup", "build", "-Ddebug=false", f"-Dtorch={with_torch}",
                                  f"-Dhone:torch_root={torch_root}", f"--force-fallback-for={names}", cwd=folder),
                      ["ninja", "-C", "build", *PROGRAMS], folder, header_only)

    def install(self):
        build = os.path.join(self.root, "install")
        run(meson, "setup", build, source, f"--prefix={self.prefix}", "--libdir=lib", "-Dcli=disabled", f"-Dtorch_root={torch_root}",
            "-Doptimization=0")
        with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
            compiled = {os.path.basename(command["file"]) for command in json.load(file)}
        if not compiled <= INSTALLED:
            raise Failed(f"meson install compiles {', '.join(sorted(compiled - INSTALLED))}")
        run(meson, "install", "-C", build)

    def meson(self, header_only):
        folder = self.project("meson", header_only)
        build_and_run(lambda: run(meson, "setup", "build", "-Ddebug=false", f"-Dtorch={with_torch}",
                                  "--wrap-mode=nofallback", cwd=folder, env=self.environment),
                      [meson, "compile", "-C", "build"], folder, header_only)

    def cmake(self, header_only):
        folder = self.project("cmake", header_only)
        build_and_run(lambda: run("cmake", "-G", "Ninja", "-S", ".", "-B", "build", f"-DTORCH={with_torch}",
                                  f"-DCMAKE_PREFIX_PATH={self.prefix};{torch_root}", cwd=folder),
                      ["cmake", "--build", "build"], folder, header_only)

    def flags(self, package):
        return run("pkg-config", "--cflags", "--libs", package, env=self.environment).split()

    def mixed(self, caller, fails_with):
        """A program of two files: trials_of.cpp against the libraries, and `caller`, header-only."""
        folder = tempfile.mkdtemp(dir=self.root)
        for file, package in [("trials_of", "hone"), (caller, "hone-header-only")]:
            run("g++", "-std=c++17", "-c", os.path.join(FOLDER, f"mixed/{file}.cpp"), "-o", f"{folder}/{file}.o", *self.flags(package))
        run("g++", f"{folder}/{caller}.o", f"{folder}/trials_of.o", "-o", f"{folder}/program", *self.flags("hone"), fails_with=fails_with)
        if fails_with is None:
            run(f"{folder}/program", cwd=folder)

    def other_torch(self):
        """The headers of a torch of another version, in front of those that the library was compiled with."""
        folder = os.path.join(self.root, "other")
        os.makedirs(os.path.join(folder, "torch"))
        with open(os.path.join(torch_include, "torch/version.h"), encoding="utf-8") as file:
            version = re.sub(r"(#define TORCH_VERSION_PATCH) .*", r"\1 99", file.read())
        with open(os.path.join(folder, "torch/version.h"), "w", encoding="utf-8") as file:
            file.write(version)
        run("g++", "-std=c++20", f"-I{folder}", os.path.join(FOLDER, "consumer/train.cpp"), "-o", f"{folder}/train",
            *self.flags("hone-torch"), fails_with=r"undefined reference to `hone::v0::detail::libtorch_\d+_\d+_99_cxx11_abi_")


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as root:
        user = Consumer(root)
        steps = [
            ("a Meson project takes hone as a subproject, with its libraries", user.subproject, False),
            ("hone installs, and compiles no more than it installs", user.install),
            ("a Meson project takes the installed libraries", user.meson, False),
            ("a Meson project takes the installed headers", user.meson, True),
            ("a CMake project takes the installed libraries", user.cmake, False),
            ("a CMake project takes the installed headers", user.cmake, True),
            ("a file with the libraries and a header-only one that pass each other a study do not link", user.mixed, "calls_it",
             r"undefined reference to `trials_of\(hone::header_only_v0::Study const&\)"),
            ("those that share nothing of hone's link and run", user.mixed, "each_its_own", None),
        ]
        if with_torch == "true":
            steps.append(("the headers of another torch do not link with the library", user.other_torch))
        for name, step, *arguments in steps:
            if step == user.cmake and not shutil.which("cmake"):
                tap.skip(name, "CMake is not installed")
                continue
            try:
                step(*arguments)
                tap.check(name, True)
            except Failed as failed:
                tap.check(name, False, str(failed))
    tap.end()


main()
