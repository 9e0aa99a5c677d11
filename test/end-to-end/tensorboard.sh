#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: tensorboard.sh SOURCE-FOLDER BUILD-FOLDER
#
# Event files for TensorBoard are read back by a decoder that shares nothing with what wrote them, and have the numbers of
# training.csv and validation.csv; they go when another run takes their folder.
set -u
# shellcheck source=common.bash
. "$1/test/end-to-end/common.bash"
program=$(cd "$2" && pwd)/bin/edge-inference-run
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
if ! "$program" --policy=nobody 2>&1 | grep -q 'among.* sac-d '; then # built without LibTorch: nobody learns
    exit 0
fi
small=(--radio=link --set=/ues/count=1 --set=/period/length=0.5s --seeds=1 --quiet --jobs=2 --output="a run"
    --ns3::SacDiscretePolicy::LearningStarts=4 --ns3::SacDiscretePolicy::BatchSize=4 --ns3::SacDiscretePolicy::HiddenUnits=8)
guarded "$program" "${small[@]}" --policy=sac-d,edgent --episodes=3 --trainings=2 --validate-every=2 --validation-seeds=2 \
    --tensorboard > stdout 2> stderr || fail "the run: $(cat stderr)"
[ "$(find "a run/tensorboard" -type f | sort)" = "$(printf 'a run/tensorboard/sac-d-%d/events.out.tfevents.edge-inference\n' 1 2)" ] ||
    fail "other files: $(find "a run" -path '*tensorboard*')"
python3 - "a run" << 'CHECK' || fail "the event files"
import csv, struct, sys

def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF

assert crc32c(b"123456789") == 0xE3069283

def masked(data):
    crc = crc32c(data)
    return ((crc >> 15 | crc << 17 & 0xFFFFFFFF) + 0xA282EAD8) & 0xFFFFFFFF

def records(data):
    at = 0
    while at < len(data):
        length, check = struct.unpack_from("<QI", data, at)
        assert check == masked(data[at:at + 8]), "the checksum of a length"
        record = data[at + 12:at + 12 + length]
        assert len(record) == length and struct.unpack_from("<I", data, at + 12 + length)[0] == masked(record)
        at += 16 + length
        yield record

def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if data[at - 1] < 128:
            return value, at

def fields(data):
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        if key & 7 == 0:
            value, at = varint(data, at)
        else:
            size, at = {1: (8, at), 5: (4, at)}.get(key & 7) or varint(data, at)
            value, at = data[at:at + size], at + size
        yield key >> 3, value

def read(path):
    events = [dict(fields(record)) for record in records(open(path, "rb").read())]
    assert events[0][3] == b"brain.Event:2"
    scalars = {}
    for event in events[1:]:
        assert struct.unpack("<d", event[1])[0] == event[2], "a clock"
        for number, value in fields(event[5]):
            value = dict(fields(value))
            assert number == 1 and (value[1].decode(), event[2]) not in scalars
            scalars[value[1].decode(), event[2]] = struct.unpack("<f", value[2])[0]
    return scalars

single = lambda number: struct.unpack("<f", struct.pack("<f", number))[0]
rows = list(csv.DictReader(open(sys.argv[1] + "/training.csv")))
points = list(csv.DictReader(open(sys.argv[1] + "/validation.csv")))
for training in "12":
    expected = {}
    for row in rows:
        if row["training"] == training:
            learner = list(row)[list(row).index("migrations") + 1:]
            for name, cell in row.items():
                if name not in ("policy", "training", "episode", "run") and cell:
                    kind = "learner/" if name in learner else "training/"
                    expected[kind + name, int(row["episode"])] = single(float(cell))
    assert len(expected) > 30, "hardly any scalars"
    for episode in (2, 3):
        own = [float(row["reward"]) for row in points if row["training"] == training and row["episode"] == str(episode)]
        expected["validation/reward", episode] = single(sum(own) / len(own))
    found = read(sys.argv[1] + f"/tensorboard/sac-d-{training}/events.out.tfevents.edge-inference")
    assert found.keys() == expected.keys(), (sorted(found), sorted(expected))
    for key, value in expected.items():
        assert abs(found[key] - value) <= 1e-6 * max(1, abs(value)), (key, found[key], value)
CHECK
guarded "$program" "${small[@]}" --policy=edgent --force > stdout 2> stderr || fail "the other run: $(cat stderr)"
[ ! -e "a run/tensorboard" ] || fail "events of another run stay"
exit $failed
