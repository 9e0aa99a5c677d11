#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
set -u

usage() {
    cat <<'HELP'
usage: bash utils/run.sh [EXAMPLE [ARGS...]]

Installs what is missing (Debian and Ubuntu: by apt, with sudo when you are not root), builds the module against the
installed ns-3 and runs EXAMPLE (default: edge-inference-quickstart) with ARGS in the current folder. Progress goes to
stderr; the example's output and exit status pass through.

    bash utils/run.sh                                             train, evaluate and plot the quickstart
    bash utils/run.sh edge-inference-quickstart --help            its arguments
    bash utils/run.sh edge-inference-quickstart --nUes=10 --output=results/ten

Environment:
    EDGE_INFERENCE_BUILD          build folder (default: build in the checkout)
    EDGE_INFERENCE_JOBS           parallel compilations (default: by cores and memory)
    EDGE_INFERENCE_CMAKE          options of the configuration, as in -DEDGE_INFERENCE_WITH_TORCH=OFF
    EDGE_INFERENCE_SKIP_INSTALL   1: install nothing
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

example="edge-inference-quickstart"
if [ "$#" -gt 0 ]; then
    case "$1" in
        -*) ;; # arguments of the default example
        *)
            example="${1%.cc}"
            shift
            ;;
    esac
fi
if [ ! -f "$EI_ROOT/examples/$example.cc" ]; then
    ei_say "there is no example '$example'. There are:"
    for source in "$EI_ROOT"/examples/*.cc; do
        ei_say "    $(basename "$source" .cc)"
    done
    exit 2
fi

# shellcheck disable=SC2086
ei_install $EI_PACKAGES
ei_configure
ei_build "$example"

# Where the results will be: what --output says, else the examples' own default.
output="results/${example#edge-inference-}"
previous=""
for argument in "$@"; do
    case "$argument" in
        --output=*) output="${argument#--output=}" ;;
    esac
    if [ "$previous" = "--output" ]; then
        output="$argument"
    fi
    previous="$argument"
done

before="$(mktemp)"
trap 'rm -f "$before"' EXIT
ei_say "running $example $*"
# One thread: the agent's matrices are too small to share, and runs stay repeatable.
OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}" "$EI_BUILD/bin/$example" "$@"
status=$?
if [ -d "$output" ] && [ -n "$(find "$output" -newer "$before" -print -quit)" ]; then
    ei_say "results are in $(cd "$output" && pwd)"
fi
if [ "$status" -ne 0 ]; then
    ei_say "$example ended with status $status"
fi
exit "$status"
