# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Opens reports in headless Chromium: counts what is drawn, uses the table, and expects no console errors.

report_page.py REPORT_WRITER
"""

import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import Tap

WRITER = sys.argv[1]
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
tap = Tap()

# Runs after the page's own script and adds its observations to the DOM, for --dump-dom.
LOOK = """<script>
const seen = {ready: document.body.dataset.ready, error: document.body.dataset.error, marks: {}};
const texts = (selector) => [...document.querySelectorAll(selector)].map((found) => found.textContent);
for (const section of document.querySelectorAll("section"))
  if (section.querySelector("figure") && !section.hidden) seen.marks[section.id] = Number(section.querySelector("figure").dataset.marks);
seen.canvases = document.querySelectorAll("canvas").length;
seen.painted = [...document.querySelectorAll("canvas")].filter((canvas) =>
  canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((byte) => byte > 0)).length;
seen.wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
seen.title = document.querySelector("h1").textContent;
seen.background = getComputedStyle(document.body).backgroundColor;
seen.rows = texts("tbody tr").length;
seen.columns = texts("th");
seen.shown = document.getElementById("shown").textContent;
seen.said = texts("figure > p");
const column = (i) => texts(`tbody td:nth-child(${i})`);
const head = (i) => document.querySelector(`th:nth-child(${i}) button`).click();
const filter = (text) => { const box = document.getElementById("filter"); box.value = text; box.oninput(); };
head(3), seen.up = column(3), head(3), seen.down = column(3);
filter("state=complete dropout<0.3"), seen.filtered = [document.getElementById("shown").textContent, column(2)];
filter("no such text"), seen.none = texts("tbody tr").length;
filter(""), document.getElementById("next").click(), seen.second = texts("tbody tr").length;
if (document.querySelector("tbody tr")) document.querySelector("tbody tr").click(), seen.selected = texts("tr.selected").length;
document.getElementById("zoom").click(), seen.zoomed = Number(document.querySelector("#history figure").dataset.marks);
seen.error ??= document.body.dataset.error;
const answer = document.createElement("pre");
answer.id = "seen", answer.textContent = JSON.stringify(seen), document.body.append(answer);
</script>"""


def look(kind, trials, folder, *flags):
    """Returns what LOOK saw on the report, and the page's text."""
    path = os.path.join(folder, f"{kind}{trials}.html")
    subprocess.run([WRITER, kind, str(trials), path], check=True, stdout=subprocess.DEVNULL)
    with open(path, encoding="utf-8") as file:
        page = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(page.replace("</body>", LOOK + "</body>"))
    run = subprocess.run(
        [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--enable-logging=stderr",
         f"--user-data-dir={folder}/profile", "--virtual-time-budget=20000", "--dump-dom", *flags, "file://" + path],
        capture_output=True, text=True, timeout=120)
    found = re.search(r'<pre id="seen">(.*?)</pre>', run.stdout, re.S)
    seen = json.loads(html.unescape(found.group(1))) if found else {"error": run.stderr[-2000:], "marks": {}}
    seen["console"] = re.findall(r".*CONSOLE.*", run.stderr)
    return seen, page


def check(name, got, wanted):
    tap.check(name, got == wanted, f"got    {got}\nwanted {wanted}")


def is_well(name, seen):
    check(f"{name}: the script ends, and the console is empty", [seen.get("error"), seen["console"], bool(seen.get("ready"))],
          [None, [], True])


def counts(trials):
    failed = [n for n in range(trials) if n % 11 == 10]
    pruned = [n for n in range(trials) if n % 7 == 6 and n % 11 != 10]
    return [n for n in range(trials) if n not in set(failed) | set(pruned)]


def main():
    if not BROWSER:
        tap.skip("reports in a browser", "no chromium")
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for trials in 10, 1000, 10000:
            seen, page = look("one", trials, folder)
            is_well(f"{trials} trials", seen)
            complete = counts(trials)
            with_momentum = sum(n % 3 == 0 for n in complete)
            check(f"{trials} trials: each is drawn in each figure", seen["marks"], {
                "history": len(complete), "importances": 5, "parallel": len(complete),
                "slices": 4 * len(complete) + with_momentum, "intermediate": trials, "timeline": trials})
            check(f"{trials} trials: every canvas has something on it", [seen["canvases"], seen["painted"]], [9, 9])
            check(f"{trials} trials: a page of the table", [seen["rows"], seen["shown"]],
                  [min(50, trials), f"1 to {min(50, trials)} of {trials}"])
            values = [float(text) for text in seen["up"] if text]
            falling = [float(text) for text in seen["down"] if text]
            tap.check(f"{trials} trials: the table sorts by value, both ways",
                      len(values) > 5 and values == sorted(values) and falling == sorted(falling, reverse=True),
                      f"{values}\n{falling}")
            check(f"{trials} trials: a trial is selected, and another page turned", [seen["selected"], seen["second"]],
                  [1, min(50, trials)])
            tap.check(f"{trials} trials: the file is small", len(page) < 60_000 + 450 * trials, f"{len(page)} bytes")

        seen, _ = look("one", 1000, folder)
        low = [n for n in counts(1000) if 0.7 * (n * 0.569840 % 1.0) < 0.3]
        check("a filter of two conditions", seen["filtered"], [f"1 to 50 of {len(low)}", ["COMPLETE"] * 50])
        check("a filter that nothing meets leaves no row", seen["none"], 0)
        tap.check("the worst tenth can be left out", seen["zoomed"] == round(0.9 * len(counts(1000))) or
                  abs(seen["zoomed"] - 0.9 * len(counts(1000))) <= 1, str(seen["zoomed"]))

        refused = subprocess.run([WRITER, "one", "1", folder + "/absent/report.html"], capture_output=True, text=True)
        tap.check("a file that cannot be written is an error that names it",
                  refused.returncode == 1 and "/absent/report.html" in refused.stderr, refused.stderr)

        dark, _ = look("one", 10, folder, "--blink-settings=preferredColorScheme=0")
        light, _ = look("one", 10, folder, "--blink-settings=preferredColorScheme=1")
        check("dark and light as the reader prefers", [dark["background"], light["background"]],
              ["rgb(20, 23, 28)", "rgb(244, 245, 247)"])
        narrow, _ = look("one", 10, folder, "--window-size=500,900")
        check("a narrow page does not scroll sideways", narrow["wide"], 0)

        seen, _ = look("two", 300, folder)
        is_well("two objectives", seen)
        check("two objectives: all are on the Pareto plot", seen["marks"]["front"], len(counts(300)))
        check("two objectives: both stand in the table", seen["columns"][2:4], ["Value 0", "Value 1"])

        seen, _ = look("one", 0, folder)
        is_well("no trial", seen)
        check("no trial: every figure says so", seen["said"], ["The study has no trial yet."] * 6)
        seen, _ = look("pruned", 10, folder)
        is_well("no COMPLETE trial", seen)
        check("no COMPLETE trial: what needs one says so", seen["said"], ["No trial is COMPLETE yet."] * 4)
        check("no COMPLETE trial: what was reported is drawn", seen["marks"]["intermediate"], 10)

        seen, page = look("odd", 20, folder)
        is_well("odd names and values", seen)
        check("odd names and values: text stays text", [seen["title"], page.count("</script>")], ['an "odd" & <i>study', 2])
        check("odd names and values: infinity is left out", seen["marks"]["history"], len(counts(20)) - 1)
        tap.check("odd names and values: attributes are columns", 'a "quoted" & <name>' in seen["columns"], str(seen["columns"]))


main()
tap.end()
