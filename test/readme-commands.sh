#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: readme-commands.sh SOURCE-FOLDER BUILD-FOLDER
#
# The README tells the truth: every command in its bash blocks is run in a short form when that is cheap, otherwise its scripts,
# programs and options are checked to exist; its C++ lines are those of an example that is compiled; its links lead somewhere.
set -uo pipefail
source="$(cd "$1" && pwd -P)"
build="$(cd "$2" && pwd -P)"
readme="$source/README.md"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
failed=0

complain() {
    printf 'README.md: %s\n' "$*"
    failed=1
}

torch=0
"$build/bin/edge-inference-attributes" | grep -q '^ns3::SacDiscretePolicy$' && torch=1

# check_example NAME
check_example() {
    [ -f "$source/examples/$1.cc" ] || complain "there is no example $1"
}

# run_short PROGRAM ARGS...: runs the program of the build; experiments get few, short episodes.
episodes=0
run_short() {
    local program="$1" argument arguments=() policy=""
    shift
    if [ "$torch" = 0 ] && [[ "$*" == *--pretrained* ]]; then
        return
    fi
    if [ ! -x "$build/bin/$program" ]; then
        complain "there is no program $program"
        return
    fi
    if [ "$program" = edge-inference-quickstart ] && [ "${1:-}" != --help ]; then
        for argument in "$@"; do
            case "$argument" in
                --episodes=* | --seeds=* | --duration=* | --jobs=*) ;;
                *) arguments+=("$argument") ;;
            esac
            case "$argument" in
                --policy=*) policy="${argument#--policy=}" ;;
            esac
        done
        if [ "$torch" = 0 ] && { [[ "$policy" == *sac-d* ]] || [[ "$*" == *SacDiscrete* ]]; }; then
            return
        fi
        [ -n "$policy" ] || arguments+=("--policy=edgent,device-only")
        # One more episode than the run before, so that --load has something left to do.
        episodes=$((episodes + 1))
        arguments+=("--episodes=$episodes" --seeds=1 --duration=1 --jobs=1 --quiet)
    else
        arguments=("$@")
    fi
    "$build/bin/$program" "${arguments[@]}" >"$scratch/log" 2>&1 || {
        complain "status $? of $program ${arguments[*]}"
        tail -n 5 "$scratch/log"
    }
}

commands=0
words=()
while IFS= read -r line; do
    commands=$((commands + 1))
    eval "words=($line)" # only quotes are to be resolved: see the check of characters below
    case "${words[0]}" in
        bash)
            script="${words[1]}"
            if [ ! -f "$source/$script" ]; then
                complain "there is no $script"
            elif ! bash "$source/$script" --help >"$scratch/log" 2>&1 || ! grep -q "$(basename "$script")" "$scratch/log"; then
                complain "$script --help does not help"
            fi
            if [ "$script" = utils/run.sh ] && [ "${#words[@]}" -gt 2 ]; then
                check_example "${words[2]}"
                run_short "${words[@]:2}"
            fi
            ;;
        build/bin/*)
            run_short "${words[0]#build/bin/}" "${words[@]:1}"
            ;;
        ./ns3)
            if [ "${words[1]}" = run ]; then
                # shellcheck disable=SC2086
                set -- ${words[2]}
                check_example "$1"
                run_short "$@"
            fi
            ;;
        cmake)
            [ -f "$build/CMakeCache.txt" ] || complain "cannot be checked: $line"
            ;;
        ctest)
            [ -f "$build/CTestTestfile.cmake" ] || complain "the build has no tests"
            ;;
        git | ./test.py) ;;
        *)
            complain "a command that this test does not know: $line"
            ;;
    esac
done < <(awk '/^```bash$/ { on = 1; next } /^```$/ { on = 0 } on && NF && !/[$`;|&<>]/' "$readme")
[ "$commands" -ge 10 ] || complain "only $commands commands were found"
awk '/^```bash$/ { on = 1; next } /^```$/ { on = 0 } on && /[$`;|&<>]/ { print; found = 1 } END { exit found }' "$readme" ||
    complain "a command with a character that this test does not run"

# The first two commands are the two that do everything.
first="$(awk '/^```bash$/ { on = 1; next } /^```$/ { exit } on' "$readme")"
[ "$first" = "$(printf 'bash utils/run.sh\nbash utils/test.sh')" ] || complain "it does not begin with the two commands"

# The C++ lines are the example's, which the build compiles.
diff <(awk '/^```cpp$/ { on = 1; next } /^```$/ { on = 0 } on' "$readme") \
    <(sed -n '/^    \/\/ begin$/,/^    \/\/ end$/p' "$source/examples/edge-inference-one-cell.cc" | sed '1d;$d;s/^    //') ||
    complain "its C++ lines differ from examples/edge-inference-one-cell.cc"

# So are the tutorials'.
# same_lines PAGE FIRST LAST: the indented lines of a page from one pattern to another stand in its example
same_lines() {
    while IFS= read -r line; do
        grep -qF -- "$line" "$source/examples/edge-inference-$1.cc" ||
            complain "doc/tutorial-$1.rst has a line that its example has not: $line"
    done < <(sed -n "/$2/,/$3/p" "$source/doc/tutorial-$1.rst" | sed -n 's/^  *//p')
}
same_lines own-policy '^  class BanditPolicy' '^Training and evaluation'
same_lines own-learner '^  class ReinforceLearner' '^A scenario file names'
same_lines own-network '^  struct ResidualModule' '^Three rules'
same_lines own-network '^  class ResidualNetwork' '^A learner asks'

# Links.
while IFS= read -r target; do
    [ -e "$source/$target" ] || complain "a link to $target, which is not there"
done < <(grep -o '](\([^)]*\))' "$readme" | sed 's/^](//; s/)$//' | grep -v '^https*:')
exit "$failed"
