#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: doc-files.sh SOURCE-FOLDER BUILD-FOLDER
#
# Every figure that a page of the documentation takes is there; every table of results comes from a study that lists it, stands in a
# page between its marks, and says there what the file says.
set -u
cd "$1/doc" || exit 1
failed=0

fail()
{
    echo "FAILED: $*"
    failed=1
}

for page in *.rst; do
    while read -r file; do
        [ -s "$file" ] || fail "$page takes $file, which is not there"
    done < <(sed -nE 's/^ *\.\. (image|figure):: +([^ ]+) *$/\2/p' "$page")
done
[ "$(cat ./*.rst | grep -cE '^ *\.\. image:: ')" -ge 3 ] || fail "no images were found at all"
python3 ../utils/study/pages.py . --check || fail "tables and pages differ"
[ "$(grep -hc '^\.\. results: ' ./*.rst | awk '{ n += $1 } END { print n }')" -ge 20 ] || fail "hardly any table was found"
for file in results/*.rst; do
    [ -e "$file" ] || continue
    name="$(basename "$file" .rst)"
    system="" # the longest name of a study that the file's begins with
    for study in ../utils/study/*.json; do
        study="$(basename "$study" .json)"
        case "$name" in
            "$study"-*) [ "${#study}" -le "${#system}" ] || system="$study" ;;
        esac
    done
    if [ -z "$system" ]; then
        fail "$file is of no study"
    elif [ "$name" != "$system-runs" ]; then
        grep -q "\"name\": \"${name#"$system-"}\"" "../utils/study/$system.json" || fail "utils/study/$system.json does not list $file"
    fi
done
exit $failed
