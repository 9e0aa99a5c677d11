#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: tune.sh SOURCE-FOLDER BUILD-FOLDER
#
# A tuning chooses on validation seeds only and refuses evaluation seeds; killed with SIGKILL and started again, with another number
# of processes, it writes the same bytes; what it chose can be run.
set -u
# shellcheck source=common.bash
. "$1/test/end-to-end/common.bash"
build=$(cd "$2" && pwd)
program=$build/bin/edge-inference-tune
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
[ -x "$program" ] || exit 0 # built without LibTorch: nobody learns
cat > "my ranges.json" << 'RANGES'
{"Gamma": {"from": 0.1, "to": 0.95}, "HiddenUnits": {"values": [4, 8]}, "LearningStarts": {"values": [4]},
 "BatchSize": {"from": 4, "to": 16, "log": true, "whole": true}}
RANGES
arguments=(--radio=link --set=/ues/count=1 --set=/period/length=0.5s --policy=sac-d --ranges="my ranges.json" --trials=4 --episodes=4
    --validation-seeds=2 --quiet)

guarded "$program" "${arguments[@]}" --jobs=2 --output=whole > whole.table 2> stderr || fail "the tuning: $(cat stderr)"
python3 - << 'CHECK' || fail "tuning.csv: $(cat whole/tuning.csv)"
import csv, glob, json
rows = list(csv.DictReader(open("whole/tuning.csv")))
assert [row["rank"] for row in rows] == ["1", "2", "3", "4"]
assert sorted(row["trial"] for row in rows) == ["1", "2", "3", "4"]
assert [(row["round"], row["episodes"]) for row in rows] == [("3", "4"), ("2", "2"), ("1", "1"), ("1", "1")]
assert len({row["Gamma"] for row in rows}) == 4
for row in rows:
    points = list(csv.DictReader(open(f"whole/trials/{row['trial']}/validation.csv")))
    # Validation seeds, and no others.
    assert {point["run"] for point in points} == {"1900001", "1900002"}
    means = {}
    for point in points:
        if not point["leader"]:
            means.setdefault(int(point["episode"]), []).append(float(point["reward"]))
    best = max(means, key=lambda episode: (sum(means[episode]), -episode))
    assert max(means) == int(row["episodes"]) and best == int(row["keptEpisode"])
    assert abs(sum(means[best]) / 2 - float(row["reward"])) < 1e-6
    assert len(list(csv.DictReader(open(f"whole/trials/{row['trial']}/training.csv")))) == int(row["episodes"])
first = [float(row["reward"]) for row in rows if row["round"] == "1"]
assert first == sorted(first, reverse=True)
chosen = json.load(open("whole/best.json"))["policies"][0]
assert str(chosen["BatchSize"]) == rows[0]["BatchSize"] and abs(chosen["Gamma"] - float(rows[0]["Gamma"])) < 1e-12
CHECK

piece_is_there()
{
    [ -n "$(ls killed/unfinished/trial-* 2> /dev/null)" ]
}
for try in 1 2 3; do
    begin_group "$program" "${arguments[@]}" --jobs=1 --output=killed
    kill_on piece_is_there && [ ! -e killed/tuning.csv ] && break
    echo "try $try: the tuning was quicker, once more from the beginning"
    rm -rf killed
done
guarded "$program" "${arguments[@]}" --jobs=1 --output=killed > killed.table 2> stderr || fail "killed: $(cat stderr)"
diff -r whole killed || fail "a tuning that was killed has other bytes"
cmp whole.table killed.table || fail "a tuning that was killed has another table"

guarded "$build/bin/edge-inference-run" --scenario=whole/best.json --episodes=1 --seeds=1 --quiet --output=run > stdout 2> stderr ||
    fail "best.json: $(cat stderr)"

refused()
{
    local word=$1
    shift
    guarded "$program" "${arguments[@]}" --output=no "$@" > stdout 2> stderr
    [ $? -eq 2 ] || fail "$*: no exit status 2"
    [ "$(wc -l < stderr)" -eq 1 ] || fail "$*: more than a line: $(cat stderr)"
    grep -q -e "$word" stderr || fail "$*: the error does not say $word: $(cat stderr)"
}
refused 'found evaluation seeds .* expected validation seeds' --seeds=10
refused --trainings --trainings=2
refused --reduction --reduction=1
echo '{"HiddenUnits": {"from": 4, "to": 70000, "whole": true}}' > bad.json
arguments=("${arguments[@]/my ranges/bad}")
refused 'bad.json: /HiddenUnits/to: found 70000, expected ' --jobs=1
echo '{"HiddenUnits": {"from": 4, "to": 8}}' > bad.json
refused 'bad.json: /HiddenUnits: found [4-7][.][0-9]*, expected ' --jobs=1
exit $failed
