#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: rooms.sh SOURCE-FOLDER [BUILD-FOLDER]
#
# The rooms and arrows of doc/design.md hold, and the program that says so finds each kind of fault when one is put in.
set -u
source="$(cd "$1" && pwd)"
command -v python3 > /dev/null || {
    echo "python3 is not found (apt install python3)"
    exit 1
}
failed=0
python3 "$source/test/rooms.py" "$source" || failed=1

scratch="$(mktemp -d)" || exit 1
trap 'rm -rf "$scratch"' EXIT

# faulty NAME WORDS COMMAND...: the command, run in a copy, puts a fault in; rooms.py must tell it with these words.
faulty() {
    local name="$1" words="$2"
    shift 2
    rm -rf "$scratch/copy"
    mkdir -p "$scratch/copy/doc"
    cp -r "$source/model" "$source/helper" "$source/examples" "$source/sources.cmake" "$scratch/copy/"
    cp "$source/doc/design.md" "$scratch/copy/doc/"
    (cd "$scratch/copy" && "$@") || {
        echo "FAILED: $name could not be tried"
        failed=1
        return
    }
    if python3 "$source/test/rooms.py" "$scratch/copy" > "$scratch/output" 2>&1; then
        echo "FAILED: $name is not found"
        failed=1
    elif ! grep -qF -- "$words" "$scratch/output"; then
        echo "FAILED: $name: rooms.py does not say \"$words\" but:"
        head -n 5 "$scratch/output"
        failed=1
    fi
}

# add FILE LINE: puts a line before the first include.
add() {
    sed -i "0,/^#include/s||$2\n&|" "$1" && grep -qF -- "$2" "$1"
}

faulty "a wrong arrow" "model/task/ may not include model/decision/" \
    add model/task/task-stream.cc '#include "ns3/offloading-policy.h"'
faulty "a library" "model/task/ may not include torch/torch.h" \
    add model/task/task-stream.cc '#include <torch/torch.h>'
faulty "a private header" "scenario-reader.h is private to helper/scenario/" \
    add "$(cd "$source" && printf '%s\n' helper/experiment/*.cc | head -n 1)" '#include "../scenario/scenario-reader.h"'
faulty "a header that is not public" '"ns3/json-cursor.h" is no public header' \
    add model/dnn/dnn-profile.cc '#include "ns3/json-cursor.h"'
faulty "a public header that needs a hidden one" "a public header includes" \
    add model/dnn/dnn-profile.h '#include "../input/json-cursor.h"'
faulty "a circle of files" "in a circle" \
    add model/input/inference-input-error.h '#include "ns3/time-series-file.h"'
faulty "a folder without a room" "model/attic/ is no room" \
    cp -r model/task model/attic
faulty "a test of versions" "a test of versions" \
    add model/task/task-stream.cc '#if NS3_VERSION_MINOR > 40'
faulty "a circle of rooms" "rooms may include each other in a circle" \
    sed -i 's#^| `model/dnn` \(.*\)| `model`, `model/input` |#| `model/dnn` \1| `model`, `model/input`, `model/task` |#' doc/design.md
exit "$failed"
