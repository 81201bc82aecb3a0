#!/usr/bin/env bash
# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
#
# Tunes a program that knows nothing of hone, from a shell: each trial is asked for its parameters, reports after every
# epoch, and is ended early where it does worse than the others. Several of these may run at once.
#
#   prune_from_shell.sh [STUDY_DIRECTORY [TRIALS]]
set -euo pipefail
export HONE_STORAGE=${1:-runs/from_shell}
trials=${2:-20}
hone=${HONE:-hone}

space='{"lr":       {"name": "FloatDistribution",
                     "attributes": {"low": 1e-3, "high": 1.0, "log": true}},
        "momentum": {"name": "FloatDistribution", "attributes": {"low": 0.0, "high": 0.99}}}'

# What would be your program: prints the loss after an epoch, here of gradient descent on a slope.
train_epoch() {  # train_epoch LR MOMENTUM EPOCH
  awk -v lr="$1" -v momentum="$2" -v epoch="$3" 'BEGIN {
    x = 5; for (i = 0; i < epoch; ++i) { v = momentum * v - lr * 2 * x; x += v; if (x * x > 1e6) x = 1e3 }
    printf "%.6f\n", x * x }'
}

"$hone" create-study --direction minimize --skip-if-exists >/dev/null
for ((i = 0; i < trials; ++i)); do
  read -r number lr momentum < <("$hone" ask --search-space "$space" --flatten --format value)
  loss='' pruned=''
  for ((epoch = 1; epoch <= 10; ++epoch)); do
    loss=$(train_epoch "$lr" "$momentum" "$epoch")
    "$hone" report --trial-number "$number" --step "$epoch" --value "$loss"
    if "$hone" should-prune --trial-number "$number" --pruner-kwargs '{"n_startup_trials": 3, "n_warmup_steps": 2}'; then
      pruned=yes
      break
    fi
  done
  if [[ $pruned ]]; then
    "$hone" tell --trial-number "$number" --state pruned
  else
    "$hone" tell --trial-number "$number" --values "$loss"
  fi
done
"$hone" best-trial
"$hone" html --output "$HONE_STORAGE/report.html"
