#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: import-trace.sh SOURCE-FOLDER BUILD-FOLDER
#
# utils/import-trace.py: a small made-up file of each form becomes exactly what is written here; broken files are refused in one
# line with the place; what comes out is read by a scenario.
set -u
source=$(cd "$1" && pwd)
program=$(cd "$2" && pwd)/bin/edge-inference-run
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
failed=0

fail()
{
    echo "FAILED: $*"
    failed=1
}
command -v python3 > /dev/null || {
    echo "python3 is not found (apt install python3)"
    exit 1
}
import()
{
    python3 "$source/utils/import-trace.py" "$@"
}

# becomes FORM EXPECTED [OPTIONS]: the file "in" becomes these lines.
becomes()
{
    local form="$1" expected="$2"
    shift 2
    import "$form" in "$@" > out 2> stderr || fail "$form $*: $(cat stderr)"
    printf '%s\n' "$expected" | cmp -s - out || fail "$form $*: found $(tr '\n' '|' < out), expected $(printf '%s' "$expected" | tr '\n' '|')"
}

# refused FORM WORDS [OPTIONS]: one line with these words, status 2, no output.
refused()
{
    local form="$1" words="$2" status=0
    shift 2
    rm -f kept
    import "$form" in --output=kept "$@" > out 2> stderr || status=$?
    if [ "$status" -ne 2 ] || [ "$(wc -l < stderr)" -ne 1 ] || ! grep -qF -- "$words" stderr || [ -e kept ]; then
        fail "$form $*: status $status, $(head -c 300 stderr), not: $words"
    fi
}

printf '0.5\t1.5\n1.0\t2\n\n2.5 0\n' > in
becomes pensieve $'time,rate\n0.000000,1500000\n0.500000,2000000\n2.000000,0'
becomes pensieve $'time,rate\n0.000000,2000000' --begin=0.5 --end=2
refused pensieve 'no row from 7 to inf s' --begin=7
printf '0.5\t1.5\n1.0\tfast\n' > in
refused pensieve 'in: line 2: found "fast", expected Mbit/s, a number'
printf '0.5\n' > in
refused pensieve 'expected 2 fields'
printf '2 1\n1 1\n' > in
refused pensieve 'times that do not fall'
printf '0 1e999\n' > in
refused pensieve 'line 1: found "1e999"'
printf '\377\376\n' > in
refused pensieve 'a text file in UTF-8'
: > in
refused pensieve 'no rows'
rm in
refused pensieve 'no such file'
mkdir in
refused pensieve 'no regular file'
rmdir in

# 125000 bytes in 500 ms are 2 Mbit/s, from the beginning of the interval on.
printf '1453121791685 500 51.0 3.7 125000 500\n1453121792685 1500 51.0 3.7 125000 1000\n' > in
becomes ghent $'time,rate\n0.000000,2000000\n0.500000,1000000'
printf '1289406400 500 59.8 10.7 125000 0500\n1289406401 1500 59.8 10.7 0 1000\n' > in
becomes norway $'time,rate\n0.000000,2000000\n0.500000,0'
printf '1289406400 500 59.8 10.7 125000 0\n' > in
refused norway 'an interval longer than 0 ms'

printf 'Timestamp,State,DL_bitrate,UL_bitrate\n2019.12.14_10.16.30,D,100,7\n2019.12.14_10.16.32,D,200,8\n' > in
becomes g-nettrack $'time,rate\n0.000000,7000\n2.000000,8000'
becomes g-nettrack $'time,rate\n0.000000,100000\n2.000000,200000' --direction=downlink
printf 'Timestamp,DL_bitrate\n2019.12.14_10.16.30,100\n' > in
refused g-nettrack 'a header with the column UL_bitrate'
printf 'Timestamp,UL_bitrate\nyesterday,100\n' > in
refused g-nettrack 'line 2: found "yesterday"'
printf 'run_num,seq_num,Throughput\n3,1,10\n3,2,20\n4,1,30\n' > in
becomes lumos5g $'time,rate\n0.000000,10000000\n1.000000,20000000'
becomes lumos5g $'time,rate\n0.000000,30000000' --run=4
refused lumos5g 'no rows' --run=5
# Two opportunities of 1500 bytes in the first 100 ms are 240 kbit/s.
printf '1\n50\n250\n' > in
becomes mahimahi $'time,rate\n0.000000,240000\n0.100000,0\n0.200000,120000'
becomes mahimahi $'time,rate\n0.000000,36000' --bin=1
printf '5\n4\n' > in
refused mahimahi 'times that do not fall'

{
    printf 'HashOwner,HashApp,HashFunction,Trigger'
    seq -s '' -f ',%g' 1 1440
    printf '\no,a,f,http,2,0,1'
    printf ',0%.0s' $(seq 4 1440)
} > in
becomes azure-functions-2019 $'time\n0.000000\n30.000000\n135.000000'
refused azure-functions-2019 'no function "g"' --function=g
printf 'app,func,end_timestamp,duration\na,f,5.5,0.5\na,g,2.25,0.25\n' > in
becomes azure-functions-2021 $'time\n0.000000\n3.000000'
becomes azure-functions-2021 $'time\n0.000000' --function=g
printf 'app,func,end_timestamp,duration\na,f,5.5\n' > in
refused azure-functions-2021 'expected 4 fields'
printf 'TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.50,1,2\n2023-11-16 18:15:45.25,1,2\n' > in
becomes azure-llm $'time\n0.000000\n1.250000'
printf 'TIMESTAMP\n2023-13-16 18:15:46\n' > in
refused azure-llm 'line 2: found "2023-13-16 18:15:46"'
printf 'time\n1609459200\n1609459200\n1609459202\n' > in
becomes epoch $'time\n0.000000\n0.000000\n2.000000'
becomes epoch $'time\n0.250000\n0.750000\n2.500000' --spread
cp in plain && gzip -c plain > packed.gz && import epoch packed.gz > out && [ "$(sed -n 4p out)" = 2.000000 ] || fail "a packed file"
printf 'time\n5\nlater\n' > in
refused epoch 'line 3: found "later"'

printf '0 1 2 10 4 6\n0 5 5\n' > in
becomes bonnmotion $'$node_(0) set X_ 1\n$node_(0) set Y_ 2\n$node_(1) set X_ 5\n$node_(1) set Y_ 5\n$ns_ at 0 "$node_(0) setdest 4 6 0.5"'
cp in move.bonnmotion
printf '0 1 2 0 3 4\n' > in
refused bonnmotion 'times that rise' # the same instant at two places
printf '0 1 2 3\n' > in
refused bonnmotion 'a multiple of 3 numbers'
becomes bonnmotion $'$node_(0) set X_ 1\n$node_(0) set Y_ 2\n$node_(0) set Z_ 3' --3d
printf '<fcd-export><timestep time="0"><vehicle id="a" x="0" y="0"/></timestep><timestep time="2"><vehicle id="a" x="6" y="8"/></timestep></fcd-export>' > in
becomes sumo $'$node_(0) set X_ 0\n$node_(0) set Y_ 0\n$ns_ at 0 "$node_(0) setdest 6 8 5"'
printf '<fcd-export><timestep time="0"><vehicle id="a" x="0"/>' > in
refused sumo "SUMO's FCD output"
printf '#\n$node_(0) set X_ 1.50\n$node_(0) set Y_ 2\n$god_ set-dist 0 1 1\n$ns_ at 2.50 "$node_(0) setdest 3 4 0.5"\n$ns_ at 3 "$god_ set-dist 0 1 2"\n' > in
becomes setdest $'$node_(0) set X_ 1.5\n$node_(0) set Y_ 2\n$ns_ at 2.5 "$node_(0) setdest 3 4 0.5"'
printf '$ns_ at 2 "$node_(0) setdest 3 4"\n' > in
refused setdest 'line 1'

import nothing in > out 2> stderr && fail "an unknown form"
import --help | grep -q 'azure-functions-2019' || fail "--help does not list the forms"
printf '1\n' > in
import epoch in --output=/nonexistent/x > out 2> stderr
[ $? -eq 2 ] && [ "$(wc -l < stderr)" -eq 1 ] || fail "an output that cannot be written: $(cat stderr)"

# What comes out goes in.
if [ -x "$program" ]; then
    printf '0 5\n1 2\n' > rates.pensieve
    printf '0\n0.2\n0.3\n' > times.epoch
    import pensieve rates.pensieve --output=rates.csv || fail "rates"
    import epoch times.epoch --output=times.csv || fail "times"
    import bonnmotion move.bonnmotion --output=move.tcl || fail "movement"
    "$program" --scenario=one-cell --radio=link --policy=edgent --seeds=1 --quiet --output=results --set=/ues/count=2 \
        --set=/period/length=1 --set=/topology/MobilityTrace=move.tcl \
        --set=/radio/link/UplinkTrace=rates.csv --set=/streams/0='{"type": "ns3::TraceTaskStream", "FileName": "times.csv", "Deadline": "0.2s"}' \
        > table 2> stderr || fail "a scenario with the three: $(head -c 400 stderr)"
    [ "$(grep -c '^edgent,' results/tasks.csv)" -eq 6 ] || fail "the scenario has $(grep -c '^edgent,' results/tasks.csv) tasks, not 6"
fi
exit "$failed"
