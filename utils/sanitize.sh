#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: utils/sanitize.sh [BUILD-FOLDER [CTEST-ARGUMENTS...]]
#
# Builds library and tests with AddressSanitizer and UndefinedBehaviorSanitizer in BUILD-FOLDER (default: build-sanitize) and runs
# the tests that CTEST-ARGUMENTS choose (default: the unit tests and the module's suites, without whole programs: -R
# '^(gtest|suite|fuzz):'). ns-3 and LibTorch stay as they are installed, so leaks are not looked for (utils/valgrind.sh does that) and
# the check of virtual tables is off. A finding ends its test and fails it. It takes some 3 GB and several times the tests' time.
set -euo pipefail
if [ "${1:-}" = --help ] || [ "${1:-}" = -h ]; then
    sed -n '4,10s/^# *//p' "$0"
    exit 0
fi
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
build="${1:-$root/build-sanitize}"
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- -R '^(gtest|suite|fuzz):'
jobs="${EDGE_INFERENCE_JOBS:-$(nproc)}"
# ns-3's Time shifts negative numbers to the left, which C++ defines since C++20 only.
flags="-fsanitize=address,undefined -fno-sanitize=vptr,shift-base -fno-sanitize-recover=undefined -fno-omit-frame-pointer -O1 -g1"
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=None "-DCMAKE_CXX_FLAGS=$flags" >&2
cmake --build "$build" --parallel "$jobs" >&2
# ns-3's objects of one name in several libraries are no finding of ours.
export ASAN_OPTIONS="detect_leaks=0:detect_odr_violation=0:allocator_may_return_null=1${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
export UBSAN_OPTIONS="print_stacktrace=1${UBSAN_OPTIONS:+:$UBSAN_OPTIONS}"
cd "$build"
ctest --output-on-failure --no-tests=error --parallel "$jobs" "$@"
