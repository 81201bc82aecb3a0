# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Runs the same command lines with hone and optuna on the same storages, and compares the output.

cli_interop.py HONE
"""

import contextlib
import csv
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import warnings

import optuna
import optuna.cli
import yaml
from optuna.trial import TrialState

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../../../test"))
from tap import Tap

HONE = sys.argv[1]
FIXTURES = os.path.join(HERE, "../../../test/fixtures/checkpoints")
HAS_RDB = os.environ.get("HONE_CLI_RDB") == "1"
SPACE = json.dumps({
    "lr": {"name": "FloatDistribution", "attributes": {"low": 1e-5, "high": 0.1, "log": True, "step": None}},
    "layers": {"name": "IntDistribution", "attributes": {"low": 1, "high": 4, "log": False, "step": 1}},
    "optimizer": {"name": "CategoricalDistribution", "attributes": {"choices": ["sgd", "adam"]}}})
tap = Tap()
warnings.filterwarnings("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)


def hone(*words, **env):
    environment = {key: value for key, value in os.environ.items() if key not in ("HONE_STORAGE", "OPTUNA_STORAGE")}
    return subprocess.run([HONE, *map(str, words)], capture_output=True, text=True, env={**environment, **env})


def real(*words):
    """Runs Optuna's program in this process. Returns (exit status, standard output)."""
    out, argv, sys.argv = io.StringIO(), sys.argv, ["optuna", *map(str, words), "-q"]
    optuna.cli._Studies._study_list_header = optuna.cli._Studies._study_list_header[:4]  # undo what earlier calls appended
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            status = optuna.cli.main()
    except SystemExit as end:
        status = end.code
    except Exception:
        status = 1
    finally:
        sys.argv = argv
    return status, out.getvalue()


def check(name, got, wanted):
    tap.check(name, got == wanted, f"got    {got}\nwanted {wanted}")


def read(text, form):
    return json.loads(text) if form == "json" else yaml.safe_load(text) if form == "yaml" else text.rstrip("\n")


def storage_of(path):
    return path if "://" in path else optuna.storages.JournalStorage(optuna.storages.journal.JournalFileBackend(path))


def fill(path):
    """Creates two studies that use every attribute of a trial."""
    storage = storage_of(path)
    study = optuna.create_study(storage=storage, study_name="net", direction="maximize",
                                sampler=optuna.samplers.RandomSampler(seed=1))
    study.set_user_attr("dataset", "fashion")
    for number in range(12):
        trial = study.ask()
        trial.suggest_float("lr", 1e-5, 1e-1, log=True)
        trial.suggest_int("layers", 1, 4)
        if number % 2:
            trial.suggest_categorical("optimizer", ["sgd", "adam", None, True, 2, 0.5, "a 'quoted' word"])
        if number % 3 == 0:
            trial.set_user_attr("note", ["a list", 1, 2.5, {"deep": None}])
        if number == 5:
            trial.set_user_attr("gpu", True)
        trial.report(number / 7, 1)
        if number == 3:
            study.tell(trial, state=TrialState.PRUNED)
        elif number == 4:
            study.tell(trial, state=TrialState.FAIL)
        elif number < 10:
            study.tell(trial, [1e-7, 123456.0, -3e22, None, None, 0.1, 100000.0, 1e16, 0.0001, 2.0][number])
    many = optuna.create_study(storage=storage, study_name="many", directions=["minimize", "maximize"],
                               sampler=optuna.samplers.RandomSampler(seed=1))
    for number in range(6):
        trial = many.ask()
        x = trial.suggest_float("x", 0, 1)
        many.tell(trial, [x, x * x]) if number != 2 else many.tell(trial, state=TrialState.FAIL)
    optuna.create_study(storage=storage, study_name="empty")


def compare_listings(kind, path):
    wrong = []
    count = 0
    for study in "net", "many", "empty":
        for verb in "studies", "study-names", "trials", "best-trial", "best-trials":
            for form in "value", "json", "table", "yaml":
                for flatten in [[], ["--flatten"]] if verb != "study-names" else [[]]:
                    words = [verb, "--storage", path, "-f", form, *flatten]
                    if verb not in ("studies", "study-names"):
                        words += ["--study-name", study]
                    ours, (status, theirs) = hone(*words), real(*words)
                    count += 1
                    if (ours.returncode != 0) != (status != 0):
                        wrong.append(f"{words}: exits with {ours.returncode} and {status}: {ours.stderr}")
                    elif status == 0 and read(ours.stdout, form) != read(theirs, form):
                        wrong.append(f"{words}:\n{ours.stdout}\n{theirs}")
    tap.check(f"{kind}: {count} listings are optuna's", not wrong, "\n".join(wrong[:5]))


def compare_changes(kind, path, make_path):
    at = ["--storage", path]
    made = hone("create-study", "--study-name", "made", "--directions", "minimize", "maximize", *at)
    check(f"{kind}: create-study prints the name", [made.returncode, made.stdout, made.stderr], [0, "made\n", ""])
    study = optuna.load_study(study_name="made", storage=storage_of(path))
    check(f"{kind}: optuna has its directions", [d.name for d in study.directions], ["MINIMIZE", "MAXIMIZE"])
    again = [hone("create-study", "--study-name", "made", *at).returncode, real("create-study", "--study-name", "made", *at)[0]]
    check(f"{kind}: a second of that name is an error", again, [1, 1])
    check(f"{kind}: but not with --skip-if-exists", hone("create-study", "--study-name", "made", "--skip-if-exists", *at).stdout, "made\n")
    check(f"{kind}: study set-user-attr", hone("study", "set-user-attr", "--study-name", "made", "-k", "a", "--value", "1", *at).returncode, 0)
    check(f"{kind}: optuna reads the attribute", optuna.load_study(study_name="made", storage=storage_of(path)).user_attrs, {"a": "1"})
    check(f"{kind}: delete-study", hone("delete-study", "--study-name", "made", *at).returncode, 0)
    check(f"{kind}: it is gone, and the others are not", sorted(optuna.get_all_study_names(storage_of(path))), ["empty", "many", "net"])
    check(f"{kind}: to delete it again is an error", [hone("delete-study", "--study-name", "made", *at).returncode,
                                                     real("delete-study", "--study-name", "made", *at)[0]], [1, 1])


def compare_trials(kind, path):
    """One program asks for trials, the other tells them."""
    at = ["--storage", path, "--study-name", "shared"]
    real("create-study", *at)
    asked = [json.loads(hone("ask", *at, "--search-space", SPACE).stdout), json.loads(real("ask", *at, "--search-space", SPACE)[1]),
             json.loads(hone("ask", *at, "--search-space", SPACE, "--sampler", "RandomSampler", "--sampler-kwargs", '{"seed": 3}').stdout)]
    check(f"{kind}: each ask makes a trial, though who asked is gone", [trial["number"] for trial in asked], [0, 1, 2])
    check(f"{kind}: with the same parameters", [list(trial["params"]) for trial in asked if list(trial["params"]) != sorted(trial["params"])],
          [list(asked[1]["params"])] if list(asked[1]["params"]) != sorted(asked[1]["params"]) else [])
    study = lambda: optuna.load_study(study_name="shared", storage=storage_of(path))
    check(f"{kind}: optuna sees them as they were printed", [trial.params for trial in study().trials], [trial["params"] for trial in asked])
    flat = hone("ask", *at, "--search-space", SPACE, "--flatten", "-f", "value").stdout.split()
    check(f"{kind}: flat values in the order of the search space", [len(flat), flat[0], flat[3] in ("sgd", "adam")], [4, "3", True])
    check(f"{kind}: an ask for nothing", json.loads(hone("ask", *at).stdout), {"number": 4, "params": {}})

    told = [hone("tell", *at, "--trial-number", 1, "--values", -0.5).returncode, real("tell", *at, "--trial-number", 0, "--values", 2)[0]]
    check(f"{kind}: hone tells optuna's trial, and optuna hone's", told, [0, 0])
    reported = [hone("report", *at, "--trial-number", 2, "--step", step, "--value", value).returncode for step, value in [(1, 0.5), (2, -0.25)]]
    check(f"{kind}: report", [reported, study().trials[2].intermediate_values], [[0, 0], {1: 0.5, 2: -0.25}])
    check(f"{kind}: told pruned", hone("tell", *at, "--trial-number", 2, "--state", "pruned").returncode, 0)
    check(f"{kind}: told without a value", hone("tell", *at, "--trial-number", 3).returncode, 0)
    check(f"{kind}: NaN fails", hone("tell", *at, "--trial-number", 4, "--values", "nan").returncode, 0)
    check(f"{kind}: what optuna has of all that", [(t.state.name, t.values) for t in study().trials],
          [("COMPLETE", [2.0]), ("COMPLETE", [-0.5]), ("PRUNED", [-0.25]), ("FAIL", None), ("FAIL", None)])
    for flags, wanted in ([], 1), (["--skip-if-finished"], 0):
        words = ["tell", *at, "--trial-number", 0, "--values", 3, *flags]
        check(f"{kind}: a finished trial is told again {' '.join(flags)}", [hone(*words).returncode, real(*words)[0]], [wanted, wanted])
    for words in (["--state", "pruned", "--values", 1], ["--state", "complete"], ["--state", "none"]):
        words = ["tell", *at, "--trial-number", 0, *words]
        check(f"{kind}: {' '.join(map(str, words[-4:]))} is refused", [hone(*words).returncode != 0, real(*words)[0] != 0], [True, True])

    study().enqueue_trial({"lr": 0.01})
    queued = json.loads(hone("ask", *at, "--search-space", SPACE).stdout)
    check(f"{kind}: an enqueued trial is asked first", [queued["number"], queued["params"]["lr"]], [5, 0.01])


def pruning(folder):
    at = ["--storage", os.path.join(folder, "pruning")]
    check("a study directory is made, and is the name", hone("create-study", *at).stdout, "pruning\n")
    for number in range(4):
        hone("ask", *at)
        hone("report", *at, "--trial-number", number, "--step", 1, "--value", number)
        if number < 3:
            hone("tell", *at, "--trial-number", number, "--values", number)
    ask = lambda *words: hone("should-prune", *at, "--trial-number", 3, *words).returncode
    check("should-prune exits with 3 before there are enough trials", ask(), 3)
    check("and with 0 for a bad trial", ask("--pruner-kwargs", '{"n_startup_trials": 2}'), 0)
    check("by the pruner that is named", [ask("--pruner", "ThresholdPruner", "--pruner-kwargs", json.dumps({"upper": upper})) for upper in (2, 4)], [0, 3])
    check("and never by NopPruner", ask("--pruner", "NopPruner"), 3)
    wrapped = json.dumps({"wrapped_pruner": "NopPruner", "patience": 1})
    check("PatientPruner wraps another", ask("--pruner", "PatientPruner", "--pruner-kwargs", wrapped), 3)


def export(folder, path):
    table = os.path.join(folder, "net.csv")
    check("export to a file", hone("export", "--storage", path, "--study-name", "net", "-o", table).returncode, 0)
    with open(table, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    trials = optuna.load_study(study_name="net", storage=storage_of(path)).trials
    check("csv: numbers, states and values", [(int(row["number"]), row["state"], float(row["value"] or "nan")) for row in rows if row["state"] == "COMPLETE"],
          [(t.number, t.state.name, t.value) for t in trials if t.state == TrialState.COMPLETE])
    check("csv: parameters", [float(row["params_lr"]) for row in rows], [t.params["lr"] for t in trials])
    check("csv: a list is JSON", json.loads(rows[0]["user_attrs_note"]), trials[0].user_attrs["note"])
    lines = [json.loads(line) for line in hone("export", "--storage", path, "--study-name", "net", "-f", "jsonl").stdout.splitlines()]
    check("jsonl: parameters, attributes and reports", [(t["number"], t["state"], t["params"], t["user_attrs"], t["intermediate_values"]) for t in lines],
          [(t.number, t.state.name, t.params, t.user_attrs, {str(k): v for k, v in t.intermediate_values.items()}) for t in trials])
    check("jsonl: distributions are optuna's", [{k: optuna.distributions.json_to_distribution(json.dumps(v)) for k, v in t["distributions"].items()} for t in lines],
          [t.distributions for t in trials])
    page = os.path.join(folder, "net.html")
    check("html", hone("html", "--storage", path, "--study-name", "net", "-o", page).returncode, 0)
    tap.check("html is the report", "Optimization history" in open(page, encoding="utf-8").read())


def checkpoints(folder):
    study = os.path.join(folder, "weights")
    at = ["--storage", study]
    hone("create-study", *at)
    for number in range(4):
        hone("ask", *at)
        os.makedirs(f"{study}/trials/{number}")
        for name in "best.pt", "last.pt":
            shutil.copy(os.path.join(FIXTURES, "format1.pt"), f"{study}/trials/{number}/{name}")
        ending = ["--state", "pruned"] if number == 3 else ["--values", 3 - number]
        check(f"trial {number} with a checkpoint is told", hone("tell", *at, "--trial-number", number, *ending).returncode, 0)
    check("the best pointer follows", os.readlink(f"{study}/best"), "trials/2")
    listed = json.loads(hone("checkpoint", "ls", *at, "-f", "json").stdout)
    check("checkpoint ls: the best one's is marked", {row["file"] for row in listed if row["best"]} >= {"trials/2/best.pt"}, True)
    tensors = json.loads(hone("checkpoint", "ls", f"{study}/best.pt", "-f", "json").stdout)
    tap.check("checkpoint ls FILE: its tensors", len(tensors) > 0 and all(row["bytes"] >= 0 for row in tensors), str(tensors))
    verified = hone("checkpoint", "verify", *at)
    tap.check("checkpoint verify: all are whole", verified.returncode == 0 and verified.stdout.count("whole") == len(listed), verified.stdout + verified.stderr)
    dry = hone("checkpoint", "gc", *at, "--state", "complete", "--dry-run").stdout
    check("checkpoint gc --dry-run: all but the best", dry.split(), [f"trials/{n}" for n in (0, 1) if os.path.isdir(f"{study}/trials/{n}")])
    check("checkpoint gc", [hone("checkpoint", "gc", *at, "--state", "complete").returncode, os.path.exists(f"{study}/trials/0"), os.path.exists(f"{study}/trials/2/best.pt")],
          [0, False, True])
    with open(f"{study}/trials/2/best.pt", "r+b") as file:
        file.seek(-400, os.SEEK_END)
        file.write(b"\xff" * 40)
    damaged = hone("checkpoint", "verify", *at)
    tap.check("checkpoint verify: a damaged file exits with 3 and is named", damaged.returncode == 3 and "trials/2/best.pt" in damaged.stderr, damaged.stderr)
    check("delete-study takes the checkpoints along", [hone("delete-study", *at).returncode, os.path.lexists(f"{study}/best"), os.path.exists(f"{study}/trials/2")],
          [0, False, False])


def errors(folder, path):
    def refused(name, status, words, mention, **env):
        run = hone(*words, **env)
        tap.check(f"{name} is one line, and exits with {status}",
                  run.returncode == status and run.stdout == "" and run.stderr.count("\n") == 1 and mention in run.stderr, f"{run.returncode}: {run.stderr}")

    os.mkdir(os.path.join(folder, "bare"))
    refused("no storage", 1, ["trials"], "--storage")
    refused("a storage that is not there", 1, ["trials", "--storage", folder + "/absent"], "create-study")
    refused("a directory without a study", 1, ["trials", "--storage", os.path.join(folder, "bare")], "journal.log")
    refused("a study that is not there", 1, ["trials", "--storage", path, "--study-name", "absent"], '"absent"')
    refused("one of several studies", 1, ["trials", "--storage", path], "--study-name")
    refused("a study without a COMPLETE trial", 1, ["best-trial", "--storage", path, "--study-name", "empty"], "COMPLETE")
    refused("a sampler that is not there", 1, ["ask", "--storage", path, "--study-name", "net", "--sampler", "Foo"], "TPESampler")
    refused("an argument that a sampler has not", 1, ["ask", "--storage", path, "--study-name", "net", "--sampler", "TPESampler", "--sampler-kwargs", '{"foo": 1}'], "n_startup_trials")
    refused("a search space that is no JSON", 1, ["ask", "--storage", path, "--study-name", "net", "--search-space", "lr"], "--search-space")
    refused("a trial that is not there", 1, ["tell", "--storage", path, "--study-name", "net", "--trial-number", "99"], "99")
    refused("an unknown verb", 2, ["frobnicate"], "--help")
    refused("a missing option", 2, ["tell", "--storage", path], "--trial-number")
    refused("an unknown format", 2, ["trials", "--storage", path, "-f", "xml"], "xml")
    if not HAS_RDB:
        refused("a database without the plugin", 1, ["studies", "--storage", "sqlite:///x.db"], "rdb")
    check("the storage from the environment", [hone("study-names", **{name: path}).returncode for name in ("HONE_STORAGE", "OPTUNA_STORAGE")], [0, 0])


def help_verbs():
    verbs = [verb for verb in optuna.cli._COMMANDS if verb not in ("storage upgrade",)] + ["report", "should-prune", "checkpoint gc", "html", "export"]
    check("every verb has help", [verb for verb in verbs if hone(*verb.split(), "--help").returncode != 0], [])
    page = hone("man").stdout
    check("every verb is in the manual", [verb for verb in verbs if f".SS {verb}\n".replace("-", "\\-") not in page], [])
    complete = """source <("$0" completion bash); COMP_WORDS=($1); COMP_CWORD=$2; _hone; echo "${COMPREPLY[@]}" """
    run = lambda words, at: subprocess.run(["bash", "-c", complete, HONE, words, str(at)], capture_output=True, text=True).stdout.split()
    check("completion of verbs", run("hone best", 1), ["best-trial", "best-trials"])
    check("completion of a verb's options", run("hone ask --sampler", 2), ["--sampler", "--sampler-kwargs"])
    check("completion of formats", run("hone trials --format j", 3), ["json", "jsonl"])
    check("completion of verbs of verbs", run("hone checkpoint v", 2), ["verify"])


def main():
    with tempfile.TemporaryDirectory() as folder:
        journal = os.path.join(folder, "journal.log")
        storages = {"journal": journal}
        if HAS_RDB:
            storages["SQLite"] = f"sqlite:///{folder}/study.db"
        for kind, path in storages.items():
            fill(path)
            compare_listings(kind, path)
            compare_changes(kind, path, folder)
            compare_trials(kind, path)
            hone("delete-study", "--storage", path, "--study-name", "shared")
        pruning(folder)
        export(folder, journal)
        checkpoints(folder)
        errors(folder, journal)
    help_verbs()


main()
tap.end()
