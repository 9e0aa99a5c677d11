#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: kept-networks.sh SOURCE-FOLDER BUILD-FOLDER
#
# Evaluation during training: the best networks on the validation seeds are the ones that are saved and evaluated, with the same
# bytes whatever the number of processes, after a kill, and when a training goes on from a checkpoint. Off, it changes nothing.
set -u
# shellcheck source=common.bash
. "$1/test/end-to-end/common.bash"
build=$(cd "$2" && pwd)
program=$build/bin/edge-inference-run
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1

if ! "$program" --policy=nobody 2>&1 | grep -q 'among.* sac-d '; then # built without LibTorch: nobody learns
    exit 0
fi
serve "$build"
small=(--tensorboard --radio=link --set=/ues/count=1 --set=/period/length=0.5s --policy=sac-d --seeds=2 --quiet --jobs=2
    --ns3::SacDiscretePolicy::LearningStarts=4 --ns3::SacDiscretePolicy::BatchSize=4 --ns3::SacDiscretePolicy::HiddenUnits=8)
validation=(--validate-every=2 --validation-seeds=3)

# run NAME ARGUMENTS...: the results go to the folder NAME, the table to NAME.table.
run()
{
    local name=$1
    shift
    merge "${small[@]}" "$@" --output="$name"
    start "$program" "${merged[@]}" > "$name.table" 2> "$name.stderr" || fail "$name: exit status $?: $(head -c 500 "$name.stderr")"
}

# same A B: all that two runs wrote is the same, but for the line that repeats each of them.
same()
{
    local file
    for file in tasks.csv epochs.csv training.csv validation.csv summary.json results.csv; do
        cmp "$1/$file" "$2/$file" || fail "$file of $1 and $2 differ"
    done
    diff -r "$1/tensorboard" "$2/tensorboard" || fail "the events of $1 and $2 differ"
    cmp "$1.table" "$2.table" || fail "the tables of $1 and $2 differ"
}

run single "${validation[@]}" --episodes=5 --trainings=2 --jobs=1
run double "${validation[@]}" --episodes=5 --trainings=2 --jobs=2
same single double
# Three points of three seeds in each training: after 2, 4, and 5 episodes; and one leader.
for training in 1 2; do
    [ "$(grep -c "^sac-d,$training,,[245],[123],190000[123]," single/validation.csv)" -eq 9 ] ||
        fail "validation.csv: $(cut -d, -f1-7 single/validation.csv)"
done
[ "$(grep -c '^sac-d,1,greedy-plan,,[123],190000[123],' single/validation.csv)" -eq 3 ] ||
    fail "no leader: $(cut -d, -f1-7 single/validation.csv)"
python3 - single << 'CHECK' || fail "summary.json does not tell the validation"
import csv, json, sys
summary = json.load(open(sys.argv[1] + "/summary.json"))
rows = list(csv.DictReader(open(sys.argv[1] + "/validation.csv")))
own = summary["policies"]["sac-d"]["validation"]
def mean(values):
    return sum(values) / len(values)
def find(training, episode, leader=""):
    return [float(row["reward"]) for row in rows
            if (row["training"], row["episode"], row["leader"]) == (str(training), str(episode), leader)]
near = lambda a, b: abs(a - b) < 1e-6  # the digits of a CSV file
assert summary["validationSeeds"] == [1900001, 1900002, 1900003]
assert own["episodes"] == [2, 4, 5]
means = [[mean(find(training, episode)) for episode in (2, 4, 5)] for training in (1, 2)]
assert all(near(value, mean(pair)) for value, pair in zip(own["means"], zip(*means)))
assert own["keptEpisodes"] == [[2, 4, 5][row.index(max(row))] for row in means]
assert near(own["kept"], mean([max(row) for row in means]))
leader = mean(find(1, "", "greedy-plan"))
assert near(own["leaders"]["greedy-plan"]["mean"], leader)
assert near(own["leaders"]["greedy-plan"]["difference"]["mean"], own["kept"] - leader)
assert own["betterLeaders"] == ("greedy-plan" if own["kept"] < leader else "")
CHECK
grep -q '<h2>Validation</h2>' single/report.html || fail "the report has no section on validation"
grep -q 'sac-d, validation' single/learning-curve.svg || fail "the learning curve has no validation"

# What is kept is what is saved and what is evaluated: with a point after each episode, the networks of the best one are those of
# a training that ends there.
run each --validate-every=1 --validation-seeds=3 --episodes=5 --save-networks=networks
best=$(python3 -c 'import json; print(json.load(open("each/summary.json"))["policies"]["sac-d"]["validation"]["keptEpisodes"][0])')
run short --episodes="$best"
cmp each/tasks.csv short/tasks.csv || fail "evaluated were not the networks after $best episodes"
run kept --pretrained=networks
cmp each/tasks.csv kept/tasks.csv || fail "saved were not the networks after $best episodes"
head -n $((best + 1)) each/training.csv | cmp - short/training.csv || fail "the training feels its validation"

# Without validation there is no file of it, and no word.
[ ! -e short/validation.csv ] || fail "validation without being asked for"
grep -q '"validation":' short/summary.json && fail "summary.json has a validation that was not asked for"

# A training that goes on from a checkpoint, at an episode that is no point of the curve, is the same training.
run whole "${validation[@]}" --episodes=6 --save=whole.checkpoint
run part "${validation[@]}" --episodes=3 --save=part.checkpoint
run resumed "${validation[@]}" --episodes=6 --load=part.checkpoint --save=resumed.checkpoint
same whole resumed

# With simulators of their own, killed as soon as there is a checkpoint and started again.
actors=("${small[@]}" "${validation[@]}" --episodes=12 --actors=2 --checkpoint=2)
run rounds "${actors[@]}"
checkpoint_is_there()
{
    [ -n "$(ls killed/unfinished/training-* 2> /dev/null)" ]
}
merge "${actors[@]}" --output=killed
for try in 1 2 3; do
    begin_group "$program" "${merged[@]}"
    kill_on checkpoint_is_there && [ ! -e killed/summary.json ] && break
    echo "try $try: the training was quicker, once more from the beginning"
    rm -rf killed
done
run killed "${actors[@]}"
same rounds killed

# What cannot be is refused.
run_refused()
{
    local option=$1
    shift
    merge "${small[@]}" "$@"
    start "$program" "${merged[@]}" > stdout 2> stderr
    [ $? -eq 2 ] || fail "$*: no exit status 2"
    [ "$(wc -l < stderr)" -eq 1 ] || fail "$*: more than a line"
    grep -q -e "$option" stderr || fail "$*: the error does not name $option: $(cat stderr)"
}
run_refused --validate-every --validate-every=-1
run_refused --validation-seeds --validation-seeds=10000
run_refused --validate-every --validate-every=2 --pretrained=networks
run_refused --seeds --seeds=400000
exit $failed
