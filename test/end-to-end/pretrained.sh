#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: pretrained.sh SOURCE-FOLDER BUILD-FOLDER
#
# Networks that --save-networks wrote decide, with --pretrained, as those that were trained did, byte for byte, wherever they are
# found; a learner that made no gradient step is marked; a file that is missing, another policy's, damaged, or of another size is told
# with its name.
set -u
# shellcheck source=common.bash
. "$1/test/end-to-end/common.bash"
build=$(cd "$2" && pwd)
program=$build/bin/edge-inference-run
source=$(cd "$1" && pwd)
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1

if ! "$program" --policy=nobody 2>&1 | grep -q 'among.* sac-d '; then # built without LibTorch: nobody learns
    exit 0
fi
serve "$build"
small=(--radio=link --set=/ues/count=1 --set=/period/length=0.5s --policy=sac-d,edgent,dqn --seeds=2 --quiet --jobs=2
    --ns3::SacDiscretePolicy::LearningStarts=4 --ns3::SacDiscretePolicy::BatchSize=4 --ns3::SacDiscretePolicy::HiddenUnits=8
    --ns3::DqnPolicy::LearningStarts=4 --ns3::DqnPolicy::BatchSize=4 --ns3::DqnPolicy::HiddenUnits=8)

run()
{
    merge "${small[@]}" "$@"
    start "$program" "${merged[@]}"
}

run --episodes=3 --save=checkpoint --policy=sac-d --output=full > stdout 2> stderr || fail "full: $(cat stderr)"
run --episodes=3 --trainings=2 --save-networks=networks --output=twice > stdout 2> stderr || fail "twice: $(cat stderr)"
run --episodes=3 --output=once > once.table 2> stderr || fail "once: $(cat stderr)"
run --pretrained=networks --output=kept > kept.table 2> stderr || fail "kept: $(cat stderr)"
cmp once.table kept.table || fail "the kept networks give another table"
cmp once/tasks.csv kept/tasks.csv || fail "the kept networks decide otherwise"
[ "$(wc -l < kept/training.csv)" -eq 1 ] || fail "the kept networks were trained"
grep -q '"pretrained": "dqn-link.bin"' kept/summary.json || fail "summary.json does not name the file"
[ "$(ls networks)" = "$(printf 'dqn-link.bin\nsac-d-link.bin')" ] || fail "networks: $(ls networks)"
[ "$(($(stat -c %s networks/sac-d-link.bin) * 2))" -lt "$(stat -c %s checkpoint)" ] || fail "networks are as large as a checkpoint"

# A learner that made no gradient step says so in the table, in summary.json and in the report; others do not.
run --episodes=0 --output=untrained > untrained.table 2> stderr || fail "untrained: $(cat stderr)"
for name in sac-d dqn; do
    grep -q "^$name (untrained) " untrained.table || fail "$name is not marked: $(cat untrained.table)"
done
grep -q '^edgent (untrained)' untrained.table && fail "a rule is marked: $(cat untrained.table)"
[ "$(grep -c '"untrained": true' untrained/summary.json)" -eq 2 ] || fail "summary.json does not tell who is untrained"
grep -q '(untrained) sac-d, dqn: the learner made no gradient step' untrained/report.html || fail "the report does not tell who is untrained"
for name in once kept; do
    grep -q untrained "$name.table" && fail "$name is marked: $(cat "$name.table")"
    grep -q '"untrained": true' "$name/summary.json" && fail "summary.json of $name tells that a learner is untrained"
done
[ "$(grep -c '"gradientSteps": [1-9]' once/summary.json)" -eq 2 ] || fail "summary.json does not tell the gradient steps"

# A policy that was loaded and did not train any more keeps the same networks.
run --load=checkpoint --episodes=3 --policy=sac-d --save-networks=again --output=again > stdout 2> stderr || fail "again: $(cat stderr)"
run --policy=sac-d --pretrained=again --output=loaded > loaded.table 2> stderr || fail "loaded: $(cat stderr)"
cmp full/tasks.csv loaded/tasks.csv || fail "networks of a loaded checkpoint decide otherwise"

# Beside the scenario's file, and in the folders where scenarios are looked up.
mkdir -p mine/checkpoints other/checkpoints
cp "$source/scenarios/quickstart.json" mine/some.json
cp -r networks mine/checkpoints/quickstart
run --scenario=mine/some.json --pretrained --output=beside > beside.table 2> stderr || fail "beside: status $?, $(cat stderr)"
cmp kept.table beside.table || fail "the networks beside the scenario are others"
mv mine/checkpoints/quickstart other/checkpoints/
EDGE_INFERENCE_SCENARIOS=$scratch/other guarded "$program" "${small[@]}" --scenario=mine/some.json --pretrained --output=found \
    > found.table 2> stderr || fail "found: $(cat stderr)"
cmp kept.table found.table || fail "the networks that were looked up are others"

refused()
{
    local words="$1" status=0
    shift
    run --output=refused "$@" > stdout 2> stderr || status=$?
    if [ "$status" -ne 2 ] || [ "$(wc -l < stderr)" -ne 1 ] || ! grep -qF -- "$words" stderr; then
        fail "$*: status $status, $(head -c 400 stderr), not: $words"
    fi
}
refused 'mine/checkpoints/quickstart/sac-d-link.bin' --scenario=mine/some.json --pretrained
refused 'networks/sac-d-wifi.bin: (root): found no such file, expected the networks of sac-d (train, and keep' --pretrained=networks \
    --radio=wifi
refused 'networks/sac-d-link.bin: (root): found checkpoint: part' --pretrained=networks --set=/servers/count=2
cp -r networks mixed && cp networks/dqn-link.bin mixed/sac-d-link.bin
refused 'mixed/sac-d-link.bin: /policy: found "ns3::DqnPolicy", expected ns3::SacDiscretePolicy' --pretrained=mixed
head -c 3000 networks/sac-d-link.bin > mixed/sac-d-link.bin
refused 'mixed/sac-d-link.bin: (root): found damaged bytes' --pretrained=mixed
for option in --episodes=3 --trainings=2 --save=x --load=full --save-networks=x; do
    refused "${option%%=*}: found --pretrained" --pretrained=networks --policy=sac-d "$option"
done
refused '--save-networks: found a sweep' --save-networks=x --sweep=/streams/0/Rate=5,10
touch file
refused 'file/' --save-networks=file --episodes=1
exit $failed
