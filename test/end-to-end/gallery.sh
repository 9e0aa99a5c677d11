#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: gallery.sh SOURCE-FOLDER BUILD-FOLDER
#
# Every command of doc/gallery.rst runs, in a short form. The network that the last page makes in Python is written by LibTorch.
set -u
# shellcheck source=common.bash
. "$1/test/end-to-end/common.bash"
source=$(cd "$1" && pwd)
build=$(cd "$2" && pwd)
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
serve "$build"
ln -s "$source/scenarios" scenarios # as from the folder of the checkout
export EDGE_INFERENCE_SCENARIOS=$source/scenarios
count=0
expected=10
while read -r arguments; do
    name=${arguments##*--output=results/}
    if [[ "$arguments" == *--set=/streams/0/dnn=own* ]]; then
        if [ ! -x "$build/bin/edge-inference-write-network" ]; then
            echo "built without LibTorch: $name is not tried"
            expected=9
            continue
        fi
        "$build/bin/edge-inference-write-network" gallery own.pt > out 2> err || fail "own.pt: $(cat err)"
        profile="$(sed -n 's/^  bash utils.run.sh edge-inference-profile-dnn //p' "$source/doc/gallery.rst")"
        read -r -a words <<< "$profile"
        guarded "$build/bin/edge-inference-profile-dnn" "${words[@]}" > out 2> err || fail "profile: status $?: $(head -c 400 err)"
        grep -q '"macs"' profiles/dnn/own.json || fail "own.json has no layers"
    fi
    read -r -a words <<< "$arguments"
    start "$build/bin/edge-inference-run" "${words[@]}" --seeds=1 --set=/period/length=0.3s --jobs=1 --quiet > out 2> err ||
        fail "$name: status $?: $(head -c 400 err)"
    [ "$(wc -l < "results/$name/tasks.csv")" -gt 3 ] || fail "$name: hardly a task in tasks.csv"
    grep -q 'How tasks ended' "results/$name/report.html" || fail "$name: the report does not tell how tasks ended"
    count=$((count + 1))
done < <(sed -n '/edge-inference-run /{:more; /\\$/{N; s/ *\\\n */ /; b more}; s/^  bash utils.run.sh edge-inference-run //p}' "$source/doc/gallery.rst")
[ "$count" -eq "$expected" ] || fail "$count commands were run"
echo "$count commands of the gallery ran"
exit "$failed"
