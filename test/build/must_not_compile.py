# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Each program of must_not_compile/ is refused, with the sentence that its first lines expect.

`// expect: SENTENCE` may be given several times. Where the file says `#ifdef FIXED`, it compiles with -DFIXED, so that
nothing else is wrong with it.

must_not_compile.py INCLUDE STD [TORCH_FLAG...] -- COMPILER...
"""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from compiler import Compiler, in_parallel
from tap import Tap

FOLDER = os.path.join(os.path.dirname(__file__), "must_not_compile")


def main():
    split = sys.argv.index("--")
    include, std, *torch_flags = sys.argv[1:split]
    compiler = Compiler(sys.argv[split + 1:], include)
    flags = [*torch_flags, "-Werror=unused-result"]

    def judge(name):
        with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
            source = file.read()
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
        if "#ifdef FIXED" in source:
            compiles, said = compiler.check(source, std, [*flags, "-DFIXED"])
            if not compiles:
                return False, f"with -DFIXED it should compile\n{said[:4000]}"
        return True, ""

    tap = Tap()
    for name, result in in_parallel(judge, sorted(f for f in os.listdir(FOLDER) if f.endswith(".cpp"))):
        if result is None:
            tap.skip(name, "without libtorch")
        else:
            tap.check(f"{name} is refused", *result)
    tap.end()


main()
