#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: sweep.sh SOURCE-FOLDER BUILD-FOLDER
#
# A sweep of 24 runs that is killed with SIGKILL five times, at events drawn at random, and started again each time, ends with the
# same bytes as one that is not; so does one whose runs are shared by the tasks of a Slurm array, and an experiment of two trainings
# that is killed.
set -u
build=$(cd "$2" && pwd)
program=$build/bin/edge-inference-run
# shellcheck source=common.bash
. "$1/test/end-to-end/common.bash"
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
unset SLURM_ARRAY_TASK_ID OMPI_COMM_WORLD_RANK PMI_RANK

policies=edgent,device-only
if "$program" --policy=nobody 2>&1 | grep -q 'among.* sac-d '; then # built with LibTorch
    policies=sac-d,device-only
fi
arguments=(--scenario=quickstart --set=/ues/count=1 --set=/period/length=0.2s --set=/radio/wifi/BackgroundStations=0
    "--policy=$policies" --seeds=1 --episodes=2 --checkpoint=1 --quiet --jobs=2 --ns3::SacDiscretePolicy::LearningStarts=4
    --ns3::SacDiscretePolicy::BatchSize=4 --ns3::SacDiscretePolicy::HiddenUnits=8)

# run ARGUMENTS...: the last one of each option counts.
run()
{
    merge "$@"
    "$program" "${merged[@]}"
}

keys=(--sweep=/streams/0/Rate=20,40,60,80 --sweep=/streams/0/Deadline=20ms,30ms,40ms --sweep=/random/run=1,2)

run "${arguments[@]}" "${keys[@]}" --output=whole > whole.table 2> stderr || fail "whole: $(cat stderr)"
runs=$(find whole -mindepth 1 -maxdepth 1 -type d | wc -l)
[ "$runs" -eq 24 ] || fail "$runs runs instead of 24"

# complete FOLDER: how many runs of a sweep are complete.
complete()
{
    find "$1" -mindepth 1 -maxdepth 1 -type d ! -name '*.part' 2> /dev/null | wc -l
}

# Events: NUMBER runs are complete; a run has begun; a piece of a run is there.
runs_are_there()
{
    [ "$(complete killed)" -ge "$1" ]
}

run_has_begun()
{
    compgen -G 'killed/*.part' > /dev/null
}

# pieces FOLDER: of an experiment that is not finished.
pieces()
{
    find "$1" -path '*/unfinished/*' -type f ! -name '*.part' ! -name key 2> /dev/null
}

piece_is_there()
{
    [ -n "$(pieces killed)" ]
}

seed=${SWEEP_TEST_SEED:-$((10#$(date +%N) + $$))} # clock: a seed, which is told
RANDOM=$((seed % 32768))
echo "SWEEP_TEST_SEED=$seed"
hits=0
for try in $(seq 40); do
    [ "$hits" -lt 5 ] || break
    before=$(complete killed)
    case $((RANDOM % 4)) in
        0) event=run_has_begun ;;
        1) event=piece_is_there ;;
        *) event="runs_are_there $((before + 1 + RANDOM % 3))" ;;
    esac
    begin_group "$program" "${arguments[@]}" "${keys[@]}" --output=killed
    # shellcheck disable=SC2086
    if kill_on $event && [ ! -e killed/sweep.json ]; then
        hits=$((hits + 1))
        echo "kill $hits on $event: $(complete killed) runs are there"
    else
        echo "try $try, $event: the sweep was quicker, once more from the beginning"
        rm -rf killed
    fi
done
[ "$hits" -eq 5 ] || fail "only $hits kills met a running sweep"
before=$(complete killed)
run "${arguments[@]}" "${keys[@]}" --output=killed --quiet=0 > killed.table 2> stderr || fail "resumed: $(cat stderr)"
grep -q "^$before of 24 runs are there already" stderr || fail "not $before runs were kept: $(cat stderr)"
diff -r whole killed || fail "the killed sweep has other bytes"
cmp whole.table killed.table || fail "the killed sweep prints another table"

# Once more with everything there: nothing is run, and nothing changes.
run "${arguments[@]}" "${keys[@]}" --output=killed --quiet=0 > again.table 2> stderr || fail "again: $(cat stderr)"
grep -q '^24 of 24 runs are there already' stderr || fail "a sweep that was complete was run again: $(cat stderr)"
diff -r whole killed || fail "a sweep that was complete has other bytes"
cmp whole.table again.table || fail "a sweep that was complete prints another table"

# Two tasks of a Slurm array with indices 3 and 5; two MPI ranks.
keys=(--sweep=/streams/0/Rate=20,40)
run "${arguments[@]}" "${keys[@]}" --output=alone > alone.table 2> stderr || fail "alone: $(cat stderr)"
for task in 5 3; do
    SLURM_ARRAY_TASK_ID=$task SLURM_ARRAY_TASK_MIN=3 SLURM_ARRAY_TASK_STEP=2 SLURM_ARRAY_TASK_COUNT=2 "$program" "${arguments[@]}" \
        "${keys[@]}" --output=array > array.table 2> stderr || fail "array: $(cat stderr)"
done
diff -r alone array || fail "the Slurm array has other bytes"
for rank in 0 1; do
    OMPI_COMM_WORLD_RANK=$rank OMPI_COMM_WORLD_SIZE=2 "$program" "${arguments[@]}" "${keys[@]}" --output=ranks > ranks.table \
        2> stderr || fail "ranks: $(cat stderr)"
    [ "$rank" -eq 1 ] || { [ "$(find ranks -mindepth 1 -maxdepth 1 -type d | wc -l)" -eq 1 ] || fail "rank 0 did not do half"; }
done
diff -r alone ranks || fail "the MPI ranks have other bytes"

# One experiment of two trainings and evaluations, killed twice.
merge "${arguments[@]}" --episodes=6 --seeds=4 --trainings=2
one=("${merged[@]}")
run "${one[@]}" --output=one > one.table 2> stderr || fail "one: $(cat stderr)"

more_pieces_are_there()
{
    [ "$(pieces twice | wc -l)" -ge "$1" ]
}

hits=0
for try in $(seq 40); do
    [ "$hits" -lt 2 ] || break
    wanted=$(($(pieces twice | wc -l) + 1 + RANDOM % 2))
    begin_group "$program" "${one[@]}" --output=twice
    if kill_on more_pieces_are_there "$wanted" && [ -n "$(pieces twice)" ]; then
        hits=$((hits + 1))
        echo "kill $hits: $(pieces twice | wc -l) pieces are there"
        # A training that is kept has told an episode before.
        if [ "$hits" -eq 1 ] && [ "$(grep -c '^sac-d,' twice/training.csv)" -lt "$(pieces twice | grep -c 'training-')" ]; then
            fail "training.csv does not grow with the episodes: $(cat twice/training.csv)"
        fi
    else
        echo "try $try, $wanted pieces: the experiment was quicker, once more from the beginning"
        rm -rf twice
    fi
done
[ "$hits" -eq 2 ] || fail "only $hits kills met a running experiment"
run "${one[@]}" --output=twice > twice.table 2> stderr || fail "twice: $(cat stderr)"
cmp one.table twice.table || fail "the killed experiment prints another table"
diff -r one twice || fail "the killed experiment has other bytes"
run "${one[@]}" --jobs=1 --output=single > single.table 2> stderr || fail "single: $(cat stderr)"
diff -r one single || fail "one process at a time gives other bytes"
if [ "$policies" = sac-d,device-only ]; then
    run "${one[@]}" --trainings=1 --output=first > first.table 2> stderr || fail "first: $(cat stderr)"
    cmp first/tasks.csv one/tasks.csv || fail "the first of two trainings is not the only one"
    grep '^sac-d,1,' one/training.csv > rows
    grep '^sac-d,' first/training.csv | cmp - rows || fail "the first of two trainings has other episodes than the only one"
    grep -q '^sac-d,2,6,1010006,' one/training.csv || fail "the second training is not there"
    cmp -s first.table one.table && fail "two trainings come to what one does"
fi

# What cannot be swept.
serve "$build"
refused()
{
    local status=0
    merge "${arguments[@]}" --output=refused "$@"
    start "$program" "${merged[@]}" > stdout 2> stderr || status=$?
    if [ "$status" -ne 2 ] || [ "$(wc -l < stderr)" -ne 1 ] || ! head -c 7 stderr | grep -q '^error: '; then
        fail "$*: status $status, $(head -c 300 stderr)"
    fi
}
for sweep in Rate=5 /streams/0/Rate /streams/0/Rate= /streams/0/Rate=5,,6 /streams/0/Rate=5,5 /streams/0/Rat=5 /streams/0/Rate=a,b \
    /streams/7/Rate=5 =5 ''; do
    refused "--sweep=$sweep"
done
refused --sweep=/streams/0/Rate=5,6 --sweep=/streams/0/Rate=7
refused --sweep=/streams/0/Rate=5,6 --save=x
exit $failed
