#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
set -u

usage() {
    cat <<'HELP'
usage: bash utils/stress-test.sh [BUSY-LOOPS] [ROUNDS] [CTEST-ARGS...]

Shows that no test depends on how fast the machine is: builds everything, runs the whole suite ROUNDS times (default: 3) while
BUSY-LOOPS (default: 8) endless loops occupy the cores, then once alone. CTEST-ARGS are handed to ctest, as in
    bash utils/stress-test.sh 8 3 -R 'script:(sweep|study)'

Each round prints what failed and how long it took; what the tests said is in stress/round-N.log in the build folder. The last
line is 'N passed, N failed', summed over all rounds; the exit status is 0 when none failed. The loops end with this script,
however that ends.

Environment: as for utils/test.sh.
HELP
}

case "${1:-}" in
    -h | --help)
        usage
        exit 0
        ;;
esac

# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

numbers=(8 3)
for i in 0 1; do
    case "${1:-}" in
        '' | -*) break ;; # arguments of ctest
        *[!0-9]*)
            ei_say "found \"$1\", expected a number"
            usage >&2
            exit 2
            ;;
    esac
    numbers[i]=$((10#$1))
    shift
done
loops="${numbers[0]}"
rounds="${numbers[1]}"

busy=()
suite=""
end_loops() {
    if [ "${#busy[@]}" -gt 0 ]; then
        kill "${busy[@]}" 2>/dev/null
        wait "${busy[@]}" 2>/dev/null
    fi
    busy=()
}
end_all() {
    [ -z "$suite" ] || kill -- "-$suite" 2>/dev/null
    end_loops
}
trap end_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

begin_loops() {
    local script=$$ i
    for ((i = 0; i < loops; i++)); do
        (
            trap - EXIT INT TERM HUP
            # A script that was killed cannot end them: they look for it from time to time.
            while kill -0 "$script" 2>/dev/null; do
                for ((n = 0; n < 200000; n++)); do :; done
            done
        ) &
        busy+=("$!")
    done
}

logs="$EI_BUILD/stress"
mkdir -p "$logs" || ei_die "cannot write to $logs"
passed=0
failed=0

# run_round NAME TITLE CTEST-ARGS...: one run of the suite; its last line is counted.
run_round() {
    local log="$logs/$1.log" title="$2" begin="$SECONDS" status=0 last names bad
    shift 2
    # A process group of its own, and in the background: so a signal ends this script, the suite and the loops at once.
    setsid bash "$EI_ROOT/utils/test.sh" "$@" >"$log.stdout" 2>"$log" &
    suite=$!
    wait "$suite" || status=$?
    suite=""
    last="$(tail -n 1 "$log.stdout")"
    rm -f "$log.stdout"
    case "$last" in
        *' passed, '*' failed') ;;
        *)
            ei_say "$title: utils/test.sh did not come to its end: $(tail -n 3 "$log")"
            last="0 passed, 0 failed"
            ;;
    esac
    names="$(sed -n '/^The following tests FAILED:/,$s/^[[:space:]]*[0-9][0-9]* - \(.*\)$/\1/p' "$log" | paste -sd, | sed 's/,/, /g')"
    passed=$((passed + ${last%% passed*}))
    bad="${last#*, }"
    bad="${bad%% failed}"
    [ "$status" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
    failed=$((failed + bad))
    printf '%s: %s s, %s, failed: %s\n' "$title" "$((SECONDS - begin))" "$last" "${names:-none}"
}

# Builds first, which takes no part in the rounds' times.
bash "$EI_ROOT/utils/test.sh" -R '^script:sources-listed$' >"$logs/build.log" 2>&1 || ei_die "the build failed: $(tail -n 20 "$logs/build.log")"

for ((round = 1; round <= rounds; round++)); do
    begin_loops
    run_round "round-$round" "round $round of $rounds, $loops busy loops" "$@"
    end_loops
done
run_round "round-alone" "alone" "$@"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
