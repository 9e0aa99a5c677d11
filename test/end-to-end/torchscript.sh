#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: torchscript.sh SOURCE-FOLDER BUILD-FOLDER
#
# The steps of doc/tutorial-torchscript.rst: observations of Edgent's rule, a network that imitates it, trained and exported in
# Python, and the comparison of the two. Without PyTorch for Python there is nothing to do.
set -u
# shellcheck source=common.bash
. "$1/test/end-to-end/common.bash"
source=$(cd "$1" && pwd)
program=$(cd "$2" && pwd)/bin/edge-inference-run
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1

if ! "$program" --policy=nobody 2>&1 | grep -q 'torchscript:FILE'; then
    echo "built without LibTorch"
    exit 0
fi
echo text > text.pt
for file in none.pt text.pt; do
    "$program" --scenario=quickstart --policy="torchscript:$file" --seeds=1 --quiet --output=bad > stdout 2> stderr
    status=$?
    if [ "$status" -ne 2 ] || [ "$(wc -l < stderr)" -ne 1 ] || ! grep -q "^error: .*$file" stderr; then
        fail "$file: status $status, $(cat stderr)"
    fi
done
if ! /usr/bin/python3 -c 'import torch' 2> /dev/null; then
    echo "/usr/bin/python3 has no torch"
    exit $failed
fi
small=(--scenario=quickstart --set=/ues/count=3 --set=/period/length=3s --quiet)
"$program" "${small[@]}" --policy=edgent,random --seeds=6 --observations --output=data > stdout 2> stderr || fail "data: $(cat stderr)"
[ "$(wc -l < data/observations.csv)" -eq "$(wc -l < data/epochs.csv)" ] || fail "observations.csv and epochs.csv differ in length"
/usr/bin/python3 "$source/utils/train-torchscript.py" data clone.pt edgent || fail "training"
# Other seeds than those of the data.
"$program" "${small[@]}" --policy=torchscript:clone.pt,edgent,random --seeds=3 --RngRun=2 --output=compared || fail "comparison"
"$program" "${small[@]}" --policy=torchscript:clone.pt,edgent,random --seeds=3 --RngRun=2 --output=again --jobs=1 > stdout ||
    fail "repetition"
cmp compared/tasks.csv again/tasks.csv || fail "the same network decides otherwise"
/usr/bin/python3 - << 'PYTHON' || fail "the clone is not like Edgent"
import json
policies = json.load(open("compared/summary.json"))["policies"]
clone, edgent, random = (policies[name]["reward"]["mean"] for name in ("torchscript:clone.pt", "edgent", "random"))
print(f"reward: clone {clone:.3f}, Edgent {edgent:.3f}, random {random:.3f}")
assert clone > random + 0.5 * (edgent - random)
PYTHON
exit $failed
