#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: ranks.sh SOURCE-FOLDER BUILD-FOLDER
#
# Ranks of MPI train together and end, however few episodes there are: with none, with fewer than ranks, and when the first rank
# finds its training complete. With actors each rank has simulators of its own, and --jobs changes no byte.
set -u
# shellcheck source=common.bash
. "$1/test/end-to-end/common.bash"
build="$(cd "$2" && pwd -P)"
program="$build/bin/dppo-mobility"
# What the configuration found: "yes", "off" by -DEDGE_INFERENCE_MPI=OFF, or the package that is missing.
ranks="$(sed -n 's/^EDGE_INFERENCE_RANKS:INTERNAL=//p' "$build/CMakeCache.txt")"
if [ ! -x "$program" ] || [ "$ranks" = off ]; then
    echo "built without LibTorch or without ranks by option: nothing to test"
    exit 0
elif [ "$ranks" != yes ]; then
    echo "FAILED: $ranks"
    exit 1
fi
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
# Open MPI refuses to run as root unless told twice; ranks that wait leave the core to the others.
export OMPI_MCA_mpi_yield_when_idle=1 OMP_NUM_THREADS=1 OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1

# train RANKS EPISODES FOLDER [ARGUMENTS...]
train() {
    local more=("${@:4}")
    [ "${#more[@]}" -gt 0 ] || more=(--jobs=1)
    guarded mpirun --oversubscribe -n "$1" "$program" --radio=link --policy=dppo "--episodes=$2" --seeds=1 --duration=1 "${more[@]}" \
        --quiet "--output=$3" >"$scratch/log" 2>&1
    local status=$?
    if [ "$status" -ne 0 ] || [ ! -s "$3/summary.json" ]; then
        echo "FAILED: $1 ranks, $2 episodes: status $status"
        tail -n 5 "$scratch/log"
        failed=1
    fi
}

train 2 0 two
train 3 1 few
train 2 2 again
# Killed after its training: the results are gone, what was learnt is there.
rm -f again/summary.json
train 2 2 again

# Simulators of their own beside ranks: how many of them run at one time changes nothing.
for jobs in 1 2; do
    train 2 4 "actors-$jobs" --actors=2 "--jobs=$jobs" --ns3::PpoPolicy::RolloutSize=32 --ns3::PpoPolicy::MinibatchSize=16
done
[[ "$(last_of actors-1/training.csv updates)" == [1-9]* ]] || fail "ranks with actors did not learn: $(tail -n 1 actors-1/training.csv)"
diff -r actors-1 actors-2 || fail "ranks with actors depend on the number of processes"
exit $failed
