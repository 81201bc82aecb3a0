# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""Opens a killed_trainer directory with unmodified Optuna and PyTorch, and continues from it."""

import json
import os
import sys

import optuna
import torch
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

directory = sys.argv[1]
storage = JournalStorage(JournalFileBackend(os.path.join(directory, "journal.log")))
study = optuna.load_study(study_name=os.path.basename(directory), storage=storage)
assert len(study.trials) == 3, study.trials
assert all(trial.state.is_finished() and trial.datetime_complete for trial in study.trials)
assert study.direction == optuna.study.StudyDirection.MINIMIZE

with open(os.path.join(directory, "best.json")) as file:
    best = json.load(file)
assert (best["trial"], best["value"], best["params"]) == (
    study.best_trial.number, study.best_value, study.best_params), best

checkpoint = torch.load(os.path.join(directory, "best.pt"))
width = study.best_params["width"]
model = torch.nn.Sequential(torch.nn.Linear(6, width), torch.nn.ReLU(), torch.nn.Dropout(0.3))
head = torch.nn.Linear(width, 1)
model.load_state_dict(checkpoint["model"])
head.load_state_dict(checkpoint["head"])
optimizer = torch.optim.SGD([*model.parameters(), *head.parameters()], lr=99.0)
optimizer.load_state_dict(checkpoint["optimizer"])
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.7)
scheduler.load_state_dict(checkpoint["scheduler"])
# libtorch's first scheduler step() corresponds to the step in the constructor of Python's scheduler.
assert checkpoint["epoch"] == best["epoch"] == scheduler.last_epoch + 1
expected = study.best_params["lr"] * 0.7 ** (scheduler.last_epoch // 2)
assert abs(optimizer.param_groups[0]["lr"] - expected) < 1e-12 * expected
assert all(optimizer.state[p]["momentum_buffer"].shape == p.shape for p in head.parameters())

study.optimize(lambda trial: trial.suggest_float("lr", 1e-3, 3e-2, log=True) + trial.suggest_int("width", 4, 12), n_trials=2)
assert len(study.trials) == 5
