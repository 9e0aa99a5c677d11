#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: endurance.sh SOURCE-FOLDER BUILD-FOLDER
#
# The short form of utils/endurance.sh: every step runs, and none is done again. It judges no memory, for which it is too short.
set -u
# shellcheck source=common.bash
. "$1/test/end-to-end/common.bash"
source=$(cd "$1" && pwd)
build=$(cd "$2" && pwd)
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
bash "$source/utils/endurance.sh" --short "$build" "with a blank" > first || fail "status $?: $(cat first)"
for step in episodes faults link wifi lte; do
    grep -q "^$step .*\(second half\|memory\)" first || fail "no $step: $(cat first)"
    [ "$(grep -c '^ *[0-9.]\+ ' "with a blank/$step-short.txt")" -ge 2 ] || fail "$step looked at the memory less than twice"
done
# What is there is not done again, and what was begun is.
echo "as it was" > "with a blank/link-short.txt"
rm "with a blank/wifi-short.txt"
bash "$source/utils/endurance.sh" --short "$build" "with a blank" > second || fail "status $?: $(cat second)"
grep -q '^link *as it was$' second || fail "a step was done again: $(cat second)"
grep -q '^wifi .*second half' second || fail "a step that is missing was left out: $(cat second)"
exit "$failed"
