#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
set -u

usage() {
    cat <<'HELP'
usage: bash utils/compilers.sh [--only REGEX] [COMPILER[:STANDARD]...]

Reads every source of the last build (library, tests, programs) with other compilers and writes no object: an error or a warning
under -Wall -Wextra fails. COMPILER is a program, as clang++ or g++-13; STANDARD is 17, 20 or 23 (default: 17). Without arguments
every g++ and clang++ of the PATH is taken, with C++17.

    --only REGEX   the sources whose path matches

A build comes first (bash utils/test.sh --short, or cmake): its compile_commands.json says what is compiled, and how. All of it
takes some 10 minutes a compiler on two cores. clang++ does not read LibTorch 1.13 as C++20. The last line is 'N passed, N failed', where a source counts as one for each
compiler; the exit status is 0 when none failed.

Environment:
    EDGE_INFERENCE_BUILD   the folder of the build (default: build in the checkout)
    EDGE_INFERENCE_JOBS    sources at one time (default: by cores and memory)
HELP
}

# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

only="."
compilers=()
while [ "$#" -gt 0 ]; do
    case "$1" in
        -h | --help)
            usage
            exit 0
            ;;
        --only)
            [ "$#" -ge 2 ] || {
                ei_say "--only needs a regular expression"
                exit 2
            }
            only="$2"
            shift
            ;;
        --only=*) only="${1#*=}" ;;
        -*)
            ei_say "found \"$1\", expected --only REGEX or COMPILER[:STANDARD]"
            usage >&2
            exit 2
            ;;
        *)
            if ! [[ "$1" =~ ^[^:]+(:(17|20|23))?$ ]]; then
                ei_say "found \"$1\", expected COMPILER or COMPILER:STANDARD with 17, 20 or 23"
                exit 2
            fi
            if ! command -v "${1%%:*}" >/dev/null; then
                ei_say "found \"$1\", expected a compiler of the PATH (Debian: apt-get install g++ clang)"
                exit 2
            fi
            compilers+=("$1")
            ;;
    esac
    shift
done
if [ "${#compilers[@]}" -eq 0 ]; then
    mapfile -t compilers < <(compgen -c | grep -E '^(g|clang)\+\+(-[0-9]+)?$' | sort -uV)
fi
[ "${#compilers[@]}" -gt 0 ] || ei_die "no g++ and no clang++ in the PATH"
[ -f "$EI_BUILD/compile_commands.json" ] || ei_die "$EI_BUILD has no compile_commands.json: build first (bash utils/test.sh --short)"

python3 - "$EI_BUILD" "$EI_ROOT" "$only" "$(ei_jobs)" "${compilers[@]}" <<'PYTHON'
import concurrent.futures
import json
import os
import re
import shlex
import subprocess
import sys

build, root, only, jobs, *compilers = sys.argv[1:]
try:
    only = re.compile(only)
except re.error as error:
    print(f'[edge-inference] found "{only}", expected a regular expression: {error}', file=sys.stderr)
    sys.exit(2)
with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
    entries = {entry["file"]: entry for entry in json.load(file)}  # once, however many programs have it
sources = sorted(path for path in entries if path.startswith((root + "/", build + "/")) and only.search(path))


def get_options(entry):
    """What the build hands to the compiler, without the compiler, the standard, warnings and output."""
    options = []
    words = iter(shlex.split(entry["command"]))
    for word in words:
        if word in ("-o", "-MF", "-MT"):
            next(words)
        elif word in ("-include", "-isystem", "-I", "-D"):
            options += [word, next(words)]
        elif re.match(r"-(I|D|f|m|isystem)", word):
            options.append(word)
    return options


def read(path, compiler):
    """Whether a compiler has nothing to say of a source; else what it says."""
    name, _, standard = compiler.partition(":")
    command = [name, f"-std=c++{standard or 17}", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", *get_options(entries[path]), path]
    run = subprocess.run(command, cwd=entries[path]["directory"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                         encoding="utf-8", errors="replace", check=False)
    return "" if run.returncode == 0 else run.stdout or f"{compiler} ended with {run.returncode}\n"


passed = failed = 0
with concurrent.futures.ThreadPoolExecutor(int(jobs)) as pool:
    for compiler in compilers:
        before = failed
        for path, said in zip(sources, pool.map(read, sources, [compiler] * len(sources))):
            if said:
                failed += 1
                print(f"[edge-inference] FAILED: {os.path.relpath(path, root)} with {compiler}\n{said}", file=sys.stderr)
            else:
                passed += 1
        print(f"[edge-inference] {compiler}: {len(sources)} sources, {failed - before} failed", file=sys.stderr, flush=True)
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0 or passed == 0)
PYTHON
