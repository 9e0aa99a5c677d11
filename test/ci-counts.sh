#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: ci-counts.sh SOURCE-FOLDER BUILD-FOLDER
#
# .ci/run adds up what its parts count, is red when one fails, however it fails, and says when there was no bare system.
set -u
source="$(cd "$1" && pwd -P)"
scratch="$(mktemp -d)" || exit 1
trap 'rm -rf "$scratch"' EXIT
failed=0
mkdir -p "$scratch/project/.ci" "$scratch/project/utils"
cp "$source/.ci/run" "$scratch/project/.ci"
cp "$source/utils/lib.sh" "$scratch/project/utils"
cd "$scratch/project" || exit 1

# Each script of the parts prints and ends as the file "will-SCRIPT" says; a bare system runs the command here.
for script in run test ns3-tree; do
    printf '#!/bin/sh\n. "./will-%s"\n' "$script" >"utils/$script.sh"
done
cat >utils/bare-system.sh <<'BARE'
#!/bin/bash
. ./will-bare-system
while [ "$1" != -- ]; do shift; done
eval "$2"
BARE

# expect WHAT STATUS LINE TEXT: .ci/run ends with this status and this last line, and its output has the text.
expect() {
    local status
    TMPDIR="$scratch" bash .ci/run >"$scratch/out" 2>"$scratch/err" </dev/null
    status=$?
    if [ "$status" -ne "$2" ] || [ "$(tail -n 1 "$scratch/out")" != "$3" ] || ! cat "$scratch/out" "$scratch/err" | grep -q "$4"; then
        printf 'FAILED: %s: status %s\n' "$1" "$status"
        tail -n 12 "$scratch/out"
        failed=1
    fi
    [ -z "$(find "$scratch" -maxdepth 1 -name 'edge-inference-ci.*')" ] || { echo "FAILED: $1: its folder is still there" && failed=1; }
}

echo 'echo "| a table |"' >will-run
echo 'echo "noise"; echo "7 passed, 0 failed"' >will-test
echo 'echo "5 passed, 0 failed"' >will-ns3-tree
echo ':' >will-bare-system
expect "all is well" 0 "20 passed, 0 failed" "s  in all"
echo 'exit 3' >will-run
expect "a command that fails and counts nothing" 1 "19 passed, 1 failed" "1 failed.*run.sh"
echo ':' >will-run
echo 'echo "1/2 Test  #4: gtest:unit ...***Failed"; echo "	  4 - gtest:unit (Failed)" >&2; echo "6 passed, 1 failed"; exit 8' >will-test
expect "the name of a failed test" 1 "18 passed, 2 failed" "^FAILED: Debian trixie: bash utils/test.sh --short: gtest:unit (Failed)$"
echo 'printf "  1/2 Test  #3: script:one ....***Failed  1.0 sec\nfine\nFAILED: too few\n\n  Start 4: script:two\n" >&2; echo "6 passed, 1 failed"; exit 8' >will-test
expect "what a failed test said" 1 "18 passed, 2 failed" "^    FAILED: too few$"
expect "a failed test" 1 "18 passed, 2 failed" "1 failed.*test.sh --short"
echo 'echo "7 passed, 0 failed"; exit 1' >will-test
expect "a failure that was not counted" 1 "20 passed, 2 failed" "1 failed.*test.sh"
echo 'echo "7 passed, 0 failed"' >will-test
echo 'case " $* " in *trixie*) exit 77 ;; esac' >will-bare-system
expect "no Debian 13" 1 "13 passed, 1 failed" "1 failed.*trixie"
echo 'exit 77' >will-bare-system
expect "no bare system" 0 "13 passed, 0 failed" "NO BARE SYSTEM"
exit $failed
