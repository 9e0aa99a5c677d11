#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: validation.sh SOURCE-FOLDER BUILD-FOLDER
#
# The short form of the validation against field measurements: AR under load of the GPU (E1) and the jitter that comes to the queue of
# the server (E4) are predicted within the targets of doc/validation-field.rst for one row each, and better than without a simulator.
set -u
source=$(cd "$1" && pwd -P)
build=$(cd "$2" && pwd -P)
# shellcheck source=common.bash
. "$source/test/end-to-end/common.bash"
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1

guarded "$build/bin/edge-inference-validation" --short --experiments=E1,E4 --output=. > table 2> stderr || fail "it failed: $(cat stderr)"
[ -s stderr ] && fail "it said: $(cat stderr)"
grep -q '^E1 ' table || fail "no row of E1 is printed"
python3 - << 'CHECK' || fail "predictions are not what they were"
import csv

rows = {(r["experiment"], r["row"], r["quantity"], r["quantile"]): r for r in csv.DictReader(open("comparison.csv"))}
bad = 0


def check(key, most, than):
    """The error is at most so large, in %, and at most a share of that of each naive prediction."""
    global bad
    row = rows[key]
    error = abs(float(row["error"]))
    naive = min(abs(float(row[n])) for n in ("naive1", "naive2", "naive3") if row[n])
    print(key, "error", error, "naive", naive)
    if not (error <= most and error <= than * naive):
        bad = 1


check(("E1", "AR Seoul gpu-60", "end to end", "p50"), 7, 1)
check(("E1", "AR Seoul gpu-60", "end to end", "p95"), 20, 1)
check(("E4", "AR Nanjing", "AR server", "p95"), 20, 0.5)
points = list(csv.DictReader(open("distributions.csv")))
for source in ("measured", "simulated"):
    shares = [float(p["share"]) for p in points if p["row"] == "AR Seoul gpu-60" and p["quantity"] == "server" and p["source"] == source]
    if shares != [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]:
        print(source, shares)
        bad = 1
raise SystemExit(bad)
CHECK

# refused ARGUMENTS WORDS: status 2, and one line with the words.
refused()
{
    guarded "$build/bin/edge-inference-validation" "$1" > stdout 2> stderr
    local status=$?
    { [ "$status" -eq 2 ] && [ "$(wc -l < stderr)" -eq 1 ] && grep -qF -- "$2" stderr; } ||
        fail "$1: status $status, $(cat stderr)"
}
refused --experiments=E9 'found E9, expected some of E1, E2'
refused --data=nowhere 'nowhere/smec-end-to-end.csv'
exit "$failed"
