#!/usr/bin/env bash
# Copyright (c) 2026 the hone authors
# SPDX-License-Identifier: MIT
#
# Four workers of one study, started by Open MPI's mpirun. They need no MPI: the study is all that they share.
#
#   mpirun.sh build/samples/worker --study=runs/mpi --total-trials=200
#   MPIRUN_OPTIONS="-n 16 --hostfile hosts" mpirun.sh build/samples/worker ...
set -u

# mpirun ends all workers if one does not return 0, and kills them one second after SIGTERM. So a pause (75) is reported
# to it as success, and mpirun gets SIGUSR1, which it forwards. Its own session shields it from a terminal's Ctrl-C.
read -ra options <<<"${MPIRUN_OPTIONS:--n 4}"
setsid mpirun "${options[@]}" bash -c 'trap : USR1; "$@" || { status=$?; ((status == 75)) || exit "$status"; }' worker "$@" &
mpirun=$! paused=0
trap 'paused=75; kill -USR1 "$mpirun"' INT TERM USR1

# A trap interrupts `wait`, so repeat it until mpirun itself has ended.
status=0
while wait "$mpirun"; status=$?; kill -0 "$mpirun" 2>/dev/null; do :; done
((status > 0)) && exit "$status"
exit "$paused"
