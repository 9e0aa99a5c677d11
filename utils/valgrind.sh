#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: utils/valgrind.sh [BUILD-FOLDER [ARGS...]]
#
# Runs three short training episodes of the quickstart and one evaluation of every other policy under valgrind memcheck. Fails on
# an error or on a block definitely lost, unless utils/valgrind.supp ascribes it to LibTorch, OpenBLAS, ns-3 or the C library.
# ARGS replace the arguments of the quickstart.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
build="$(cd "${1:-$root/build}" && pwd)"
shift || true
if [ $# -eq 0 ]; then
    set -- --policy=sac-d,edgent,device-only,server-only,random --episodes=3 --seeds=1 --jobs=1 --nUes=2 --duration=1 \
        --ns3::SacDiscretePolicy::LearningStarts=8 --ns3::SacDiscretePolicy::BatchSize=8
fi
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
status=0
# One log a process: the evaluations are processes of their own (and end without taking down what the parent owns).
GLIBCXX_FORCE_NEW=1 OPENBLAS_NUM_THREADS=1 valgrind --tool=memcheck --trace-children=no --num-callers=40 --leak-check=full \
    --show-leak-kinds=definite --errors-for-leak-kinds=definite --error-exitcode=99 --gen-suppressions=all \
    --suppressions="$root/utils/valgrind.supp" --log-file="$scratch/%p.log" \
    "$build/bin/edge-inference-quickstart" --output="$scratch/results" --quiet "$@" >&2 || status=$?
for log in "$scratch"/*.log; do
    # A log without a summary is of a process that became another program: rsvg-convert.
    if ! summary="$(grep -E 'ERROR SUMMARY:|definitely lost:|All heap blocks' "$log")"; then
        continue
    fi
    printf '%s\n' "$summary"
    if ! grep -q 'ERROR SUMMARY: 0 errors' "$log"; then
        cat "$log" >&2
        [ "$status" -ne 0 ] || status=99
    fi
done
exit "$status"
