#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: figures.sh SOURCE-FOLDER BUILD-FOLDER
#
# A figure keeps its colours in every program that converts SVG and is installed here: rsvg-convert, CairoSVG, Inkscape.
set -u
source="$(cd "$1" && pwd)"
build="$(cd "$2" && pwd)"
command -v python3 > /dev/null || {
    echo "python3 is not found (apt install python3)"
    exit 1
}
scratch="$(mktemp -d)" || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
python3 "$source/test/figures.py" "$build/bin/edge-inference-figures"
