#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: schedule.sh SOURCE-FOLDER
#
# utils/bench/schedule.py against closed forms, and what it refuses.
command -v python3 > /dev/null || {
    echo "skipped: python3 is not installed"
    exit 77
}
PYTHONDONTWRITEBYTECODE=1 python3 - "$1/utils/bench" << 'EOF'
import contextlib
import io
import json
import os
import sys
import tempfile

sys.path.insert(0, sys.argv[1])
import schedule

failed = False


def expect(what, found, wanted, tolerance=1e-9):
    global failed
    if abs(found - wanted) > tolerance:
        print(f"FAILED: {what}: {found}, expected {wanted}")
        failed = True


for n in (1, 2, 7, 100):
    # A learner that takes no time: N simulators are N times as fast.
    expect(f"free learner, {n}", schedule.speedup(([2.0], [0.0]), n, False), n)
    # Simulators that take no time: nothing to gain.
    expect(f"free simulators, {n}", schedule.speedup(([0.0], [3.0]), n, False), 1)
    # Without overlap: all simulators end at one instant, then the learner works.
    expect(f"in step, {n}", schedule.speedup(([4.0], [1.0]), n, False), n * 5 / (4 + n))
    # With overlap the slower of the two is left.
    expect(f"overlap, {n}", schedule.speedup(([4.0], [1.0]), n, True), n * 5 / max(4, n))
# Without overlap the learner works on what ends early: rounds of 1 s and 3 s of simulators, 1 s each of the learner, last 4 s.
expect("early ends", schedule.simulate([1.0, 3.0], [1.0], 2, False), 4)
expect("limit", schedule.limit(([4.0], [1.0])), 5)

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "a b.json")
    with open(path, "w") as file:
        alone = {"simulatorSecondsByEpisode": [9, 9, 4, 4], "gradientSecondsByEpisode": [0, 0, 0.5, 0.5]}
        json.dump({"one link": {"alone": alone, "twoActors": {"overlap": True, "transportCpuSeconds": 2}}}, file)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        status = schedule.main(["--actors=2,4,8", path])
    row = out.getvalue().splitlines()[-1].split()
    if status != 0 or row != ["one", "link", "yes", "2.50", "5.00", "5.00", "5.00", "4"]:
        print("FAILED: table:", status, row)
        failed = True
    with open(os.path.join(folder, "other.json"), "w") as file:
        json.dump({"one": {}}, file)
    for arguments in ([], ["--actors=x", path], ["--bad", path], [path, path], [os.path.join(folder, "other.json")], [folder]):
        err = io.StringIO()
        with contextlib.redirect_stderr(err):
            status = schedule.main(arguments)
        if status != 2 or len(err.getvalue().splitlines()) != 1:
            print("FAILED:", arguments, status, err.getvalue())
            failed = True
sys.exit(failed)
EOF
