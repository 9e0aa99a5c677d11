#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: bad-input.sh SOURCE-FOLDER BUILD-FOLDER
#
# What the quickstart makes of wrong arguments and files: exit status 2 and one line on stderr, or exit status 1 from ns-3's own
# reader of the command line; never an abort, a stack trace or a hang.
set -u
# shellcheck source=common.bash
. "$1/test/end-to-end/common.bash"
source=$(cd "$1" && pwd)
program=$(cd "$2" && pwd)/bin/edge-inference-quickstart
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
build=$(cd "$2" && pwd)
cd "$scratch" || exit 1
serve "$build"
passed=0

# refused STATUS ARGUMENTS...: the program ends with STATUS; for 2 there is one line on stderr that begins with "error: ".
refused()
{
    local expected=$1 status=0 lines
    shift
    start "$program" --quiet --force --output=results "$@" > stdout 2> stderr || status=$?
    lines=$(wc -l < stderr)
    if [ "$status" -eq "$expected" ] && [ ! -s stdout ] &&
        { [ "$expected" -eq 1 ] || { [ "$lines" -eq 1 ] && head -c 7 stderr | grep -q '^error: '; }; }; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $*: exit status $status, $lines lines on stderr: $(head -c 600 stderr)"
    fi
}

# works ARGUMENTS...: the program ends well.
works()
{
    local status=0
    start "$program" --quiet --force --output=results "$@" > stdout 2> stderr || status=$?
    if [ "$status" -eq 0 ] && [ "$(wc -l < results/tasks.csv)" -ge 1 ] && [ -s results/summary.json ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $*: exit status $status: $(head -c 600 stderr)"
    fi
}

# Numbers out of range, and what is no number.
for argument in --nUes=0 --nUes=-1 --nUes=2001 --rate=0 --rate=-5 --rate=1e9 --deadline=0 --deadline=-1 --deadline=1e6 --duration=0 \
    --duration=-1 --duration=1e12 --radius=0 --radius=-1 --radius=1e9 --seeds=0 --seeds=-1 --seeds=500000 --episodes=-1 --trainings=0 \
    --trainings=50 --jobs=0 --jobs=-1; do
    refused 2 "$argument"
done
for argument in --nUes=abc --rate=nan --deadline=inf --duration=x --set=/ues/count=0 --set=/ues/cuont=3 --set=x --radio=5g --scenario=none \
    --scenario=/proc/self/mem --ns3::InferenceClient::Timeout=soon --ns3::RewardModel::MissPenalty=x --ns3::InferenceClient::Protocol=TCP \
    --ns3::MarkovBackgroundLoad::Level=ns3::NoSuchVariable --ns3::EdgeTopologyHelper::BackhaulRate=1e6bps; do
    refused 2 "$argument"
done
for argument in --RngRun=abc --RngRun=-1 --RngSeed=1e400 --RngSeed=0; do
    refused 2 "$argument"
done
for argument in --no-such-option=1 --ns3::NoSuchClass::X=1 word; do
    refused 2 "$argument"
done

# What ns-3 would abort on, or never end.
dnn="$source/profiles/dnn/alexnet-cifar10.json"
for name in net-78469 net-117443; do # one hash
    sed "s/\"name\": \"alexnet-cifar10\"/\"name\": \"$name\"/" "$dnn" > "$name.profile.json"
done
refused 2 --radio=link '--set=/streams=[{"dnn": "net-78469.profile.json"}, {"dnn": "net-117443.profile.json"}]' --policy=edgent
refused 2 --radio=link --policy=edgent --set=/control/Control=InBand --set=/control/Port=9000
refused 2 --policy=edgent --set=/radio/wifi/RateManager=ns3::AarfWifiManager
refused 2 --policy=edgent --set=/radio/wifi/BackgroundStations=2000
refused 2 --policy=edgent --ns3::WifiEdgeTopologyHelper::BackgroundStations=2000
refused 2 --policy=edgent --ns3::EdgeTopologyHelper::Ues=1000000000
refused 2 --policy=edgent --ns3::PoissonTaskStream::Rate=1e9
refused 2 --policy=edgent --ns3::PeriodicTaskStream::Period=1ns
refused 2 --policy=edgent '--set=/ues/mobility/Speed=ns3::ConstantRandomVariable[Constant=0]'
refused 2 --policy=edgent '--ns3::RandomWaypointMobilityModel::Speed=ns3::ConstantRandomVariable[Constant=0]'
refused 2 --radio=link --policy=edgent '--set=/ues/mobility={"type": "ns3::SteadyStateRandomWaypointMobilityModel", "MinX": 100}'
refused 2 --policy=edgent "--pcap=$(printf 'x%.0s' $(seq 300))"
refused 2 --radio=lte --policy=edgent '--set=/defaults={"ns3::LteEnbRrc::SrsPeriodicity": 3}'

# Scenario files; test/helper/scenario/broken-scenarios-test.cc has thousands.
printf '{"format": "edge-inference-scenario/1", "name": "x", "ues": {"cuont": 3}}' > key.json
printf '{"format": "edge-inference-scenario/1", "name": "x"' > cut.json
printf '{"format": "edge-inference-scenario/1", "name": "x", "streams": [{"Deadline": "soon"}]}' > time.json
printf '{"format": "edge-inference-scenario/2", "name": "x"}' > version.json
for file in key.json cut.json time.json version.json; do
    refused 2 "--scenario=$file"
done

# Names and places.
touch file
for argument in --policy=nobody --policy=edgent,nobody --policy=, --policy=ns3::Node --device=none --server=none --output=file/folder \
    --output=file --output=/proc/none; do
    refused 2 "$argument"
done
refused 2 --policy=edgent --trainings=2 --episodes=10001
refused 2 --policy=edgent --save=x

# Checkpoints.
small="--policy=sac-d --nUes=1 --duration=0.2 --seeds=1 --rate=50"
if "$program" --policy=nobody 2>&1 | grep -q 'among.* sac-d '; then # built with LibTorch
    # shellcheck disable=SC2086
    works $small --episodes=1 --save=good.checkpoint
    size=$(stat -c %s good.checkpoint)
    for length in 0 10 60 400 $((size / 2)) $((size - 1)); do
        head -c "$length" good.checkpoint > "cut-$length.checkpoint"
    done
    { cat good.checkpoint && echo more; } > longer.checkpoint
    { head -n 3 good.checkpoint && head -c "$((size - $(head -n 3 good.checkpoint | wc -c)))" /dev/zero; } > zeros.checkpoint
    { head -c $((size - 3000)) good.checkpoint && head -c 8 /dev/zero | tr '\0' '\377' && tail -c 2992 good.checkpoint; } > nan.checkpoint
    sed '1s/2$/9/' good.checkpoint > version.checkpoint
    sed '3s/SacDiscrete/Edgent/' good.checkpoint > other-policy.checkpoint
    sed '3s/^{/[/' good.checkpoint > no-json.checkpoint
    for file in *.checkpoint missing /proc/self/mem "$scratch" "$program"; do
        [ "$file" = good.checkpoint ] && continue
        # shellcheck disable=SC2086
        refused 2 $small --episodes=1 --load="$file"
    done
    # shellcheck disable=SC2086
    refused 2 $small --episodes=2 --load=good.checkpoint --ns3::SacDiscretePolicy::HiddenUnits=32
    # shellcheck disable=SC2086
    refused 2 $small --episodes=1 --load=good.checkpoint --dnn=vgg16
    # shellcheck disable=SC2086
    refused 2 $small --episodes=0 --save=no/such/folder/x
    # shellcheck disable=SC2086
    refused 2 $small --episodes=1 --ns3::SacDiscretePolicy::UpdatesPerStep=1e6
fi

# Profiles.
export -f start
export GUARD
if ! bash "$source/test/dnn/check-broken-profiles.sh" start "$program" --quiet; then
    failed=$((failed + 1))
fi

# A few starts as a user makes them, not by the server.
start()
{
    guarded "$@"
}
refused 2 --nUes=0
refused 2 --no-such-option=1
refused 2 --dnn="$source/test/data/broken-profiles/cut-string.json"

# A text is taken as it is.
works --radio=link --policy=edgent --seeds=1 --duration=0.1 --nUes=1 '--set=/defaults={"ns3::ConfigStore::Filename": " "}'

# Unusual, and right: short and tiny episodes, few and many stations, deadlines beyond the end.
works --policy=edgent,random --seeds=1 --duration=0.1 --nUes=1
works --policy=edgent --seeds=1 --duration=0.1 --nUes=20
works --policy=device-only --seeds=1 --duration=0.5 --nUes=60 --rate=1
works --policy=edgent --seeds=1 --duration=0.1 --nUes=1 --deadline=5 --rate=2
works --policy=device-only --seeds=1 --duration=0.1 --nUes=1 --rate=0.001
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
