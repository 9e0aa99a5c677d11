#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
set -u

usage() {
    cat <<'HELP'
usage: bash utils/test.sh [--short] [CTEST-ARGS...]

Installs what is missing (Debian and Ubuntu: by apt, with sudo when you are not root), builds everything against the
installed ns-3 and runs every test: ns-3 TestSuites, GoogleTest cases, every example, shell checks. CTEST-ARGS are handed to
ctest, as in: bash utils/test.sh -R suite:edge-inference-client

--short builds the library, the GoogleTest cases and the quickstart, and runs these only.

A check that needs a program which is not installed (Sphinx, Doxygen) is skipped: a line with its name and the reason says so.

The last line is 'N passed, N failed': test cases of the TestSuites and of GoogleTest, examples and checks. The exit status
is 0 when none failed.

Environment: as for utils/run.sh, and EDGE_INFERENCE_TEST_JOBS, the number of tests run in parallel (default: 2).
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

# shellcheck disable=SC2086
ei_install $EI_PACKAGES
ei_configure
if [ "${1:-}" = --short ]; then
    shift
    known="$(cmake --build "$EI_BUILD" --target help)"
    targets=()
    for target in edge-inference-quickstart edge-inference-unit-tests edge-inference-learning-tests; do
        ! grep -qw "$target" <<<"$known" || targets+=("$target") # (without its package a target is not there, and its test fails)
    done
    ei_build "${targets[@]}"
    set -- -R '^(gtest:unit|edge-inference-learning-tests|example:edge-inference-quickstart:.*)$' "$@"
else
    ei_build
fi

report="$EI_BUILD/test-report.xml"
rm -f "$report"
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"
(cd "$EI_BUILD" && ctest --parallel "${EDGE_INFERENCE_TEST_JOBS:-2}" --output-on-failure --test-output-size-passed 4194304 \
    --test-output-size-failed 4194304 --output-junit "$report" "$@") >&2
status=$?
[ -f "$report" ] || ei_die "ctest wrote no report"

# A TestSuite and a GoogleTest program are one entry of ctest each; their cases are read from what they print.
awk '
    function finish() {
        if (name == "") return
        if (skipped) {
            print name ": " reason > "/dev/stderr"
            name = ""
            return
        }
        if (expected && cases + failures == 0 && !bad) {
            print name ": passed without a single case" > "/dev/stderr"
            failed++
        } else if (cases + failures > 0) {
            passed += cases
            failed += failures
            if (bad && failures == 0) failed++
        } else if (bad) failed++
        else passed++
        name = ""
    }
    /<testcase / {
        finish()
        name = $0
        sub(/.*<testcase name="/, "", name)
        name = substr(name, 1, index(name, "\"") - 1)
        suite = (name ~ /^suite:/)
        expected = (suite || name ~ /^gtest:/ || name == "edge-inference-learning-tests")
        bad = ($0 !~ / status="run"/)
        cases = failures = skipped = 0
        reason = "SKIPPED"
    }
    /<skipped message="SKIP_RETURN_CODE=/ { skipped = 1 }
    /^[ \t]*<system-out>SKIPPED: / {
        reason = $0
        sub(/.*<system-out>/, "", reason)
    }
    suite && /^ +PASS / { cases++ }
    suite && /^ +FAIL / { failures++ }
    !suite && /^\[       OK \] .* ms\)/ { cases++ }
    !suite && /^\[  FAILED  \] .* ms\)/ { failures++ }
    END {
        finish()
        printf "%d passed, %d failed\n", passed, failed
        exit (failed > 0 || passed == 0)
    }
' "$report"
counted=$?
if [ "$status" -ne 0 ]; then
    exit "$status"
fi
exit "$counted"
