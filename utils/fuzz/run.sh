#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: run.sh BUILD-FOLDER [SECONDS [READER...]]
#
# Runs libFuzzer on every reader of the module, or on those that are named, for SECONDS each (default 600), with AddressSanitizer and
# UndefinedBehaviorSanitizer, from the files that ship and from utils/fuzz/corpus. Readers: json (scenarios, DNN and device
# profiles), traces, mobility, checkpoint, headers, stream, reassembler; with LibTorch also answers (of networks of TorchScript), state
# (of learners in a checkpoint), experience (of actors in a checkpoint). They are compiled anew with clang; the rest of the module is
# that of the stand-alone build in BUILD-FOLDER. Not part of the tests: it needs clang with libFuzzer (Debian: apt install clang
# libclang-rt-14-dev). A finding stops it; its input then lies in BUILD-FOLDER/fuzz/findings.
set -euo pipefail
if [ $# -eq 0 ] || [ "$1" = --help ] || [ "$1" = -h ]; then
    sed -n '4,11s/^# *//p' "$0"
    exit 0
fi
source="$(cd "$(dirname "$0")/../.." && pwd)"
build="$(cd "$1" && pwd)"
seconds="${2:-600}"
readers=("${@:3}")
# Flags of LibTorch are those of the build; without it there is no such file.
torch="$(sed -n 's/^ *"command": "\(.*\)",*$/\1/p' "$build/compile_commands.json" | grep -m 1 'checkpoint-fields\.cc$' || true)"
if [ ${#readers[@]} -eq 0 ]; then
    readers=(json traces mobility checkpoint headers stream reassembler)
    [ -z "$torch" ] || readers+=(answers state experience)
fi
fuzz="$build/fuzz"
mkdir -p "$fuzz/objects" "$fuzz/findings" "$fuzz/seeds/json"
version="$(sed -n 's/.*EDGE_INFERENCE_NS3_VERSION=\([0-9]*\).*/\1/p' "$build/compile_commands.json" | head -n 1)"
# shellcheck disable=SC2054 # a comma stands within an option
flags=("$(grep -o -m 1 -e '-std=c++[0-9]*' <<<"$torch" || echo -std=c++17)" -O1 -g1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=vptr -fno-sanitize-recover=undefined
    "-DEDGE_INFERENCE_NS3_VERSION=$version" "-DEDGE_INFERENCE_PROFILE_DIR=\"$source/profiles\"" "-I$build/include")
torch_flags=()
torch_files=()
libraries=()
if [ -n "$torch" ]; then
    flags+=(-DEDGE_INFERENCE_HAVE_TORCH=1)
    while IFS= read -r flag; do
        torch_flags+=("$flag")
    done < <(grep -oe '-isystem [^ ]*' -e '-D_GLIBCXX_USE_CXX11_ABI=[01]' <<<"$torch" | sed 's/^-isystem /-I/')
    torch_files=(model/learning/action-heads model/learning/assignment-learner model/learning/checkpoint-fields model/learning/ddpg
        model/learning/discrete-sac model/learning/dqn model/learning/n-step-returns model/learning/order-preserving-quantisation
        model/learning/parameter-block model/learning/ppo model/learning/priority-tree model/learning/replay-memory
        model/learning/running-normaliser
        utils/fuzz/answers-target utils/fuzz/experience-target utils/fuzz/state-target)
    while IFS= read -r library; do
        libraries+=("$library")
    done < <(grep -oE '/[^ ,"]*/lib(torch|torch_cpu|c10)\.so[0-9.]*' "$build/build.ninja" | sort -u)
fi
objects=()
for file in helper/experiment/training-checkpoint helper/scenario/inference-scenario helper/scenario/scenario-key \
    helper/scenario/scenario-reader helper/topology/ns2-mobility-trace model/application/inference-control-header \
    model/application/inference-header model/application/inference-reassembler model/application/inference-stream-reader \
    model/dnn/device-profile model/dnn/dnn-profile model/dnn/dnn-profile-reader model/input/attribute-limits model/input/attribute-text \
    model/input/inference-input-error model/input/input-file model/input/input-text model/input/json-cursor model/input/object-text \
    model/input/profile-files model/input/quantity-text model/input/strict-json model/input/time-series-file \
    model/radio/link/link-bandwidth-trace utils/fuzz/edge-inference-fuzz utils/fuzz/fuzz-targets utils/fuzz/fuzz-tools \
    "${torch_files[@]}"; do
    object="$fuzz/objects/$(basename "$file").o"
    [ "$object" -nt "$source/$file.cc" ] || clang++ "${flags[@]}" "${torch_flags[@]}" -c "$source/$file.cc" -o "$object"
    objects+=("$object")
done
# The program's own readers come before the library's.
clang++ -fsanitize=fuzzer,address,undefined "${objects[@]}" -rdynamic "-L$build" -lns3-edge-inference -lns3-core -lns3-network \
    -lns3-internet -lns3-mobility "${libraries[@]}" "-Wl,-rpath,$build" -o "$fuzz/edge-inference-fuzz"
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
