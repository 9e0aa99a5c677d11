#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: utils/endurance.sh [--short|--minute] BUILD-FOLDER OUTPUT-FOLDER
#
# Does the memory stay flat? 10,000 short episodes in one training, the same with simulators in processes of their own (10,000 times a
# process is forked), 10,000 faults in one run, and 600 simulated seconds over each radio that is built. Each step prints the resident
# memory over time and the growth of its second half beside that of its first, which must be below 1 % of the memory. A step whose
# result lies in OUTPUT-FOLDER is not done again. It takes an hour; --minute about a minute for each step, --short seconds in all.
# The long step nr fails with nr 2.3 and 4.1.1, which keep something of every slot (doc/radio-nr.rst).
set -u
if [ "${1:-}" = --help ] || [ "${1:-}" = -h ]; then
    sed -n '4,10s/^# *//p' "$0"
    exit 0
fi
form=long
case "${1:-}" in
    --short | --minute)
        form="${1#--}"
        shift
        ;;
esac
if [ $# -ne 2 ]; then
    sed -n '4s/^# *//p' "$0" >&2
    exit 2
fi
bin="$(cd "$1" && pwd)/bin" || exit 2
mkdir -p "$2" || exit 2
output="$(cd "$2" && pwd)"
case "$form" in
    long) episodes=10000 faults=10000 seconds=600 ;;
    minute) episodes=1000 faults=1000 seconds=60 ;;
    short) episodes=80 faults=40 seconds=2 ;;
esac
failed=0

# step NAME PROGRAM ARGUMENTS...: runs it, unless its result is there. A short form is too short to judge the memory.
step() {
    local name="$1" file="$output/$1-$form.txt" status=0
    shift
    if [ ! -s "$file" ]; then
        "$@" >"$file.part" 2>"$output/$name-$form.err" || status=$?
        if [ "$status" -gt 1 ] || { [ "$status" -eq 1 ] && [ "$form" = long ]; }; then
            printf '%-16s FAILED, status %d: %s\n' "$name" "$status" "$(tail -n 1 "$output/$name-$form.err" "$file.part")"
            failed=1
            return
        fi
        mv "$file.part" "$file"
    fi
    printf '%-16s %s\n' "$name" "$(tail -n 1 "$file")"
}

learner=(--policy=edgent)
# Built with LibTorch. A replay memory that fills takes more and more of what it was given: this one is full soon.
[ ! -x "$bin/edge-inference-decision-time" ] || learner=(--policy=sac-d --ns3::SacDiscretePolicy::ReplayCapacity=1000)
step episodes "$bin/edge-inference-endurance" "--episodes=$episodes" "${learner[@]}" --length=0.2
[ "${#learner[@]}" -eq 1 ] ||
    step actors "$bin/edge-inference-endurance" "--episodes=$episodes" "${learner[@]}" --length=0.2 --actors=2
step faults "$bin/edge-inference-fault-drill" "--faults=$faults"
for radio in link wifi lte nr; do
    if "$bin/edge-inference-endurance" --episodes=1 "--radio=$radio" --length=0.1 --policy=edgent >"$output/$radio.try" 2>&1; then
        step "$radio" "$bin/edge-inference-endurance" --episodes=1 "--radio=$radio" "--length=$seconds" --policy=edgent
    elif ! grep -q '^error: ' "$output/$radio.try"; then
        printf '%-16s FAILED: %s\n' "$radio" "$(tail -n 1 "$output/$radio.try")"
        failed=1
    fi
    rm -f "$output/$radio.try"
done
exit "$failed"
