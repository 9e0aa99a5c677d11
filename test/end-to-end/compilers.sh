#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: compilers.sh SOURCE-FOLDER BUILD-FOLDER
#
# utils/compilers.sh: what it refuses, that a source without a fault passes, and that a warning fails.
set -u
# shellcheck source=common.bash
. "$1/test/end-to-end/common.bash"
source="$(cd "$1" && pwd)"
scratch="$(mktemp -d)" || exit 1
trap 'rm -rf "$scratch"' EXIT

# expect NAME STATUS WORDS ARGUMENTS...: the exit status, and words in what it says.
expect() {
    local name="$1" status="$2" words="$3" got
    shift 3
    EDGE_INFERENCE_BUILD="$scratch" EDGE_INFERENCE_JOBS=1 bash "$source/utils/compilers.sh" "$@" > "$scratch/said" 2>&1
    got=$?
    if [ "$got" -ne "$status" ] || ! grep -qF -- "$words" "$scratch/said"; then
        fail "$name: status $got, expected $status and \"$words\" in:"
        cat "$scratch/said"
    fi
}

expect "no build" 1 "has no compile_commands.json" c++
printf 'int Twice(int x) { return GROWTH * x; }\n' > "$scratch/good.cc"
printf 'int Twice(int x) { int y; return 2 * x; }\n' > "$scratch/bad.cc"
cat > "$scratch/compile_commands.json" << JSON
[{"directory": "$scratch", "file": "$scratch/good.cc", "command": "c++ -DGROWTH=2 -std=c++17 -MD -MF good.d -o good.o -c good.cc"},
 {"directory": "$scratch", "file": "$scratch/bad.cc", "command": "c++ -DGROWTH=2 -std=c++17 -o bad.o -c bad.cc"},
 {"directory": "/", "file": "/elsewhere/other.cc", "command": "c++ -c other.cc"}]
JSON
expect "a source without a fault" 0 "1 passed, 0 failed" --only good c++:20
expect "an unused variable" 1 "1 passed, 1 failed" c++
expect "its message" 1 "unused variable" --only=bad c++
expect "nothing to read" 1 "0 passed, 0 failed" --only nothing-has-this-name c++
expect "an unknown standard" 2 "expected COMPILER or COMPILER:STANDARD" c++:19
expect "an unknown compiler" 2 "expected a compiler of the PATH" no-such-compiler++
expect "an unknown option" 2 "expected --only REGEX" --all
expect "a broken expression" 2 "expected a regular expression" --only "(" c++
expect "--help" 0 "usage: bash utils/compilers.sh" --help
[ ! -e "$scratch/good.o" ] || fail "an object was written"
exit "$failed"
