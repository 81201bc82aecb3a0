# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
"""The documents' Python: reads what snippets/readme.cpp left in runs/net."""

import optuna
import torch
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

storage = JournalStorage(JournalFileBackend("runs/net/journal.log"))
study = optuna.load_study(study_name="net", storage=storage)
print(study.best_trial.number, study.best_value, study.best_params)

checkpoint = torch.load("runs/net/best.pt")
model = torch.nn.Module()
model.fc1 = torch.nn.Linear(4, study.best_params["hidden"])
model.fc2 = torch.nn.Linear(study.best_params["hidden"], 1)
model.load_state_dict(checkpoint["model"])
optimizer = torch.optim.Adam(model.parameters())
optimizer.load_state_dict(checkpoint["optimizer"])
assert optimizer.param_groups[0]["lr"] == study.best_params["lr"] == checkpoint["params"]["lr"]


def objective(trial):
    return trial.suggest_int("hidden", 32, 256) * trial.suggest_float("lr", 1e-5, 1e-1, log=True)


study.optimize(objective, n_trials=5)  # Python goes on with the study that C++ began
assert len(study.trials) == 25
