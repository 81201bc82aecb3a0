# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Other people's projects build with hone and run: Meson with a subproject, Meson and CMake with what was installed.

consume.py SOURCE_ROOT MESON (true|false: with torch) TORCH_ROOT
"""

import glob
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from tap import Tap

CONSUMER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "consumer")
source, meson, with_torch, torch_root = sys.argv[1:]


class Failed(Exception):
    pass


def run(*command, **where):
    result = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **where)
    if result.returncode != 0:
        raise Failed(f"$ {' '.join(command)}\n{result.stdout[-4000:]}")


# The programs, and what they take from the compiled hone where they are linked with that.
PROGRAMS = {"search": "BasicStudy", "train": "BasicCheckpointHook"} if with_torch == "true" else {"search": "BasicStudy"}


def check_takes_from_library(folder):
    for program, taken in PROGRAMS.items():
        [file] = glob.glob(f"{folder}/build/**/{program}.cpp.o", recursive=True)
        symbols = subprocess.run(["nm", "-C", file], text=True, check=True, stdout=subprocess.PIPE).stdout
        if f" U hone::v0::{taken}<void>::" not in symbols:
            raise Failed(f"{program} has compiled {taken} itself")


def build_and_run(setup, build, folder):
    setup()
    run(*build, cwd=folder)
    for program in PROGRAMS:
        run(os.path.join(folder, "build", program), cwd=tempfile.mkdtemp(dir=folder))


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as root:

        def consumer(name):
            return shutil.copytree(CONSUMER, os.path.join(root, name))

        def meson_subproject():
            folder = consumer("subproject")
            os.mkdir(os.path.join(folder, "subprojects"))
            os.symlink(source, os.path.join(folder, "subprojects/hone"))
            build_and_run(lambda: run(meson, "setup", "build", "-Ddebug=false", f"-Dtorch={with_torch}", f"-Dhone:torch_root={torch_root}",
                                      "--force-fallback-for=hone,hone-torch", cwd=folder),
                          [meson, "compile", "-C", "build"], folder)

        def install(prefix, compiled):
            build = f"{prefix}-build"
            run(meson, "setup", build, source, f"--prefix={prefix}", "--libdir=lib", f"-Dcompiled={compiled}", "-Dtests=disabled",
                "-Dsamples=disabled", "-Dcli=disabled", f"-Dtorch_root={torch_root}")
            run(meson, "install", "-C", build)

        def meson_installed(prefix):
            folder = consumer("meson")
            environment = dict(os.environ, PKG_CONFIG_PATH=os.path.join(prefix, "lib/pkgconfig"))
            build_and_run(lambda: run(meson, "setup", "build", "-Ddebug=false", f"-Dtorch={with_torch}", "--wrap-mode=nofallback",
                                      cwd=folder, env=environment),
                          [meson, "compile", "-C", "build"], folder)

        def cmake_installed(prefix):
            folder = consumer(f"cmake-{os.path.basename(prefix)}")
            build_and_run(lambda: run("cmake", "-G", "Ninja", "-S", ".", "-B", "build", f"-DTORCH={with_torch}",
                                      f"-DCMAKE_PREFIX_PATH={prefix};{torch_root}", cwd=folder),
                          ["cmake", "--build", "build"], folder)

        # That a Meson project takes installed headers alone is shown by the contract programs.
        headers, compiled = os.path.join(root, "headers"), os.path.join(root, "compiled")
        for name, step, *arguments in [("a Meson project takes hone as a subproject", meson_subproject),
                                       ("hone installs", install, headers, "false"),
                                       ("a CMake project takes the installed hone", cmake_installed, headers),
                                       ("hone installs compiled", install, compiled, "true"),
                                       ("a Meson project takes the compiled hone", meson_installed, compiled),
                                       ("a CMake project takes the compiled hone", cmake_installed, compiled)]:
            if step is cmake_installed and not shutil.which("cmake"):
                tap.skip(name, "CMake is not installed")
                continue
            try:
                step(*arguments)
                if name.endswith("the compiled hone"):
                    check_takes_from_library(os.path.join(root, "meson" if step is meson_installed else "cmake-compiled"))
                tap.check(name, True)
            except Failed as failed:
                tap.check(name, False, str(failed))
    tap.end()


main()
