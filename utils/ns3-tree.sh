#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
set -u

usage() {
    cat <<'HELP'
usage: bash utils/ns3-tree.sh [--short] [DIR]

Puts the module into an ns-3 source tree (3.37 or later, or 3.35 by waf), builds it there, runs its tests by ./test.py and its
quickstart by ./ns3 run (or ./waf --run). The tree is DIR, else $NS3_DIR, else Debian's or Ubuntu's source package of ns-3, which
is kept with its build in ${XDG_CACHE_HOME:-~/.cache}/edge-inference: the first build takes 15 to 20 minutes on two cores, the
next ones are quick.

The checkout is linked as contrib/edge-inference. The tree is configured with the modules it needs only, and with its own
tests and examples only: a tree of yours keeps its other settings, but run ./ns3 configure again to get your modules back.
Where 5G-LENA's module nr is in contrib/nr, it is built and its radio is tested, too. --short leaves the examples out.

The last line is 'N passed, N failed'; the exit status is 0 when none failed.

Environment:
    NS3_DIR                       the ns-3 tree
    EDGE_INFERENCE_JOBS           parallel compilations (default: by cores and memory)
    EDGE_INFERENCE_SKIP_INSTALL   1: install nothing
HELP
}

short=0
case "${1:-}" in
    -h | --help)
        usage
        exit 0
        ;;
    --short)
        short=1
        shift
        ;;
esac

# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

cache="${XDG_CACHE_HOME:-$HOME/.cache}/edge-inference"
tree="${1:-${NS3_DIR:-}}"

# Gets the source package of ns-3 into the cache and sets tree. The deb-src line stands in a file of our own that only this call
# of apt reads: the system's sources and package lists stay as they are.
fetch_tree() {
    tree="$(cat "$cache/tree" 2>/dev/null)"
    if [ -n "$tree" ] && [ -f "$tree/VERSION" ]; then
        return 0
    fi
    command -v apt-get >/dev/null ||
        ei_die "this is not a Debian or Ubuntu system: please name an ns-3 tree (bash utils/ns3-tree.sh DIR)"
    ei_install dpkg-dev ca-certificates

    local id codename component uri="" suite="" keyring sources="$cache/edge-inference-src.sources" options line
    id="$(. /etc/os-release && printf '%s' "${ID:-debian}")"
    codename="$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")"
    component=main
    uri="http://deb.debian.org/debian"
    suite="${codename:-stable}"
    if [ "$id" = ubuntu ]; then
        component="main universe"
        uri="http://archive.ubuntu.com/ubuntu"
    fi
    # The mirror that this machine uses already, and the suite by the name it has there.
    line="$(apt-get indextargets --format '$(CREATED_BY)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)' 2>/dev/null |
        awk -F'|' -v codename="$codename" '
            $1 != "Packages" || $4 != "main" || $2 ~ /security/ || $3 ~ /-(updates|security|backports|proposed)/ { next }
            $3 == codename { print $2 "|" $3; found = 1; exit }
            first == "" { first = $2 "|" $3 }
            END { if (!found && first != "") print first }')"
    if [ -n "$line" ]; then
        uri="${line%%|*}"
        suite="${line##*|}"
    fi
    mkdir -p "$cache/apt/lists/partial" "$cache/apt/archives/partial" || ei_die "cannot write to $cache"
    {
        printf 'Types: deb-src\nURIs: %s\nSuites: %s\nComponents: %s\n' "$uri" "$suite" "$component"
        for keyring in /usr/share/keyrings/"$id"-archive-keyring.gpg /usr/share/keyrings/"$id"-archive-keyring.pgp; do
            if [ -f "$keyring" ]; then
                printf 'Signed-By: %s\n' "$keyring"
                break
            fi
        done
    } >"$sources"
    options=(-q -o "Dir::Etc::sourcelist=$sources" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$cache/apt/lists"
        -o "Dir::Cache=$cache/apt" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o "APT::Sandbox::User=$(id -un)")
    ei_say "getting the source package of ns-3 from $uri ($suite)"
    apt-get "${options[@]}" update >&2 || ei_die "apt-get update failed for $sources"
    rm -rf "$cache/source"
    mkdir -p "$cache/source"
    (cd "$cache/source" && apt-get "${options[@]}" source ns3 >&2) || ei_die "apt-get source ns3 failed"
    # Debian 12 packages ns-allinone (the tree one folder deeper), later releases the tree itself.
    tree="$(cd "$cache/source" && find "$PWD" -maxdepth 3 -type f -name ns3 -printf '%h\n' | head -n 1)"
    [ -n "$tree" ] || ei_die "the source package has no ns3 script"
    printf '%s\n' "$tree" >"$cache/tree"
}

# shellcheck disable=SC2086
ei_install $EI_PACKAGES_BUILD
if [ -z "$tree" ]; then
    fetch_tree
fi
[ -f "$tree/VERSION" ] && { [ -f "$tree/ns3" ] || [ -f "$tree/waf" ]; } ||
    ei_die "$tree is not an ns-3 tree of release 3.37 or later, or 3.35 (no script ns3 or waf)"
tree="$(cd "$tree" && pwd -P)"
version="$(head -n 1 "$tree/VERSION")"
ei_say "ns-3 $version in $tree"

link="$tree/contrib/edge-inference"
if [ "$(readlink -f "$link")" != "$EI_ROOT" ]; then
    if [ -e "$link" ] && [ ! -L "$link" ]; then
        ei_die "$link is another copy of the module: please move it away"
    fi
    ln -sfn "$EI_ROOT" "$link" || ei_die "cannot link $link"
fi

cd "$tree" || exit 1
# ns-3's scripts refuse to run when USER is root; containers and CI have no other user.
if [ "$(id -u)" -eq 0 ]; then
    export USER=
fi
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"

# The programs are run by $run "NAME ARGUMENT...".
run=(./ns3 run --no-build)

build_by_waf() {
    local configuration=(-d release --disable-werror --enable-examples --enable-tests --enable-modules=edge-inference
        --edge-inference-only)
    local stamp="build/edge-inference-configured"
    run=(./waf --run-no-build)
    ln -sfn wscript-compat/wscript "$EI_ROOT/wscript" || ei_die "cannot link $EI_ROOT/wscript"
    if [ "$(cat "$stamp" 2>/dev/null)" != "${configuration[*]}" ]; then
        ei_say "configuring"
        ./waf configure "${configuration[@]}" >&2 || ei_die "./waf configure failed"
        printf '%s\n' "${configuration[*]}" >"$stamp"
    fi
    ei_say "building"
    ./waf build -j "$(ei_jobs)" >&2 || ei_die "./waf build failed"
}

build_by_cmake() {
    local modules=edge-inference configuration stamp="cmake-cache/edge-inference-configured"
    [ ! -e contrib/nr/CMakeLists.txt ] || modules+=,nr
    configuration=(--enable-examples --enable-tests "--enable-modules=$modules"
        --filter-module-examples-and-tests=edge-inference)
    if command -v ninja >/dev/null; then
        configuration=(-G Ninja "${configuration[@]}")
    fi
    if [ "$(cat "$stamp" 2>/dev/null)" != "${configuration[*]}" ] || [ ! -f cmake-cache/CMakeCache.txt ]; then
        ei_say "configuring"
        ./ns3 configure "${configuration[@]}" >&2 || ei_die "./ns3 configure failed"
        printf '%s\n' "${configuration[*]}" >"$stamp"
    fi
    ei_say "building"
    # ./ns3 build leaves one core free whatever -j says; on two cores that doubles the time. So what it would do is done before it,
    # with the variable that it sets: ns-3 turns it into a compiler flag, and another flag would compile everything again.
    CLICOLOR=1 cmake --build cmake-cache --parallel "$(ei_jobs)" >&2 || ei_die "the build failed"
    ./ns3 build >&2 || ei_die "./ns3 build failed"
}

if [ -f ns3 ]; then
    build_by_cmake
else
    build_by_waf
fi
compgen -G "build/lib/*edge-inference*" >/dev/null || ei_die "the module was not built: see the messages of the configuration"

passed=0
failed=0
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

# check NAME COMMAND...: counts a command by its exit status.
check() {
    local name="$1"
    shift
    if "$@" >"$scratch/log" 2>&1; then
        ei_say "passed: $name"
        passed=$((passed + 1))
    else
        cat "$scratch/log" >&2
        ei_say "FAILED: $name"
        failed=$((failed + 1))
    fi
}

# test_py ARGS...: counts what ./test.py says of its suites or examples, and names those that failed.
test_py() {
    ./test.py -n "$@" >"$scratch/log" 2>&1
    local status=$? counts name
    tr '\r' '\n' <"$scratch/log" >&2
    awk '/^List of /{ failed = /(FAIL|CRASH)ed tests:/; next } !/^    /{ failed = 0 } failed { print substr($0, 5) }' \
        "$scratch/log" | while IFS= read -r name; do ei_say "FAILED: $name"; done
    counts="$(sed -n 's/^[0-9]* of [0-9]* tests passed (\([0-9]*\) passed, [0-9]* skipped, \([0-9]*\) failed, \([0-9]*\) crashed.*/\1 \2 \3/p' \
        "$scratch/log" | tail -n 1)"
    if [ -z "$counts" ]; then
        ei_say "FAILED: ./test.py $* (status $status, no summary)"
        failed=$((failed + 1))
        return
    fi
    # shellcheck disable=SC2086
    set -- $counts
    passed=$((passed + $1))
    failed=$((failed + $2 + $3))
    if [ $(($1 + $2 + $3)) -eq 0 ]; then
        ei_say "FAILED: ./test.py found nothing to run"
        failed=$((failed + 1))
    fi
    if [ "$status" -ne 0 ] && [ $(($2 + $3)) -eq 0 ]; then
        failed=$((failed + 1))
    fi
}

ei_say "running ./test.py"
test_py --suite='edge-inference*'
[ "$short" -eq 1 ] || test_py --constrain=example
ei_say "running the quickstart by ${run[*]}"
check "edge-inference-quickstart --help" "${run[@]}" "edge-inference-quickstart --help"
check "edge-inference-quickstart, short" "${run[@]}" \
    "edge-inference-quickstart --episodes=2 --seeds=2 --duration=2 --policy=sac-d,edgent --quiet --output=$scratch/quickstart"
check "its summary" test -s "$scratch/quickstart/summary.json"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
