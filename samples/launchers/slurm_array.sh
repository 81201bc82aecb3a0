#!/usr/bin/env bash
# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
#
# Four workers of one study, as a Slurm job array: each task is one worker process.
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

# Slurm signals the program 120 seconds before its time limit, or when another job preempts it. The program saves and exits
# with 75. Whatever the cause of exit status 75, the task is requeued.
status=0
srun "$@" || status=$?
if ((status == 75)); then scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"; fi
exit "$status"
