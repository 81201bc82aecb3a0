# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Checks that each program in must_not_compile/ fails to compile, with the message that its first lines expect.

`// expect: SENTENCE` may be given several times. Programs with `#ifdef FIXED` must compile with -DFIXED (all in one file),
which shows that they have no other error.

must_not_compile.py INCLUDE STD [TORCH_FLAG...] -- COMPILER...
"""

import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from compiler import Compiler, in_parallel
from tap import Tap

BATCH = os.path.join(os.path.dirname(__file__), "../batch.py")
FOLDER = os.path.join(os.path.dirname(__file__), "must_not_compile")


def read(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        return file.read()


def as_one(names):
    """Returns several programs as one source."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "all.cpp")
        subprocess.run([sys.executable, BATCH, path, *(os.path.join(FOLDER, name) for name in names)], check=True)
        with open(path, encoding="utf-8") as file:
            return file.read()


def main():
    split = sys.argv.index("--")
    include, std, *torch_flags = sys.argv[1:split]
    compiler = Compiler(sys.argv[split + 1:], include)
    flags = [*torch_flags, "-Werror=unused-result"]
    names = sorted(f for f in os.listdir(FOLDER) if f.endswith(".cpp"))

    def judge(name):
        source = read(name)
        sentences = re.findall(r"^// expect: (.+)$", source, re.MULTILINE)
        if not sentences:
            return False, "the file has no line `// expect: SENTENCE`"
        if compiler.sees_torch(source) and not torch_flags:
            return None
        compiles, said = compiler.check(source, std, flags)
        if compiles:
            return False, "it compiles"
        plain = re.sub(r"\s+", " ", said)
        missing = [sentence for sentence in sentences if sentence not in plain]
        if missing:
            return False, f"the compiler did not say: {missing[0]}\n{said[:4000]}"
        return True, ""

    tap = Tap()
    for name, result in in_parallel(judge, names):
        if result is None:
            tap.skip(name, "without libtorch")
        else:
            tap.check(f"{name} is refused", *result)
    fixed = [name for name in names if "#ifdef FIXED" in read(name) and (torch_flags or not compiler.sees_torch(read(name)))]
    compiles, said = compiler.check(as_one(fixed), std, [*flags, "-DFIXED"])
    tap.check(f"with -DFIXED {len(fixed)} of them compile", compiles, said[:4000])
    tap.end()


main()
