#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: scenario-keys-documented.sh SOURCE-FOLDER BUILD-FOLDER
#
# doc/scenario-keys.rst and scenarios/edge-inference.schema.json say what the code says. Every scenario that ships is valid by the
# schema, complete with defaults, too, when python3-jsonschema is there; reading what was completed changes nothing.
set -uo pipefail
program="$(cd "$2" && pwd)/bin/edge-inference-scenario-keys"
# (from there, by relative paths: ns-3's command line cuts a value at a blank, which the checkout's path may have)
cd "$1" || exit 1
set -- . "$2"
status=0
"$program" --check="$1" || status=1
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
for file in "$1"/scenarios/*.json; do
    [[ "$file" == *.schema.json ]] && continue
    complete="$scratch/$(basename "$file")"
    if "$program" --complete="$file" >"$complete" && "$program" --complete="$complete" >"$scratch/again"; then
        cmp "$complete" "$scratch/again" || status=1
    elif ! grep -q 'is not in this build' < <("$program" --complete="$file" 2>&1); then
        status=1
    fi
done
if python3 -c 'import jsonschema; jsonschema.Draft202012Validator' 2>/dev/null; then
    python3 - "$1/scenarios/edge-inference.schema.json" "$1"/scenarios/*.json "$scratch"/*.json <<'EOF' || status=1
import json
import sys

import jsonschema

files = [name for name in sys.argv[1:] if not name.endswith(".schema.json")]
with open(sys.argv[1], encoding="utf-8") as stream:
    schema = json.load(stream)
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
bad = 0
for name in files:
    with open(name, encoding="utf-8") as stream:
        for error in validator.iter_errors(json.load(stream)):
            print(name, error.json_path, error.message[:200])
            bad += 1
good = {"format": "edge-inference-scenario/1", "name": "x"}
assert validator.is_valid(good)
for key, value in [("nme", 1), ("ues", {"count": 0}), ("streams", []), ("radio", {"type": "x"}), ("topology", {"Radios": 1}),
                   ("streams", [{"type": "ns3::PoissonTaskStream", "Rte": 1}])]:
    assert not validator.is_valid({**good, key: value}), key
print(len(files), "scenarios validated,", bad, "errors")
sys.exit(bad > 0)
EOF
else
    echo "python3-jsonschema is not there: the schema is not tried"
fi
exit "$status"
