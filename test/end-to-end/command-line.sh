#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: command-line.sh SOURCE-FOLDER BUILD-FOLDER
#
# The command line never guesses: what it cannot obey is refused in one line with status 2, a blank is part of a value, results of
# other arguments are kept, and the programs tell what they would run.
set -u
# shellcheck source=common.bash
. "$1/test/end-to-end/common.bash"
build=$(cd "$2" && pwd)
program=$build/bin/edge-inference-quickstart
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
serve "$build"
small=(--radio=link --seeds=1 --duration=0.2s --nUes=1)

# refused WORDS ARGUMENTS...: status 2, and one line on stderr that has WORDS.
refused()
{
    local words=$1 status=0
    shift
    start "$program" "${small[@]}" --policy=device-only "$@" > stdout 2> stderr || status=$?
    { [ "$status" -eq 2 ] && [ ! -s stdout ] && [ "$(wc -l < stderr)" -eq 1 ] && grep -qF -- "$words" stderr; } ||
        fail "$*: status $status: $(head -c 400 stderr)"
}

# works ARGUMENTS...: status 0.
works()
{
    start "$program" "${small[@]}" "$@" > stdout 2> stderr || fail "$*: status $?: $(head -c 400 stderr)"
}

refused 'did you mean --seeds?' --sedes=3
refused 'did you mean --output=a?' --output a
refused 'expected --NAME=VALUE' word
refused 'expected the option once' --rate=5 --rate=6
refused 'did you mean ns3::RewardModel?' --ns3::RewardModle::LatencyWeight=1
refused '--set=/reward/LatencyWeight=0.9' --set=/reward/LatencyWeight=0.2 --ns3::RewardModel::LatencyWeight=0.9
refused '--set=/topology/BackhaulRate=1Mbps' --ns3::PointToPointNetDevice::DataRate=1Mbps
refused '--set=/applications/client/SegmentSize=300' --ns3::TcpSocket::SegmentSize=300
works --quiet --output=default --policy=edgent --ns3::EdgentPolicy::Bits=4
works --quiet --output=key '--set=/policies=[{"type": "edgent", "Bits": 4}]'
cmp default/tasks.csv key/tasks.csv || fail "a default of the command line gives other tasks than the key"
refused '- to append' --set=/streams/1/Rate=5
refused 'true or false' --observations=perhaps
start "$program" --policy=edgnet > stdout 2> stderr
{ [ $? -eq 2 ] && [ "$(wc -l < stderr)" -eq 1 ] && grep -q 'did you mean edgent?' stderr; } || fail "edgnet: $(cat stderr)"

# Blanks.
works --quiet --output='exp a' --policy='edgent, device-only'
[ -s 'exp a/summary.json' ] || fail "the folder with a blank is not there"
grep -q 'device-only' 'exp a/tasks.csv' || fail "a policy was dropped at a blank"
"$build/bin/edge-inference-attributes" --check='no such file' 2> stderr && fail "a file with a blank was cut"
grep -q 'no such file' stderr || fail "the message has not the whole name: $(cat stderr)"

# Results of other arguments.
works --quiet --output=kept --policy=device-only --observations --rate=5
works --quiet --output=kept --policy=device-only --observations --rate=5
refused '--force' --quiet --output=kept --rate=6
grep -q 'rate=5' .edge-inference 2> /dev/null && fail "the mark stands outside of the folder"
works --quiet --output=kept --policy=device-only --rate=6 --force
[ ! -e kept/observations.csv ] || fail "observations.csv stayed from the older run"
[ -s kept/tasks.csv ] || fail "there are no results after --force"
works --quiet --policy=device-only --rate=5
works --quiet --policy=device-only --rate=6 # the folder that nobody chose

# Compressed tables are the same tables.
works --quiet --output=plain --policy=device-only --observations
[ -s plain/plans.csv ] || fail "there is no plans.csv"
if start "$program" "${small[@]}" --quiet --output=packed --policy=device-only --observations --gzip > stdout 2> stderr; then
    for table in tasks epochs observations; do
        gzip -dc "packed/$table.csv.gz" | cmp - "plain/$table.csv" || fail "$table.csv.gz is not $table.csv"
        [ ! -e "packed/$table.csv" ] || fail "$table.csv is there twice"
        grep -q "href=\"./$table.csv.gz\"" packed/report.html || fail "the report does not link $table.csv.gz"
    done
    works --quiet --output=packed --policy=device-only --force
    { [ ! -e packed/tasks.csv.gz ] && [ -s packed/tasks.csv ]; } || fail "tasks.csv.gz stayed from the older run"
else
    refused 'a build without zlib' --gzip
fi

# The environment of ns-3.
NS_GLOBAL_VALUE='RngRun=3' guarded "$program" "${small[@]}" --quiet --output=three --policy=device-only > stdout 2> stderr || fail "three"
works --quiet --output=run --policy=device-only --RngRun=3
cmp -s three/tasks.csv run/tasks.csv || fail "NS_GLOBAL_VALUE=RngRun=3 is not --RngRun=3"
works --quiet --output=one --policy=device-only
cmp -s three/tasks.csv one/tasks.csv && fail "NS_GLOBAL_VALUE=RngRun=3 has no effect"
NS_GLOBAL_VALUE='RngRnu=3' guarded "$program" "${small[@]}" > stdout 2> stderr
{ [ $? -eq 2 ] && grep -q 'did you mean RngRun?' stderr; } || fail "NS_GLOBAL_VALUE with an unknown name: $(cat stderr)"

# Times.
works --output=times --policy=device-only --deadline=20
grep -q 'note: .*seconds: --deadline=20' stderr || fail "nothing says that 20 means seconds"

# What the programs tell.
for option in -h --help --PrintHelp; do
    works --scenario=one-cell --rate=17 "$option"
    grep -q -- '--rate: .*(/streams/0/Rate) \[17\]' stdout || fail "$option does not tell the rate: $(grep -e --rate stdout)"
    grep -q -- '--episodes: .*(/training/episodes) \[' stdout || fail "$option does not tell the episodes"
done
works --version
grep -q "^edge-inference $(cat "$1/VERSION").*, ns-3 .*LibTorch" stdout || fail "--version: $(cat stdout)"
for list in policies:edgent scenarios:quickstart dnns:alexnet-cifar10 devices:nvidia-t4 radios:link; do
    works "--list=${list%:*}"
    grep -qx "${list#*:}" stdout || fail "--list=${list%:*}: $(head -c 200 stdout)"
done
refused 'did you mean dnns?' --list=dnn
refused 'did you mean ns3::InferenceClient?' --PrintAttributes=ns3::InferenceClent
for option in episodes trainings actors jobs checkpoint RngSeed RngRun; do
    refused "--$option: found " "--$option=x"
done
refused 'RngSeed: found' --RngSeed=4294967295
refused '/random/seed' --set=/random/seed=4294967295
refused 'found bytes that are no UTF-8' $'--set=/name=\xff'

# ns-3's logging: the way of each task, and each decision. Every task of tasks.csv is created and ends once in the log.
NS_LOG="InferenceClient=level_info:InferenceServer=level_info:InferenceScheduler=level_debug" guarded "$program" "${small[@]}" \
    --quiet --jobs=1 --policy=server-only --output=log > stdout 2> stderr || fail "with NS_LOG: $(head -c 200 stderr)"
tasks=$(($(wc -l < log/tasks.csv) - 1))
if grep -q 'InferenceClient\|is created' stderr; then
    for words in 'is created, due in' 'a feature of [0-9]* bytes goes to server 0' 'is answered: a result' 'is completed after'; do
        [ "$(grep -c "task [0-9].*$words" stderr)" -eq "$tasks" ] || fail "$(grep -c "$words" stderr) lines say '$words' of $tasks tasks"
    done
    grep -q 'decision 1, stream 0: exit [0-9]*, cut 0, ' stderr || fail "no decision is logged"
else
    echo "ns-3 is built without logging: that is not tried"
fi
exit "$failed"
