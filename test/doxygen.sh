#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: doxygen.sh SOURCE-FOLDER [BUILD-FOLDER]
#
# Doxygen documents the module's headers without a warning: everything public is described, and so is every parameter of a comment
# that describes one. Status 77 (skipped) without Doxygen.
set -uo pipefail
cd "$1" || exit 1
if ! command -v doxygen >/dev/null; then
    echo "SKIPPED: there is no doxygen (Debian: doxygen)"
    exit 77
fi
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
{ cat doc/Doxyfile && echo "OUTPUT_DIRECTORY = $scratch"; } | doxygen - >"$scratch/stdout" 2>"$scratch/log" || {
    cat "$scratch/log"
    echo "FAILED: doxygen"
    exit 1
}
if [ -s "$scratch/log" ]; then
    cat "$scratch/log"
    echo "FAILED: $(grep -c warning "$scratch/log") warnings of doxygen $(doxygen --version)"
    exit 1
fi
for page in index group__edge-inference classns3_1_1OffloadingPolicy; do
    if [ ! -s "$scratch/html/$page.html" ]; then
        echo "FAILED: there is no page $page.html"
        exit 1
    fi
done
echo "$(find "$scratch/html" -name 'classns3_*.html' | wc -l) pages of classes"
