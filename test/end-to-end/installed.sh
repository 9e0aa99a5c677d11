#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: installed.sh SOURCE-FOLDER BUILD-FOLDER
#
# cmake --install puts a module together that works from any folder: after the prefix was moved, the project of examples/own-project
# finds it by find_package(), is built against it, and finds its profiles; an installed program finds its scenarios; no file of it
# names the source or build folder but the library's own last resort.
set -u
source=$(cd "$1" && pwd)
build=$(cd "$2" && pwd)
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
failed=0

fail()
{
    echo "FAILED: $*"
    failed=1
}

cmake --install "$build" --prefix "$scratch/first place" > install.log 2>&1 || fail "cmake --install: $(tail -n 3 install.log)"
mv "first place" "second place"
prefix="$scratch/second place"
library=$(find "$prefix" -name 'libns3-edge-inference.so*' | head -n 1)
[ -n "$library" ] || fail "no library"
for folder in profiles/dnn profiles/devices scenarios scenarios/checkpoints; do
    [ -n "$(ls -A "$prefix/share/edge-inference/$folder" 2> /dev/null)" ] || fail "$folder is empty"
done
named=$(grep -rlF -e "$source" -e "$build" "$prefix" --include='*.cmake' --include='*.h' | head -n 3)
[ -z "$named" ] || fail "these name the source or build folder: $named"

# A program of the prefix, with nothing else to find scenarios in.
env -u EDGE_INFERENCE_SCENARIOS -u EDGE_INFERENCE_PROFILES "$prefix/bin/edge-inference-run" --scenario=one-cell --radio=link \
    --policy=edgent --seeds=1 --set=/period/length=0.5 --quiet --output=results > table 2> stderr || fail "run: $(head -c 300 stderr)"
[ -s results/summary.json ] || fail "no results"
strace=$(command -v strace || true)
if [ -n "$strace" ]; then
    "$strace" -f -e trace=openat -o opened "$prefix/bin/edge-inference-run" --scenario=one-cell --radio=link --policy=edgent --seeds=1 \
        --set=/period/length=0.1 --quiet --output=again > /dev/null 2>&1
    ! grep -F "\"$source/profiles" opened || fail "a profile was read in the source folder"
fi

# The project, with the compiler that the module was built with.
compiler=$(sed -n 's/^CMAKE_CXX_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt")
generator=()
! command -v ninja > /dev/null || generator=(-G Ninja)
if cmake -S "$source/examples/own-project" -B own "${generator[@]}" "-DCMAKE_PREFIX_PATH=$prefix" "-DCMAKE_CXX_COMPILER=$compiler" \
    -DCMAKE_CXX_FLAGS="-Wall -Wextra" > configure.log 2>&1 && cmake --build own > build.log 2>&1; then
    ! grep -i 'warning' build.log || fail "warnings"
    own/own-project --radio=link > first 2> stderr || fail "own-project: $(head -c 300 stderr)"
    grep -Eq '^[1-9][0-9]* tasks, average accuracy 0\.[0-9]+$' first || fail "own-project says: $(head -n 1 first)"
    own/own-project --radio=link --ns3::QueueRule::Longest=0 > second 2> stderr || fail "own-project, with an attribute"
    ! own/own-project --radio=wave > third 2> stderr || fail "own-project: an unknown radio is no error"
else
    fail "own-project: $(tail -n 5 configure.log build.log 2> /dev/null)"
fi
exit "$failed"
