# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Each link of the documents leads to a file that is there, and to a heading that it has.

links.py SOURCE_ROOT
"""

import glob
import os
import re
import sys

root = sys.argv[1]
sys.path.insert(0, os.path.join(root, "test"))
from tap import Tap


def anchors(path):
    """What a browser finds in a document: its headings, as GitHub names them."""
    with open(path, encoding="utf-8") as file:
        headings = re.findall(r"^#+ (.*)$", file.read(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken(document):
    with open(document, encoding="utf-8") as file:
        links = re.findall(r"\]\(([^)#\s]*)(?:#([^)]*))?\)", file.read())
    for path, anchor in links:
        if path.startswith(("http:", "https:")):
            continue
        target = os.path.normpath(os.path.join(os.path.dirname(document), path)) if path else document
        if not os.path.exists(target):
            yield f"{path} is not there"
        elif anchor and anchor not in anchors(target):
            yield f"{path or document} has no heading #{anchor}"


tap = Tap()
for pattern in ("*.md", "docs/*.md", "plugins/*.md", "samples/**/*.md"):
    for document in sorted(glob.glob(os.path.join(root, pattern), recursive=True)):
        wrong = list(broken(document))
        tap.check(f"the links of {os.path.relpath(document, root)}", not wrong, "\n".join(wrong))
tap.end()
