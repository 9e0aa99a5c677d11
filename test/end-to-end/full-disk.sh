#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: full-disk.sh SOURCE-FOLDER BUILD-FOLDER
#
# A disk without room: files may not grow beyond a limit (ulimit -f, with its signal ignored, so that writing fails as it does on a
# full disk). A program ends with status 2 and one line, and each file of its results that is there is whole: the same bytes as with
# room. Files of packets, animations and flows are ns-3's; the line names the one that is not whole.
set -u
# shellcheck source=common.bash
. "$1/test/end-to-end/common.bash"
bin=$(cd "$2" && pwd)/bin
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
small=(--scenario=quickstart --set=/ues/count=2 --set=/period/length=0.4s --seeds=1 --jobs=1 --quiet)

# limited KIB ARGUMENTS...: edge-inference-run, none of whose files may be larger than KIB; its status.
limited()
{
    local limit=$1 status=0
    shift
    rm -rf results
    (
        trap '' XFSZ
        ulimit -f "$limit"
        exec timeout --kill-after=10 "$GUARD" "$bin/edge-inference-run" "$@" --output=results # clock: a guard against programs that hang
    ) > stdout 2> stderr || status=$?
    return "$status"
}

# refused KIB ARGUMENTS...: there is no room, and the program says so.
refused()
{
    local status=0 file name
    limited "$@" || status=$?
    if [ "$status" -ne 2 ] || [ "$(grep -c '^error: ' stderr)" -ne 1 ]; then
        fail "with room for $1 KiB: status $status, $(head -c 600 stderr)"
    fi
    for file in $(cd results 2> stderr && find . -type f ! -path './unfinished/*' ! -name '*.pcap' ! -name '*.xml'); do
        name=${file#./}
        cmp "good/$name" "results/$name" || fail "with room for $1 KiB, $name is not whole"
    done
}

# All kinds of files that there are, with limits that stop the first one and a later one.
everything=("${small[@]}" --radio=link --flow-monitor --netanim --pcap=packets)
kinds=('*.pcap' 'flows-*.xml' 'netanim-*.xml' 'tasks.csv*' 'epochs.csv*' summary.json report.html '*.svg')
if "$bin/edge-inference-run" --policy=nobody 2>&1 | grep -q 'among.* sac-d '; then # built with LibTorch
    everything+=(--policy=sac-d --episodes=2 --gzip --tensorboard --save=trained)
    kinds+=(training.csv 'events.out.*')
else
    everything+=(--policy=edgent)
    touch trained
fi
limited unlimited "${everything[@]}" || fail "with room: $(cat stderr)"
mv results good
cp trained whole
for kind in "${kinds[@]}"; do
    [ -n "$(find good -name "$kind" -size +0)" ] || fail "no $kind was tried"
done
for limit in 1 24; do
    refused "$limit" "${everything[@]}"
    cmp trained whole || fail "with room for $limit KiB, the checkpoint is not whole"
done
# Files of packets alone, so that none of the others fails before them.
if limited 1 "${small[@]}" --radio=link --policy=device-only,edgent --pcap=packets; then
    fail "packets without room"
fi
# Wi-Fi's are ns-3's own, which aborts where its assertions are on.
if limited 16 "${small[@]}" --radio=wifi --policy=edgent --pcap=packets || [ ! -s stderr ]; then
    fail "packets of Wi-Fi without room"
fi
if "$bin/edge-inference-run" "${small[@]}" --radio=link --policy=edgent --output=results --force > /dev/full 2> stderr; then
    fail "standard output without room"
fi
grep -q '^error: standard output' stderr || fail "standard output without room: $(cat stderr)"
exit "$failed"
