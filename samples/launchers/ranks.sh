#!/usr/bin/env bash
# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
#
# Starts the ranks of one training on this machine as torchrun does: with RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT.
#
#   ranks.sh 4 build/samples/distributed
#   MASTER_PORT=29500 ranks.sh 4 ...                  at this port instead of any free one
#
# If a rank fails, the others end too: they receive the error or lose contact. The status is that of the first that failed.
set -u
size=$1
shift
export WORLD_SIZE=$size MASTER_ADDR=127.0.0.1 MASTER_PORT=${MASTER_PORT:-$((20000 + RANDOM % 10000))} OMP_NUM_THREADS=${OMP_NUM_THREADS:-1}

ranks=()
for ((rank = 0; rank < size; ++rank)); do
  RANK=$rank LOCAL_RANK=$rank "$@" &
  ranks+=($!)
done
trap 'kill -TERM "${ranks[@]}" 2>/dev/null' INT TERM

# A trap interrupts `wait`, so repeat it until the rank itself has ended.
failed=0
for rank in "${ranks[@]}"; do
  while wait "$rank"; status=$?; kill -0 "$rank" 2>/dev/null; do :; done
  ((failed > 0)) || failed=$status
done
exit "$failed"
