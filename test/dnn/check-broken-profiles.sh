#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Runs PROGRAM with every broken DNN profile and expects each time: exit status 2, nothing but one
# line "error: FILE: POINTER: found FOUND, expected EXPECTED" on stderr, and an end.
#
#     check-broken-profiles.sh PROGRAM [ARGUMENTS...]
#
# PROGRAM gets ARGUMENTS and --dnn=FILE. It may be a function of the shell that calls.
set -u
# Seconds that one start may take before it counts as one that hangs; far more than any takes.
GUARD=$((${EDGE_INFERENCE_TEST_TIMEOUT:-3600} / 4))

if [ $# -lt 1 ]; then
    echo "usage: $0 PROGRAM [ARGUMENTS...]" >&2
    exit 2
fi
folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/../data/broken-profiles" && pwd)
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

# What cannot be kept in a repository.
truncate -s 100000000 "$scratch/hundred-megabytes.json"
mkdir "$scratch/directory.json" "$scratch/cwd"
mkfifo "$scratch/pipe.json"
ln -s nowhere "$scratch/dangling-link.json"
head -c 100000 /dev/zero | tr '\0' '[' > "$scratch/hundred-thousand-brackets.json"

program=("$@")
# clock: a guard against programs that hang
[ "$(type -t "$1")" = function ] || program=(timeout --kill-after=10 "$GUARD" "$@")
passed=0
failed=0
for file in "$folder"/*.json "$scratch"/*.json "$scratch/missing.json" no-such-dnn; do
    status=0
    (cd "$scratch/cwd" && "${program[@]}" "--dnn=$file" > /dev/null 2> "$scratch/stderr") || status=$?
    lines=$(wc -l < "$scratch/stderr")
    line=$(head -c 2000 "$scratch/stderr")
    case "$line" in
        "error: $file: "*": found "*", expected "*) form=right ;;
        *) form=wrong ;;
    esac
    if [ "$status" -eq 2 ] && [ "$lines" -eq 1 ] && [ $form = right ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED ${file##*/}: exit status $status, $lines lines on stderr: $line"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -ge 45 ]
