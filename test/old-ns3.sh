#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: old-ns3.sh SOURCE-FOLDER [BUILD-FOLDER]
#
# The build with other releases of ns-3, as far as it can be seen without them (old-ns3.py), and old-ns3.py finds faults that are put in.
set -u
source="$(cd "$1" && pwd)"
command -v python3 > /dev/null || {
    echo "python3 is not found (apt install python3)"
    exit 1
}
failed=0
python3 "$source/test/old-ns3.py" "$source" || failed=1

scratch="$(mktemp -d)" || exit 1
trap 'rm -rf "$scratch"' EXIT
ln -s "$source"/* "$scratch/"
rm "$scratch/wscript-compat" "$scratch/examples"
cp -r "$source/wscript-compat" "$source/examples" "$scratch/"

# faulty NAME WORDS FILE SCRIPT: old-ns3.py must tell with these words what the script of sed has changed in a file.
faulty() {
    sed "$4" "$source/$3" > "$scratch/$3"
    if cmp -s "$source/$3" "$scratch/$3"; then
        echo "FAILED: $1 could not be tried"
        failed=1
    elif python3 "$source/test/old-ns3.py" "$scratch" > "$scratch/output" 2>&1; then
        echo "FAILED: $1 is not found"
        failed=1
    elif ! grep -qF -- "$2" "$scratch/output"; then
        echo "FAILED: $1: old-ns3.py does not say \"$2\" but:"
        head -n 5 "$scratch/output"
        failed=1
    fi
    cp "$source/$3" "$scratch/$3"
}

faulty "a list that is not built" "wscript-compat/wscript does not build test/task/" wscript-compat/wscript \
    "s/get('TEST_SUITES')/[]/"
faulty "a program without the compatibility header" "is built without edge-inference-compat.h" wscript-compat/wscript \
    "/program.env.append_value('CXXFLAGS'/d"
faulty "an example with a learner of its own" "edge-inference-own-learner.cc includes LibTorch" wscript-compat/wscript \
    "/program.use.append('EDGE_TORCH')/d"
faulty "a macro that is not defined" "does not define EDGE_INFERENCE_PROFILE_DIR" wscript-compat/wscript \
    "/'EDGE_INFERENCE_PROFILE_DIR/d"
faulty "a callback made from a lambda" "MakeLambdaCallback()" examples/edge-inference-one-cell.cc \
    '$s/$/\nauto g_faulty = ns3::Callback<void>([] {});/'
faulty "an object made by Create()" "MyPolicy is an object: CreateObject<MyPolicy>()" examples/edge-inference-one-cell.cc \
    '$s/$/\nclass MyPolicy : public ns3::GreedyPlanPolicy\n{\n};\nauto g_faulty = ns3::Create<MyPolicy>();/'
faulty "an object without a TypeId" "MyThing derives from Object and has no GetTypeId()" examples/edge-inference-one-cell.cc \
    '$s/$/\nclass MyThing : public ns3::Object\n{\n};/'
exit "$failed"
