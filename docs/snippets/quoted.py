# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Each block of C++, Python, Meson or CMake in the documents stands in a file that the tests build or run.

White space does not count; a line `// ...` or `# ...` in a block stands for lines left out.

quoted.py SOURCE_ROOT
"""

import glob
import os
import re
import sys

root = sys.argv[1]
sys.path.insert(0, os.path.join(root, "test"))
from tap import Tap

SOURCES = {
    "cpp": ["samples/*.cpp", "docs/snippets/*.cpp"],
    "python": ["docs/snippets/*.py"],
    "meson": ["test/build/consumer/meson.build"],
    "cmake": ["test/build/consumer/CMakeLists.txt"],
}


def squeezed(text):
    return re.sub(r"\s+", "", text)


def stands_in(block, source):
    """Whether the block's parts stand in the source, in order."""
    at = 0
    for part in re.split(r"^\s*(?://|#) \.\.\.\s*$", block, flags=re.MULTILINE):
        at = source.find(squeezed(part), at)
        if at < 0:
            return False
        at += len(squeezed(part))
    return True


tap = Tap()
for document in sorted(glob.glob(os.path.join(root, "*.md")) + glob.glob(os.path.join(root, "docs/*.md"))):
    with open(document, encoding="utf-8") as file:
        text = file.read()
    for match in re.finditer(r"^```(\w+)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        language, block = match.groups()
        if language not in SOURCES:
            continue
        sources = []
        for pattern in SOURCES[language]:
            for path in glob.glob(os.path.join(root, pattern)):
                with open(path, encoding="utf-8") as file:
                    sources.append(squeezed(file.read()))
        line = text.count("\n", 0, match.start()) + 1
        tap.check(f"{os.path.relpath(document, root)}, the block at line {line}", any(stands_in(block, s) for s in sources),
                  f"no file of {', '.join(SOURCES[language])} has this:\n{block}")
tap.end()
