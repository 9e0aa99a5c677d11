# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What the scripts of this folder share; it is sourced, not run.
#
# No verdict of a test depends on how fast the machine is: programs are killed on an event, and states are waited for. The one
# limit, GUARD, is there for programs that hang, and is far above what any of them takes on a machine that others use, too.

# Seconds that one program may take; a quarter of what ctest gives to the whole script.
GUARD=$((${EDGE_INFERENCE_TEST_TIMEOUT:-3600} / 4))
failed=0

fail()
{
    echo "FAILED: $*"
    failed=1
}

# last_of FILE COLUMN: what stands in a column of the last row of a CSV file without quotes; nothing without such a column.
last_of()
{
    awk -F, -v name="$2" 'NR == 1 { for (i = 1; i <= NF; ++i) column[$i] = i }
        { value = (name in column) ? $column[name] : "" } END { print value }' "$1"
}

# merge ARGUMENTS...: puts them into the list merged, with the last one of each option, because programs refuse an option with two
# values. --set and --sweep stay.
merge()
{
    local argument other kept
    merged=()
    for argument in "$@"; do
        kept=()
        for other in "${merged[@]}"; do
            case "$argument" in
                --set=* | --sweep=*) kept+=("$other") ;;
                *) [ "${other%%=*}" = "${argument%%=*}" ] || kept+=("$other") ;;
            esac
        done
        merged=("${kept[@]}" "$argument")
    done
}

# guarded PROGRAM ARGUMENTS...: status 124 when it hangs.
guarded()
{
    timeout --kill-after=10 "$GUARD" "$@" # clock: a guard against programs that hang
}

# wait_until COMMAND...: runs the command again and again until it succeeds; fails when it never does.
wait_until()
{
    local begin=$SECONDS # clock: a guard against waiting for ever
    until "$@"; do
        [ $((SECONDS - begin)) -lt "$GUARD" ] || return 1 # clock: as above
        sleep 0.01 # clock: the pause between two looks
    done
}

# processes FIELD NUMBER: the processes whose parent (FIELD 1) or process group (FIELD 2) is NUMBER and which have not ended.
processes()
{
    local file line fields
    for file in /proc/[0-9]*/stat; do
        # Some end while this looks. The name, in parentheses, may hold anything.
        { read -r line < "$file"; } 2> /dev/null || continue
        read -r -a fields <<< "${line##*)}"
        case "${fields[0]}" in
            Z | X) ;;
            *) [ "${fields[$1]}" != "$2" ] || echo "${line%% *}" ;;
        esac
    done
}

children_of()
{
    processes 1 "$1"
}

group_has_ended()
{
    [ -z "$(processes 2 "$1")" ]
}

# begin_group PROGRAM ARGUMENTS...: starts it with a process group of its own, whose number is in group. Its standard output
# goes to group.stdout, its errors to group.stderr.
begin_group()
{
    setsid "$@" > group.stdout 2> group.stderr &
    group=$!
}

ended()
{
    ! kill -0 "$group" 2> /dev/null
}

event_or_end()
{
    "$@" || ended
}

# kill_on EVENT...: waits until the command EVENT succeeds or the program of begin_group ends, kills that program alone with
# SIGKILL, and waits for the processes it had started, which must end by themselves. Status 1: the program had ended before.
kill_on()
{
    local status=0
    wait_until event_or_end "$@" || fail "neither did this happen nor an end come: $*"
    kill -KILL "$group" 2> /dev/null
    wait "$group" 2> /dev/null || status=$?
    wait_until group_has_ended "$group" || fail "processes go on without the one that was killed: $(processes 2 "$group")"
    [ "$status" -eq 137 ]
}

# serve BUILD-FOLDER: lets start() fork programs from one that has loaded LibTorch already (see ../many-starts.cc). In the
# current folder, which has to be the script's own.
serve()
{
    local server=$1/bin/edge-inference-many-starts
    if [ ! -x "$server" ]; then
        echo "FAILED: there is no program $server"
        exit 1
    fi
    mkfifo many-starts.in many-starts.out || exit 1
    "$server" < many-starts.in > many-starts.out &
    exec 7> many-starts.in 8< many-starts.out
    rm many-starts.in many-starts.out
}

# start PROGRAM ARGUMENTS...: as guarded PROGRAM ARGUMENTS..., by the server. PROGRAM is the quickstart or edge-inference-run. Its
# output goes to the descriptors 5 and 6, because 1 is the server's pipe for as long as the request is written.
start()
{
    local status
    {
        printf '%s\0' "$BASHPID" "$PWD" "$GUARD" "$1" $(($# - 1)) "${@:2}" >&7
        read -r status <&8 && return "$status"
    } 5>&1 6>&2
    echo "the server of many starts has ended" >&2
    return 125
}
