# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Combines many programs into one C++ file, since headers dominate the compile time of small programs.

batch.py OUTPUT PROGRAM.cpp...

Each program gets its own namespace. The executable runs the program that matches its file name: as `readme` it runs
readme.cpp. A prefix such as `snippet_` is ignored.
"""

import os
import re
import sys

DIRECTIVE = re.compile(r"^\s*#.*$", re.MULTILINE)
MAIN = re.compile(r"^(?:int|auto) main\((?:[^\n]*\}|.*?^\})$", re.MULTILINE | re.DOTALL)


def one_program(path):
    """Returns (preprocessor directives, program in a namespace)."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    text = re.sub(r'^#include "(.*)"', lambda local: f'#include "{beside(path, local[1])}"', text, flags=re.MULTILINE)
    # Only the global main may omit its return statement.
    text, mains = MAIN.subn(lambda main: re.sub(r"^\}(?= catch)|\}\Z", "return 0; }", main[0], flags=re.MULTILINE), text)
    if mains != 1:
        sys.exit(f"{path}: no main that begins a line and ends at a `}}` that begins one")
    directives = "\n".join(DIRECTIVE.findall(text))
    return directives, f'namespace {name_of(path)} {{\n#line 1 "{path}"\n{text}\n}}\n'


def beside(path, local):
    there = os.path.normpath(os.path.join(os.path.dirname(path), local))
    return there if os.path.exists(there) else local


def name_of(path):
    return os.path.splitext(os.path.basename(path))[0]


def main():
    output, *paths = sys.argv[1:]
    paths = [os.path.abspath(path) for path in paths]
    programs = [one_program(path) for path in paths]
    rows = "".join(f'    {{"{name_of(path)}", [](int count, char** words) {{ return call({name_of(path)}::main, count, words); }}}},\n'
                   for path in paths)
    with open(output, "w", encoding="utf-8") as file:
        # Include all headers first, outside the namespaces: include guards then make the later includes empty.
        file.write("".join(directives + "\n" for directives, _ in programs))
        file.write("".join(program for _, program in programs))
        file.write(f"""
#line 1 "{output}"
#include <cstdio>
#include <string>

int call(int (*program)(), int, char**) {{ return program(); }}
int call(int (*program)(int, char**), int argc, char** argv) {{ return program(argc, argv); }}

int main(int argc, char** argv) {{
  const struct {{
    std::string name;
    int (*run)(int, char**);
  }} programs[] = {{
{rows}  }};
  const std::string path = argv[0], called = path.substr(path.rfind('/') + 1);
  for (const auto& program : programs) {{
    if (called == program.name) return program.run(argc, argv);
  }}
  for (const auto& program : programs) {{
    const auto prefix = called.size() - program.name.size() - 1;
    if (called.size() > program.name.size() && called.substr(prefix) == "_" + program.name) return program.run(argc, argv);
  }}
  std::fprintf(stderr, "there is no program %s in this batch\\n", called.c_str());
  return 2;
}}
""")


main()
