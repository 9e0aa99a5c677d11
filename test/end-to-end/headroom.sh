#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: headroom.sh SOURCE-FOLDER BUILD-FOLDER
#
# edge-inference-headroom compares rules with the bound around the best one: the same bytes whatever the number of processes, the best
# rule is the best, gaps are those of the rows, and what cannot be used is refused.
set -u
source=$(cd "$1" && pwd -P)
build=$(cd "$2" && pwd -P)
# shellcheck source=common.bash
. "$source/test/end-to-end/common.bash"
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1

# A horizon beyond the end, so that no decision can be worse than that of the rule, which keeps nothing in mind.
headroom()
{
    guarded "$build/bin/edge-inference-headroom" --scenario=quickstart --radio=link --set=/period/length=0.3s --set=/ues/count=2 \
        --policy=greedy-plan,device-only --seeds=2 --ns3::ClairvoyantPolicy::Horizon=10s \
        --ns3::ClairvoyantPolicy::Candidates=3 "$@"
}
headroom --jobs=1 --output=one > table 2> stderr || fail "it failed: $(cat stderr)"
grep -q '^bound around greedy-plan ' table || fail "no bound around the best rule: $(cat table)"
headroom --jobs=2 --ns3::ClairvoyantPolicy::Processes=2 --quiet --output=two > again 2> stderr || fail "it failed: $(cat stderr)"
[ -s stderr ] && fail "it said: $(cat stderr)"
cmp table again && cmp one/headroom.csv two/headroom.csv || fail "other bytes with more processes"
python3 - << 'CHECK' || fail "headroom.csv is not what it says"
import csv

rows = list(csv.DictReader(open("one/headroom.csv")))
rewards = [float(row["reward"]) for row in rows]
best = [row["isBest"] for row in rows].index("1")
print([(row["policy"], row["reward"], row["gap"], row["part"]) for row in rows])
ok = [row["policy"] for row in rows[:2]] == ["greedy-plan", "device-only"] and len(rows) == 3
ok = ok and rewards[best] == max(rewards[:2]) and rewards[2] >= rewards[best] - 1e-9
for row, reward in zip(rows[:2], rewards):
    gap = float(row["gap"])
    ok = ok and abs(gap - (rewards[2] - reward)) < 1e-6 and float(row["gapCi95"]) >= 0
    ok = ok and (abs(float(row["part"]) - gap / reward) < 1e-5 if reward > 0 else row["part"] == "")
raise SystemExit(not ok)
CHECK

# With validation seeds the runs are others, of the part that something may be chosen by.
guarded "$build/bin/edge-inference-headroom" --scenario=quickstart --radio=link --set=/period/length=0.2s --set=/ues/count=1 \
    --policy=device-only --validation-seeds=3 --ns3::ClairvoyantPolicy::Candidates=2 --output=chosen > table 2> stderr ||
    fail "validation seeds: $(cat stderr)"
grep -q 'over 3 validation seeds' table || fail "validation seeds: $(cat table)"
python3 -c 'import json; assert json.load(open("chosen/bound/summary.json"))["seeds"] == [1900001, 1900002, 1900003]' ||
    fail "the runs are not those of validation: $(grep -A4 '"seeds"' chosen/bound/summary.json)"

# refused WORDS ARGUMENTS...: status 2, and one line with the words.
refused()
{
    local words="$1"
    shift
    guarded "$build/bin/edge-inference-headroom" "$@" > stdout 2> stderr
    local status=$?
    { [ "$status" -eq 2 ] && [ "$(wc -l < stderr)" -eq 1 ] && grep -qF -- "$words" stderr; } ||
        fail "$*: status $status, $(cat stderr)"
}
refused 'found dpo, expected one of ddpg, dppo' --system=dpo
refused '--seeds: found it beside --validation-seeds' --seeds=2 --validation-seeds=2
refused '--trainings: found an option for learners' --trainings=2
exit "$failed"
