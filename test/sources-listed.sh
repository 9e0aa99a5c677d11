#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: sources-listed.sh SOURCE-FOLDER [BUILD-FOLDER]
#
# Every source, public header, TestSuite and example in the folders stands in sources.cmake, and every listed file exists:
# a forgotten test would pass for ever.
set -euo pipefail
cd "$1"

listed="$(cmake -P cmake/print-sources.cmake | sort)"
# model/learning/ and test/learning/ are a library of their own: its headers are private, its tests stand in its CMakeLists.txt.
present="$({
    find model helper -name '*.cc'
    find model helper -name '*.h' ! -path 'model/learning/*'
    find test -name '*.cc' ! -path 'test/learning/*' ! -name edge-inference-test-runner.cc ! -name many-starts.cc \
        ! -name write-network.cc
    find examples -maxdepth 1 -name '*.cc'
} | sort)"

status=0
only_listed="$(comm -23 <(printf '%s\n' "$listed") <(printf '%s\n' "$present"))"
only_present="$(comm -13 <(printf '%s\n' "$listed") <(printf '%s\n' "$present"))"
if [ -n "$only_listed" ]; then
    printf 'listed in sources.cmake and missing:\n%s\n' "$only_listed"
    status=1
fi
if [ -n "$only_present" ]; then
    printf 'missing in sources.cmake:\n%s\n' "$only_present"
    status=1
fi
repeated="$(printf '%s\n' "$listed" | uniq -d)"
if [ -n "$repeated" ]; then
    printf 'listed twice:\n%s\n' "$repeated"
    status=1
fi
# Public headers lie flat in one folder.
repeated="$(printf '%s\n' "$listed" | grep '\.h$' | sed 's|.*/||' | sort | uniq -d)"
if [ -n "$repeated" ]; then
    printf 'two public headers of one name:\n%s\n' "$repeated"
    status=1
fi
# ... with all of ns-3's: a header called probe.h would hide ns-3's own.
for folder in /usr/include/ns3 /usr/local/include/ns3; do
    for header in $(printf '%s\n' "$listed" | grep '\.h$' | sed 's|.*/||'); do
        if [ -e "$folder/$header" ]; then
            printf 'ns-3 has a header of this name: %s\n' "$header"
            status=1
        fi
    done
done
exit "$status"
