#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: determinism.sh SOURCE-FOLDER BUILD-FOLDER
#
# RngSeed and RngRun decide every byte that the quickstart writes: in a second run, whatever the number of processes, whatever
# lies in fresh memory, and when a training was interrupted and resumed. Another RngRun gives other results.
set -u
# shellcheck source=common.bash
. "$1/test/end-to-end/common.bash"
program=$(cd "$2" && pwd)/bin/edge-inference-quickstart
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1

# run NAME ARGUMENTS...: the results go to the folder NAME, the table to NAME.table. Small enough for a test, and set so that
# SAC-d does learn.
run()
{
    local name=$1
    shift
    "$program" --quiet --output="$name" --nUes=2 --duration=0.5 --ns3::SacDiscretePolicy::LearningStarts=4 \
        --ns3::SacDiscretePolicy::BatchSize=8 --ns3::SacDiscretePolicy::HiddenUnits=16 "$@" > "$name.table" 2> "$name.stderr" ||
        fail "$name: exit status $?: $(head -c 500 "$name.stderr")"
}

# same A B: all that two runs wrote is the same.
same()
{
    local file
    for file in tasks.csv epochs.csv training.csv summary.json; do
        cmp "$1/$file" "$2/$file" || fail "$file of $1 and $2 differ"
    done
    cmp "$1.table" "$2.table" || fail "the tables of $1 and $2 differ"
}

run first --episodes=3 --seeds=2 --jobs=1
run second --episodes=3 --seeds=2 --jobs=2
MALLOC_PERTURB_=165 run perturbed --episodes=3 --seeds=2 --jobs=1
same first second
same first perturbed

# The comparison means something: there are tasks of every policy, and SAC-d has learnt.
for policy in best-fixed edgent device-only server-only random; do
    [ "$(grep -c "^$policy,2," first/tasks.csv)" -ge 5 ] || fail "hardly any tasks of $policy"
done
if grep -q '^sac-d,' first/tasks.csv; then
    [ "$(grep -c '^sac-d,' first/training.csv)" -eq 3 ] || fail "training.csv has not 3 episodes"
    [[ "$(last_of first/training.csv updates)" == [1-9]* ]] || fail "SAC-d did not learn: $(tail -n 1 first/training.csv)"

    # Saved, loaded and resumed, against a run that was not interrupted; compared down to what would be resumed next.
    run whole --policy=sac-d --episodes=4 --seeds=1 --save=whole.checkpoint
    run part --policy=sac-d --episodes=2 --seeds=1 --save=part.checkpoint
    run resumed --policy=sac-d --episodes=4 --seeds=1 --load=part.checkpoint --save=resumed.checkpoint
    same whole resumed
    cmp whole.checkpoint resumed.checkpoint || fail "the checkpoints after 4 episodes differ"
    cmp -s part.checkpoint whole.checkpoint && fail "the checkpoints after 2 and 4 episodes are the same"
fi

run other --policy=random,edgent --seeds=1 --RngRun=2
run base --policy=random,edgent --seeds=1 --RngRun=1
for file in tasks.csv epochs.csv; do
    cmp -s "other/$file" "base/$file" && fail "$file does not depend on RngRun"
done
run seed --policy=random,edgent --seeds=1 --RngSeed=2
cmp -s seed/tasks.csv base/tasks.csv && fail "tasks.csv does not depend on RngSeed"
exit $failed
