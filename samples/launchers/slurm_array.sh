#!/usr/bin/env bash
# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
#
# Four workers of one study, as a Slurm job array: each task is one more process on the same study.
#
#   sbatch slurm_array.sh build/samples/worker --study=$PWD/runs/array --total-trials=200
#
#SBATCH --job-name=hone
#SBATCH --array=0-3
#SBATCH --ntasks=1
#SBATCH --time=04:00:00
#SBATCH --signal=TERM@120
#SBATCH --requeue
#SBATCH --open-mode=append
set -u

# Slurm signals the program, 120 seconds before the time is over, or when another job preempts this one. It saves and ends
# with 75; whatever has ended it so, the task goes back to the queue.
status=0
srun "$@" || status=$?
if ((status == 75)); then scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"; fi
exit "$status"
