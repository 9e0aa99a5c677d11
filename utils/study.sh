#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
set -u

usage() {
    cat <<'HELP'
usage: bash utils/study.sh [--short] [--tables] [--jobs N] [--build DIR] [--output DIR] [--doc DIR] [SYSTEM...]

Regenerates the tables (doc/results/SYSTEM-*.rst) and plots (doc/figures/SYSTEM-*.svg) of the documentation: installs what is
missing, builds the programs, runs what utils/study/SYSTEM.json lists and is not there yet, and writes the files. Without
SYSTEM: all of them. A study that was killed goes on when it is started again. It says how long each run took.

    --short        few, tiny episodes, to a temporary folder; doc/ stays as it is
    --tables       run no experiment; write the tables and plots whose runs are complete (the build must have
                   edge-inference-figures)
    --jobs N       processes at one time (default: one a core); no result depends on it
    --build DIR    use the programs of this build folder; build and install nothing
    --output DIR   folder of the runs (default: results/study in the checkout; with --short: a temporary one)
    --doc DIR      folder that gets results/ and figures/ (default: doc in the checkout; with --short: doc in --output)

Runs from scratch: remove the --output folder. Environment: as for utils/run.sh. Format of SYSTEM.json: doc/experiments.rst.
HELP
}

# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

short=0
tables=0
build=""
output=""
doc=""
jobs=0
systems=()
while [ "$#" -gt 0 ]; do
    argument="$1"
    shift
    case "$argument" in
        -h | --help)
            usage
            exit 0
            ;;
        --short) short=1 ;;
        --tables) tables=1 ;;
        --build=* | --output=* | --doc=* | --jobs=*)
            set -- "${argument%%=*}" "${argument#*=}" "$@"
            ;;
        --build | --output | --doc | --jobs)
            if [ "$#" -eq 0 ]; then
                ei_say "$argument needs a value"
                exit 2
            fi
            case "$argument" in
                --build) build="$1" ;;
                --output) output="$1" ;;
                --doc) doc="$1" ;;
                --jobs) jobs="$1" ;;
            esac
            shift
            ;;
        -*)
            ei_say "there is no option $argument"
            usage >&2
            exit 2
            ;;
        *) systems+=("$argument") ;;
    esac
done
case "$jobs" in
    *[!0-9]* | "")
        ei_say "--jobs: found \"$jobs\", expected a number"
        exit 2
        ;;
esac

scratch=""
if [ "$short" -eq 1 ] && [ -z "$output" ]; then
    scratch="$(mktemp -d)" || exit 1
    trap 'rm -rf "$scratch"' EXIT
    output="$scratch"
fi
[ -n "$output" ] || output="$EI_ROOT/results/study"
if [ -z "$doc" ]; then
    doc="$EI_ROOT/doc"
    [ "$short" -eq 0 ] || doc="$output/doc"
fi

if [ "$tables" -eq 1 ]; then
    build="${build:-$EI_BUILD}" # only the program that draws is used
fi
if [ -z "$build" ]; then
    # shellcheck disable=SC2086
    ei_install $EI_PACKAGES
    build="$EI_BUILD"
    wanted=1
fi
command -v python3 > /dev/null || ei_die "python3 is not found"
study=(python3 "$EI_ROOT/utils/study/study.py" "--build=$build" "--output=$output" "--doc=$doc" "--jobs=$jobs")
[ "$short" -eq 0 ] || study+=(--short)
[ "$tables" -eq 0 ] || study+=(--tables)
if [ "${wanted:-0}" -eq 1 ]; then
    programs="$("${study[@]}" --programs "${systems[@]}")" || exit 2
    ei_configure
    # shellcheck disable=SC2086
    ei_build $programs
fi
"${study[@]}" "${systems[@]}"
status=$?
if [ -n "$scratch" ]; then
    written="$(find "$doc" -type f 2> /dev/null | wc -l)"
    ei_say "--short without --output: the $written files are removed again"
fi
exit "$status"
