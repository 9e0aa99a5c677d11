#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: run.sh BUILD-FOLDER [SECONDS [READER...]]
#
# Runs libFuzzer on every reader of the module, or on those that are named, for SECONDS each (default 600), with AddressSanitizer and
# UndefinedBehaviorSanitizer, from the files that ship and from utils/fuzz/corpus. Readers: json (scenarios, DNN and device
# profiles), traces, mobility, checkpoint, headers, stream, reassembler. They are compiled anew with clang; the rest of the module is
# that of the stand-alone build in BUILD-FOLDER. Not part of the tests: it needs clang with libFuzzer (Debian: apt install clang
# libclang-rt-14-dev). A finding stops it; its input then lies in BUILD-FOLDER/fuzz/findings.
set -euo pipefail
if [ $# -eq 0 ] || [ "$1" = --help ] || [ "$1" = -h ]; then
    sed -n '4,10s/^# *//p' "$0"
    exit 0
fi
source="$(cd "$(dirname "$0")/../.." && pwd)"
build="$(cd "$1" && pwd)"
seconds="${2:-600}"
readers=("${@:3}")
[ ${#readers[@]} -gt 0 ] || readers=(json traces mobility checkpoint headers stream reassembler)
fuzz="$build/fuzz"
mkdir -p "$fuzz/objects" "$fuzz/findings" "$fuzz/seeds/json"
version="$(sed -n 's/.*EDGE_INFERENCE_NS3_VERSION=\([0-9]*\).*/\1/p' "$build/compile_commands.json" | head -n 1)"
# shellcheck disable=SC2054 # a comma stands within an option
flags=(-std=c++17 -O1 -g1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=vptr -fno-sanitize-recover=undefined
    "-DEDGE_INFERENCE_NS3_VERSION=$version" "-DEDGE_INFERENCE_PROFILE_DIR=\"$source/profiles\"" "-I$build/include")
objects=()
for file in helper/experiment/training-checkpoint helper/scenario/inference-scenario helper/scenario/scenario-key \
    helper/scenario/scenario-reader helper/topology/ns2-mobility-trace model/application/inference-control-header \
    model/application/inference-header model/application/inference-reassembler model/application/inference-stream-reader \
    model/dnn/device-profile model/dnn/dnn-profile model/dnn/dnn-profile-reader model/input/attribute-limits model/input/attribute-text \
    model/input/inference-input-error model/input/input-file model/input/input-text model/input/json-cursor model/input/object-text \
    model/input/profile-files model/input/quantity-text model/input/strict-json model/input/time-series-file \
    model/radio/link/link-bandwidth-trace utils/fuzz/edge-inference-fuzz utils/fuzz/fuzz-targets; do
    object="$fuzz/objects/$(basename "$file").o"
    [ "$object" -nt "$source/$file.cc" ] || clang++ "${flags[@]}" -c "$source/$file.cc" -o "$object"
    objects+=("$object")
done
# The program's own readers come before the library's.
clang++ -fsanitize=fuzzer,address,undefined "${objects[@]}" -rdynamic "-L$build" -lns3-edge-inference -lns3-core -lns3-network \
    -lns3-internet -lns3-mobility "-Wl,-rpath,$build" -o "$fuzz/edge-inference-fuzz"
cp "$source"/scenarios/*.json "$source"/profiles/devices/*.json "$source"/profiles/dnn/alexnet*.json \
    "$source"/test/data/broken-profiles/*.json "$fuzz/seeds/json/"
for folder in "$source"/utils/fuzz/corpus/*/; do
    cp -R "$folder" "$fuzz/seeds/"
done
grep -oh '"[A-Za-z0-9:./-]*"' "$source"/scenarios/*.json "$source"/profiles/devices/*.json | sort -u | head -n 2000 |
    sed 's/^"\(.*\)"$/"\\"\1\\""/' >"$fuzz/words"
cd "$fuzz"
for reader in "${readers[@]}"; do
    mkdir -p "corpus/$reader" "seeds/$reader"
    words=()
    [ "$reader" != json ] || words=(-dict=words)
    EDGE_INFERENCE_FUZZ_TARGET="$reader" ASAN_OPTIONS="detect_leaks=0:detect_odr_violation=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}" \
        ./edge-inference-fuzz "-max_total_time=$seconds" -timeout=20 -rss_limit_mb=4096 -max_len=8192 "${words[@]}" \
        -artifact_prefix=findings/ -print_final_stats=1 "corpus/$reader" "seeds/$reader"
done
