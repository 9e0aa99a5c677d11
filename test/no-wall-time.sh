#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: no-wall-time.sh SOURCE-FOLDER [BUILD-FOLDER]
#
# No test asks the clock how long something took, sleeps a fixed time and expects something then, or gives up after a number of
# seconds of its own: such a test fails on a machine that others use, too. Where a test does need the clock (a guard against
# programs that hang, the pause between two looks), the line or the one before it says why in a comment that begins with "clock: ".
set -euo pipefail
cd "$1"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

shell='(^|[^[:alnum:]_-])(date[[:space:]]+[^|;]*%[-0-9]*[sN]|timeout[[:space:]]|usleep[[:space:]]|sleep[[:space:]]+["$0-9.]|read[[:space:]][^|;]*-t)'
shell+='|(^|[^[:alnum:]_])(SECONDS|EPOCHSECONDS|EPOCHREALTIME)([^[:alnum:]_=]|$)|(^|[;&|])[[:space:]]*time[[:space:]]+["$[:alpha:]./]'
cpp='(steady_clock|system_clock|high_resolution_clock|SystemWallClock|sleep_for|sleep_until|wait_for\(|wait_until\(|clock_gettime|gettimeofday)'
cpp+='|(^|[^[:alnum:]_>.])((u?sleep|nanosleep|alarm)\(|clock\(\)|time\((nullptr|NULL|0)\))'
python='(^|[^[:alnum:]_])time\.(time|monotonic|perf_counter|process_time|sleep)|timeout='
cmake='(^|[^[:alnum:]_])TIMEOUT[[:space:]]+[0-9]'

# complain PATTERN FILE...: lines with the pattern and without a reason; status 1 when there are any.
complain()
{
    local pattern="$1"
    shift
    PATTERN="$pattern" awk '
        FNR == 1 { before = "" }
        $0 ~ ENVIRON["PATTERN"] && $0 !~ /^[[:space:]]*(#|\/\/|\*)/ && $0 !~ /(#|\/\/).*clock: / &&
            before !~ /(#|\/\/).*clock: / {
            printf "%s:%d: %s\n", FILENAME, FNR, $0
            found = 1
        }
        { before = $0 }
        END { exit found }
    ' "$@"
}

status=0
mapfile -t files < <(find test -name '*.sh' ! -name no-wall-time.sh -o -name '*.bash')
complain "$shell" "${files[@]}" || status=1
mapfile -t files < <(find test -name '*.cc' -o -name '*.h')
complain "$cpp" "${files[@]}" || status=1
mapfile -t files < <(find test -name '*.py')
complain "$python" "${files[@]}" || status=1
mapfile -t files < <(find . -path ./.git -prune -o \( -path './build*' -o -name results \) -prune -o -name CMakeLists.txt -print -o -name '*.cmake' -print)
complain "$cmake" "${files[@]}" || status=1
[ "$status" -eq 0 ] || echo "a test depends on the clock; see the head of test/no-wall-time.sh"

# The patterns find what they are for, and leave alone what has a reason or is something else.
expect()
{
    local wanted="$1" pattern="$2" found=0
    printf '%s\n' "$3" >"$scratch/lines"
    complain "$pattern" "$scratch/lines" >"$scratch/found" || found=1
    if [ "$found" -ne "$wanted" ]; then
        printf 'this check finds %d instead of %d in: %s\n' "$found" "$wanted" "$3"
        status=1
    fi
}
for line in 'begin=$(date +%s)' 'seed=$((10#$(date +%N)))' '[ $((SECONDS - begin)) -le 30 ]' 'timeout 60 "$program"' 'sleep 0.1' \
    '    sleep "$pause"' 'took=$EPOCHREALTIME' 'time "$program"' 'read -r -t 5 line' $'# clock: too far away\n\nsleep 1'; do
    expect 1 "$shell" "$line"
done
for line in 'sleep 0.01 # clock: between two looks' $'# clock: a guard\ntimeout 60 x' '# it would sleep 5 s' 'date +%Y' '"$program" --time=5' \
    'grep "seconds" x' 'wait "$pid"' 'begin_timeout=3'; do
    expect 0 "$shell" "$line"
done
for line in 'auto a = std::chrono::steady_clock::now();' '    sleep(60);' 'usleep(1000 * 3);' 'const time_t a = time(nullptr);' \
    'std::this_thread::sleep_for(x);' '    alarm(5);'; do
    expect 1 "$cpp" "$line"
done
for line in 'sleep(60); // clock: the test ends it' 'Simulator::Now()' 'return time(exit);' '// steady_clock' 'm_clock()'; do
    expect 0 "$cpp" "$line"
done
expect 1 "$python" 'begin = time.monotonic()'
expect 1 "$cmake" 'set_tests_properties(x PROPERTIES TIMEOUT 1200)'
expect 0 "$cmake" 'set_tests_properties(x PROPERTIES TIMEOUT ${EDGE_INFERENCE_TEST_TIMEOUT})'
exit "$status"
