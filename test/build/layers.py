# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""The modules of include/hone and their order. A header may include its own module and those of the rows above.

layers.py PROJECT_ROOT

Also: every impl/ header is included by the header that it defines, and by exactly one of the src.hpp files.
"""

import glob
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from tap import Tap

ORDER = [
    ["base"],
    ["files"],
    ["records"],
    ["storages", "samplers", "checkpoint"],
    ["pruners", "schedulers", "importances", "terminators"],
    ["study"],
    ["hooks"],
    ["report", "plugins"],
    ["all"],
]
# Headers of include/hone itself belong to a module too. "base" is what every module may include.
TOP = {
    "version": "base", "fwd": "base", "error": "base",
    "checkpoint": "checkpoint", "importance": "importances",
    "study": "study", "trial": "study", "copy_study": "study", "fixed_trial": "study",
    "hooks": "hooks", "report": "report",
    "hone": "all", "src": "all", "src_torch": "all",
}
RANK = {module: row for row, modules in enumerate(ORDER) for module in modules}
MOST_FILES = 16  # of one directory


def module_of(header, plugin):
    """The module of hone/...: a header's path below include/."""
    if header in plugin:
        return "plugins"
    parts = header.split("/")[1:]
    return parts[0] if len(parts) > 1 else TOP.get(parts[0][:-len(".hpp")])


def headers_below(include):
    found = glob.glob(os.path.join(include, "hone/**/*.hpp"), recursive=True)
    return {os.path.relpath(path, include): path for path in sorted(found)}


def includes_of(path):
    with open(path, encoding="utf-8") as file:
        return re.findall(r"^\s*#\s*include\s*<(hone/[^>]+\.hpp)>", file.read(), re.MULTILINE)


def misplaced(includes, plugin):
    """Each include that the order forbids, in a line."""
    wrong = []
    for header, included in includes.items():
        module = module_of(header, plugin)
        if module not in RANK:
            wrong.append(f"{header} is of no module; test/build/layers.py lists them")
            continue
        for other in included:
            theirs = module_of(other, plugin)
            if other not in includes:
                wrong.append(f"{header} includes {other}, which does not exist")
            elif module != theirs and RANK[theirs] >= RANK[module]:
                wrong.append(f"{header} includes {other}: {module} may not include {theirs}")
    return sorted(wrong)


def main():
    root = sys.argv[1]
    core = headers_below(os.path.join(root, "include"))
    plugin = {}
    for include in sorted(glob.glob(os.path.join(root, "plugins/*/include"))):
        plugin.update(headers_below(include))
    headers = {**core, **plugin}
    includes = {header: includes_of(path) for header, path in headers.items()}
    tap = Tap()

    wrong = misplaced(includes, plugin)
    tap.check("modules include only themselves and the rows above", not wrong, "\n".join(wrong))
    planted = {**includes, "hone/records/value.hpp": ["hone/samplers/tpe.hpp"], "hone/samplers/tpe.hpp": ["hone/checkpoint/best_trial.hpp"]}
    found = misplaced(planted, plugin)
    tap.check("an include that is planted is found", len(found) == 2 and "hone/records/value.hpp includes hone/samplers/tpe.hpp" in found[0],
              "\n".join(found))

    wrong = []
    for header in headers:
        if "/impl/" not in header:
            continue
        users = [other for other, included in includes.items() if header in included]
        sources = [user for user in users if os.path.basename(user) in ("src.hpp", "src_torch.hpp")]
        if len(sources) != 1:
            wrong.append(f"{header} is in {len(sources)} of the src.hpp files, and must be in one")
        if len(users) != 2:
            wrong.append(f"{header} is included by {', '.join(users)}; it must be one header and one src.hpp")
    tap.check("every definition is in one header and in one library", not wrong, "\n".join(wrong))

    files = {}
    for include in [os.path.join(root, "include"), *glob.glob(os.path.join(root, "plugins/*/include"))]:
        for header in headers_below(include):
            files.setdefault(os.path.join(include, os.path.dirname(header)), []).append(header)
    full = [f"{directory} has {len(found)} headers" for directory, found in files.items() if len(found) > MOST_FILES]
    tap.check(f"no directory has more than {MOST_FILES} headers of its own", not full, "\n".join(full))
    tap.end()


main()
