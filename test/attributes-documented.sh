#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: attributes-documented.sh SOURCE-FOLDER BUILD-FOLDER
#
# doc/attributes.rst says what the code says of every attribute and trace source, and the table of the state in
# doc/policies.rst has the numbers that StateEncoder makes, in their order.
set -euo pipefail
program="$(cd "$2" && pwd)/bin/edge-inference-attributes"
# (from there, by relative paths: ns-3's command line cuts a value at a blank, which the checkout's path may have)
cd "$1" || exit 1
set -- . "$2"
status=0
"$program" --check="$1/doc/attributes.rst" || status=1
diff <(sed -n '/^\.\. begin state/,/^\.\. end state/s/^``\([A-Za-z]*\)``.*/\1/p' "$1/doc/policies.rst") \
    <("$program" --state) || status=1
exit "$status"
