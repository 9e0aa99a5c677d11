#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: screenshot.sh REPORT.html FILE.png [WIDTHxHEIGHT]
#
# The top of a report as a picture, as a browser shows it: that of the README is made so. It takes Chromium (Debian: chromium), and
# fonts (fonts-dejavu-core).
set -eu
if [ $# -lt 2 ] || [ ! -f "$1" ]; then
    sed -n 's/^# \(usage: .*\)/\1/p' "$0" >&2
    exit 2
fi
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
    echo "error: there is no Chromium (Debian: apt install chromium)" >&2
    exit 2
}
size=${3:-1240x1120}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# Pages of this project have no script and load nothing, so that the browser needs no walls around it, which root cannot have.
sandbox=()
[ "$(id -u)" -ne 0 ] || sandbox=(--no-sandbox)
"$browser" --headless --disable-gpu --hide-scrollbars --user-data-dir="$folder/profile" "${sandbox[@]}" \
    --window-size="${size%x*},${size#*x}" --screenshot="$folder/page.png" "file://$(realpath "$1")" > "$folder/log" 2>&1 || true
if [ ! -s "$folder/page.png" ]; then
    echo "error: the browser made no picture: $(tail -n 1 "$folder/log")" >&2
    exit 1
fi
cp "$folder/page.png" "$2"
