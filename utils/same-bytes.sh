#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
set -u

usage() {
    cat <<'HELP'
usage: bash utils/same-bytes.sh record|check [--build DIR] [--list FILE] [--jobs N] [--keep DIR] [--only REGEX]

Shows that a change of the code's structure changes no result. 'record' runs a fixed list of short experiments with the programs
of the build folder and writes the SHA-256 of every file of results, and of every table, to the list. 'check' runs the same
experiments with the programs that are there now, and tells each file whose checksum differs from the list.

The experiments are: every example program; every radio that is built; networks that ship (--pretrained); three short trainings
of each learner; one sweep. They take about five minutes on two cores. Processors of another kind round differently, so a list
serves on the machine on which it was recorded only.

    --build DIR   folder of the programs (default: $EDGE_INFERENCE_BUILD, or build in the checkout)
    --list FILE   the checksums (default: results/same-bytes.sha256 in the checkout)
    --jobs N      experiments at one time (default: one a core); no result depends on it
    --keep DIR    leave the results in this folder, which must not exist
    --only REGEX  the experiments whose name matches; the list is compared for these only

The last line is 'N passed, N failed', where a file of results counts as one; the exit status is 0 when none failed.
HELP
}

# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

mode=""
build="$EI_BUILD"
list="$EI_ROOT/results/same-bytes.sha256"
jobs="$(ei_jobs)"
keep=""
only="."
while [ "$#" -gt 0 ]; do
    argument="$1"
    shift
    case "$argument" in
        -h | --help)
            usage
            exit 0
            ;;
        record | check) mode="$argument" ;;
        --*=*) set -- "${argument%%=*}" "${argument#*=}" "$@" ;;
        --build | --list | --jobs | --keep | --only)
            if [ "$#" -eq 0 ]; then
                ei_say "$argument needs a value"
                exit 2
            fi
            case "$argument" in
                --build) build="$1" ;;
                --list) list="$1" ;;
                --jobs) jobs="$1" ;;
                --keep) keep="$1" ;;
                --only) only="$1" ;;
            esac
            shift
            ;;
        *)
            ei_say "there is no option or command $argument"
            usage >&2
            exit 2
            ;;
    esac
done
if [ -z "$mode" ]; then
    usage >&2
    exit 2
fi
[ -x "$build/bin/edge-inference-run" ] || ei_die "$build/bin has no programs: build them first"
build="$(cd "$build" && pwd -P)"
if [ "$mode" = check ] && [ ! -s "$list" ]; then
    ei_die "$list is not there: record it before the change"
fi
mkdir -p "$(dirname "$list")" || exit 1
list="$(cd "$(dirname "$list")" && pwd -P)/$(basename "$list")"

if [ -n "$keep" ]; then
    mkdir "$keep" || exit 2
    scratch="$(cd "$keep" && pwd -P)"
else
    scratch="$(mktemp -d)" || exit 1
    trap 'rm -rf "$scratch"' EXIT
fi
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"
export EDGE_INFERENCE_SCENARIOS="$EI_ROOT/scenarios"

# The experiments: a name, a program, its arguments. Each writes to a folder of its name.
experiments="$scratch/experiments"
{
    # Every scenario whose policies are rules, and the quickstart with its learner.
    echo "one-cell-wifi edge-inference-one-cell"
    echo "one-cell-link edge-inference-one-cell --radio=link"
    echo "one-cell-lte edge-inference-one-cell --radio=lte"
    echo "own-policy edge-inference-own-policy --set=/period/length=2"
    echo "quickstart-wifi edge-inference-quickstart --episodes=3 --seeds=2 --duration=2"
    echo "quickstart-lte edge-inference-quickstart --radio=lte --episodes=2 --seeds=1 --duration=2 --policy=sac-d,edgent,random"
    echo "quickstart-link edge-inference-quickstart --radio=link --episodes=3 --seeds=2 --duration=3 --policy=sac-d,dqn,edgent"
    echo "trainings edge-inference-quickstart --radio=link --episodes=2 --trainings=2 --seeds=2 --duration=2 --policy=sac-d,edgent"
    echo "iiot-like edge-inference-run --scenario=iiot-like --seeds=1 --set=/period/length=2 --policy=edgent,device-only"
    echo "three-tier edge-inference-run --scenario=three-tier --seeds=1 --set=/period/length=2"
    echo "handover edge-inference-run --scenario=two-cells-handover --seeds=1 --set=/period/length=4 --flow-monitor"
    echo "observations edge-inference-run --scenario=one-cell --seeds=1 --set=/period/length=2 --observations"
    echo "sweep edge-inference-run --scenario=one-cell --seeds=2 --set=/period/length=1 --sweep=/ues/count=2,4" \
        "--sweep=/radio/type=wifi,lte,link"
    # The five systems: three short trainings of each learner, the rules, and the networks that ship.
    for radio in link wifi; do
        echo "sac-d-$radio sac-d-co-inference --radio=$radio --episodes=3 --seeds=1 --duration=2"
        echo "ddpg-$radio ddpg-iiot --radio=$radio --episodes=3 --seeds=1 --duration=1" \
            "--ns3::DdpgPolicy::LearningStarts=50 --ns3::DdpgPolicy::BatchSize=16"
        echo "wu-iiot-$radio edge-inference-wu-iiot --radio=$radio --episodes=2 --seeds=1 --duration=3"
        echo "dppo-$radio dppo-mobility --radio=$radio --episodes=3 --seeds=1 --duration=2"
        echo "grle-$radio grle-early-exit --radio=$radio --episodes=3 --seeds=1 --duration=0.5"
        echo "streams-$radio multi-exit-streams --radio=$radio --episodes=3 --trainings=1 --seeds=1 --duration=1" \
            "--set=/policies/0/HistorySteps=60 --set=/policies/1/HistorySteps=60"
    done
    echo "sac-d-lte sac-d-co-inference --radio=lte --episodes=1 --seeds=1 --duration=1 --policy=sac-d,dqn,edgent"
    echo "ddpg-lte ddpg-iiot --radio=lte --episodes=1 --seeds=1 --duration=0.5 --policy=ddpg,td3-residual,greedy,equal"
    echo "dppo-lte dppo-mobility --radio=lte --episodes=1 --seeds=1 --duration=1"
    echo "grle-lte grle-early-exit --radio=lte --episodes=1 --seeds=1 --duration=0.2 --policy=grle,greedy"
    echo "streams-lte multi-exit-streams --radio=lte --seeds=1 --duration=1 --policy=dp,greedy,fcfs,edgent"
    echo "shipped-sac-d sac-d-co-inference --pretrained --seeds=2 --duration=2 --policy=sac-d,edgent"
    echo "shipped-grle grle-early-exit --pretrained --seeds=2 --duration=0.5 --policy=grle,grl,greedy"
    echo "shipped-streams multi-exit-streams --pretrained --radio=link --seeds=2 --duration=1" \
        "--policy=online,no-priorities,no-history,greedy"
    echo "shipped-ddpg ddpg-iiot --pretrained --seeds=2 --duration=1 --policy=ddpg,td3-residual,greedy"
    echo "shipped-dppo dppo-mobility --pretrained --seeds=2 --duration=2 --policy=dppo,lru-greedy"
    if "$build/bin/edge-inference-run" --radio=nr --scenario=one-cell --policy=edgent --seeds=1 --set=/period/length=0.1 --quiet \
        --output="$scratch/has-nr" > /dev/null 2>&1; then
        echo "quickstart-nr edge-inference-quickstart --radio=nr --episodes=2 --seeds=1 --duration=1 --policy=sac-d,edgent"
        echo "dppo-nr dppo-mobility --radio=nr --episodes=1 --seeds=1 --duration=1 --policy=dppo,lru-greedy"
    fi
    rm -rf "$scratch/has-nr"
} | awk -v only="$only" '$1 ~ only' > "$experiments"
if [ "$mode" = record ] && [ "$only" != . ]; then
    ei_die "a list is recorded as a whole, without --only"
fi

# run NAME PROGRAM ARGS...: the table goes to NAME.table; programs without --output write nothing else.
run() {
    local name="$1" program="$2" output=()
    shift 2
    case "$program" in
        edge-inference-one-cell | edge-inference-own-policy) ;;
        *) output=(--quiet --jobs=1 "--output=$name") ;;
    esac
    mkdir -p "$name"
    if ! "$build/bin/$program" "$@" "${output[@]}" > "$name.table" 2> "$name.stderr"; then
        ei_say "$name: $program $* ended with an error: $(tail -n 1 "$name.stderr")"
        echo failed > "$name.failed"
    fi
}

cd "$scratch" || exit 1
count=0
while read -r -a words; do
    while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do
        wait -n
    done
    run "${words[@]}" &
    count=$((count + 1))
done < "$experiments"
wait
errors="$(find . -name '*.failed' | wc -l)"

# What a run writes for itself is no result: its messages and the pieces that resuming needs.
sums="$scratch/sums"
find . -type f ! -name '*.stderr' ! -name '*.failed' ! -name experiments ! -name sums ! -name wanted ! -name '.*' -print0 | LC_ALL=C sort -z |
    xargs -0 sha256sum > "$sums"
files="$(wc -l < "$sums")"
if [ "$mode" = record ]; then
    cp "$sums" "$list" || exit 1
    ei_say "$count experiments, $files files recorded in $list"
    printf '%d passed, %d failed\n' "$files" "$errors"
    [ "$errors" -eq 0 ]
    exit
fi
# The part of the list that the chosen experiments write: NAME/... and NAME.table.
wanted="$scratch/wanted"
awk 'NR == FNR { chosen[$1]; next } { name = $2; sub(/^\.\//, "", name); sub(/(\/.*|\.table)$/, "", name) } name in chosen' \
    "$experiments" "$list" > "$wanted"
different="$(LC_ALL=C join -1 2 -2 2 -a 1 -a 2 -e missing -o 0,1.1,2.1 <(LC_ALL=C sort -k 2 "$wanted") <(LC_ALL=C sort -k 2 "$sums") |
    awk '$2 != $3 { print $1 ($2 == "missing" ? " (new)" : $3 == "missing" ? " (missing)" : "") }')"
failed=0
if [ -n "$different" ]; then
    failed="$(printf '%s\n' "$different" | wc -l)"
    ei_say "differs from $list:"
    printf '%s\n' "$different" >&2
fi
printf '%d passed, %d failed\n' "$((files - failed < 0 ? 0 : files - failed))" "$((failed + errors))"
[ "$failed" -eq 0 ] && [ "$errors" -eq 0 ]
