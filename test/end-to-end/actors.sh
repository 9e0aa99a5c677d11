#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: actors.sh SOURCE-FOLDER BUILD-FOLDER
#
# Many simulators for one learner: the same bytes whatever the number of processes, when a simulator is killed with SIGKILL, and
# when the whole training is, at events drawn at random, and started again.
set -u
# shellcheck source=common.bash
. "$1/test/end-to-end/common.bash"
program=$(cd "$2" && pwd)/bin/edge-inference-run
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
if ! "$program" --policy=nobody 2>&1 | grep -q 'among.* sac-d '; then
    echo "built without LibTorch: nothing learns"
    exit 0
fi
arguments=(--scenario=quickstart --radio=link --policy=sac-d --set=/ues/count=2 --set=/period/length=3s --seeds=1 --episodes=18
    --checkpoint=3 --quiet --ns3::SacDiscretePolicy::LearningStarts=4 --ns3::SacDiscretePolicy::BatchSize=8
    --ns3::SacDiscretePolicy::HiddenUnits=8)

# run NAME ARGUMENTS...: the results go to the folder NAME, the table to NAME.table.
run()
{
    local name=$1
    shift
    guarded "$program" "${arguments[@]}" --output="$name" "$@" > "$name.table" 2> "$name.stderr" ||
        fail "$name: exit status $?: $(head -c 500 "$name.stderr")"
}

# same A B: all that two runs wrote is the same.
same()
{
    diff -r "$1" "$2" || fail "$1 and $2 differ"
    cmp "$1.table" "$2.table" || fail "the tables of $1 and $2 differ"
}

rounds=(--jobs=2 --actors=3)
overlap=(--jobs=2 --actors=3 --set=/training/overlap=true)
run rounds "${rounds[@]}"
run overlap "${overlap[@]}"
for kind in rounds overlap; do
    [[ "$(last_of "$kind/training.csv" updates)" == [1-9]* ]] || fail "nothing was learnt: $(tail -n 1 "$kind/training.csv")"
    [ "$(wc -l < "$kind/training.csv")" -eq 19 ] || fail "training.csv of $kind has not 18 episodes"
done
cmp -s rounds/training.csv overlap/training.csv && fail "overlap changes nothing"
run single --jobs=1 --actors=3
same rounds single
run alone --jobs=1
cmp -s rounds/training.csv alone/training.csv && fail "the number of actors changes nothing"

# Events: a checkpoint is another one than at the last look; simulators are there.
look()
{
    stat -c '%i %y' "$1"/unfinished/training-* 2> /dev/null
}

checkpoint_is_new()
{
    [ "$(look "$1")" != "$last" ]
}

# The simulators are the children of the process that keeps the round, which is a child of the program. One look at all
# processes, without a process of its own, because they are there for some hundredths of a second only.
simulator_is_there()
{
    local file line fields
    local -A parents=()
    for file in /proc/[0-9]*/stat; do
        { read -r line < "$file"; } 2> /dev/null || continue
        read -r -a fields <<< "${line##*)}"
        [ "${fields[0]}" = Z ] || parents[${line%% *}]=${fields[1]}
    done
    victims=()
    for process in "${!parents[@]}"; do
        [ "${parents[${parents[$process]:-0}]:-0}" -ne "$group" ] || victims+=("$process")
    done
    [ "${#victims[@]}" -gt 0 ]
}

seed=${ACTORS_TEST_SEED:-$((10#$(date +%N) + $$))} # clock: a seed, which is told
RANDOM=$((seed % 32768))
echo "ACTORS_TEST_SEED=$seed"
for kind in rounds overlap; do
    declare -n options=$kind
    # A simulator is killed, again and again while the training goes on.
    begin_group "$program" "${arguments[@]}" "${options[@]}" --output=hurt
    hits=0
    while ! ended; do
        last=$(look hurt)
        victims=()
        wait_until event_or_end simulator_is_there || fail "no simulator begins"
        if [ "$hits" -lt 3 ] && [ "${#victims[@]}" -gt 0 ]; then
            kill -KILL "${victims[RANDOM % ${#victims[@]}]}" 2> /dev/null && hits=$((hits + 1))
        fi
        # The next victim belongs to a later round, for three deaths of one episode end a training.
        wait_until event_or_end checkpoint_is_new hurt || fail "no round ends"
    done
    wait "$group" || fail "simulators were killed and the training ended: $(head -c 500 group.stderr)"
    cp group.stdout hurt.table
    [ "$hits" -gt 0 ] || fail "no simulator was met"
    echo "$kind: $hits simulators were killed"
    same "$kind" hurt
    rm -rf hurt

    # The training is killed.
    hits=0
    for try in $(seq 40); do
        [ "$hits" -lt 3 ] || break
        last=$(look killed)
        event=simulator_is_there
        [ $((RANDOM % 2)) -eq 0 ] || event="checkpoint_is_new killed"
        begin_group "$program" "${arguments[@]}" "${options[@]}" --output=killed
        # shellcheck disable=SC2086
        if kill_on $event && [ ! -e killed/summary.json ]; then
            hits=$((hits + 1))
            echo "$kind, kill $hits on $event"
        else
            echo "try $try, $event: the training was quicker, once more from the beginning"
            rm -rf killed
        fi
    done
    [ "$hits" -eq 3 ] || fail "only $hits kills met a running training"
    run killed "${options[@]}"
    same "$kind" killed
    rm -rf killed
done
exit $failed
