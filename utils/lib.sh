# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What run.sh, test.sh, study.sh and ns3-tree.sh share; it is sourced, not run. Everything here talks to the user on stderr, so that a
# program's own output stays clean.

EI_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
EI_BUILD="${EDGE_INFERENCE_BUILD:-$EI_ROOT/build}"
case "$EI_BUILD" in
    /*) ;;
    *) EI_BUILD="$PWD/$EI_BUILD" ;;
esac
export DEBIAN_FRONTEND=noninteractive

# Debian's and Ubuntu's names of all that the module is built and tested with, beside ns-3 itself: one list for every script, so
# that a build which one of them configured is complete for the next. The README's list for plain CMake is the same.
# (OpenBLAS: LibTorch works without it, several times slower.)
EI_PACKAGES_BUILD="g++ cmake ninja-build libtorch-dev libopenblas0-pthread nlohmann-json3-dev libboost-dev libgsl-dev libxml2-dev \
libsqlite3-dev zlib1g-dev librsvg2-bin libgtest-dev libboost-mpi-dev libopenmpi-dev openmpi-bin python3"
EI_PACKAGES="ns3 libns3-dev $EI_PACKAGES_BUILD"

ei_say() {
    printf '[edge-inference] %s\n' "$*" >&2
}

ei_die() {
    ei_say "$*"
    exit 1
}

# Runs a command as root: directly, or by sudo, which may ask for a password only when somebody is there to answer.
ei_as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    elif [ -t 0 ]; then
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

# ei_install PACKAGE...: installs what is missing. Without apt it says what is needed and lets CMake judge what is there.
ei_install() {
    if [ "${EDGE_INFERENCE_SKIP_INSTALL:-0}" = 1 ]; then
        return 0
    fi
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        ei_say "this is not a Debian or Ubuntu system. Needed (Debian's names): $*"
        ei_say "that is: ns-3 3.37 or later with its CMake files, LibTorch (optional), nlohmann_json, Boost headers, CMake 3.21,"
        ei_say "a C++17 compiler, rsvg-convert (optional: plots as PNG and PDF). Continuing with what is installed."
        return 0
    fi
    local missing=() package
    for package in "$@"; do
        if ! dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed; then
            missing+=("$package")
        fi
    done
    if [ "${#missing[@]}" -eq 0 ]; then
        return 0
    fi
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
        ei_say "missing packages, and neither root nor sudo to install them. Please have these installed:"
        ei_say "    apt-get install ${missing[*]}"
        ei_say "(EDGE_INFERENCE_SKIP_INSTALL=1 tries without them)"
        exit 1
    fi
    ei_say "installing: ${missing[*]}"
    if ! ei_as_root apt-get -q -y update >&2; then
        ei_say "apt-get update failed; trying with the package lists that are there"
    fi
    if ! ei_as_root apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "${missing[@]}" >&2; then
        ei_say "the installation failed. Needed are: $*"
        ei_say "(ns-3 3.37 or later is packaged since Debian 12 and Ubuntu 23.04; elsewhere use utils/ns3-tree.sh DIR)"
        exit 1
    fi
}

# Number of parallel compilations: one a core, but each LibTorch source takes up to 1.5 GB.
ei_jobs() {
    if [ -n "${EDGE_INFERENCE_JOBS:-}" ]; then
        printf '%s\n' "$EDGE_INFERENCE_JOBS"
        return
    fi
    local cores memory
    # (nproc counts OMP_NUM_THREADS instead of cores when it is set)
    cores="$(env -u OMP_NUM_THREADS -u OMP_THREAD_LIMIT nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)"
    memory="$(awk '/^MemAvailable:/ { print int($2 / 1500000) }' /proc/meminfo 2>/dev/null)"
    if [ -n "$memory" ] && [ "$memory" -lt "$cores" ]; then
        cores="$memory"
    fi
    if [ "$cores" -lt 1 ]; then
        cores=1
    fi
    printf '%s\n' "$cores"
}

# Prints what the configuration depends on and CMake does not watch by itself, one fact a line: the compiler and CMake, what the
# environment tells them, versions of packages, and CMake packages in the folders where they are looked for.
ei_fingerprint() {
    local package prefix found
    # shellcheck disable=SC2086
    printf 'compiler %s %s\n' "${CC:-cc}" "$(${CC:-cc} --version 2>/dev/null | head -n 1)" \
        "${CXX:-c++}" "$(${CXX:-c++} --version 2>/dev/null | head -n 1)"
    printf 'cmake %s\n' "$(cmake --version | head -n 1)"
    env | grep -E '^(CC|CXX|C(XX|PP)?FLAGS|LDFLAGS|CMAKE_[A-Z_]+|(Torch|GTest|GTEST|ns3|Boost|BOOST|MPI|boost_mpi)_(DIR|ROOT|HOME))=' |
        grep -v '^CMAKE_BUILD_PARALLEL_LEVEL=' | sed 's/^/environment /' | LC_ALL=C sort
    printf 'options %s\n' "${EDGE_INFERENCE_CMAKE:-}"
    if command -v dpkg-query >/dev/null; then
        for package in $EI_PACKAGES; do
            found="$(dpkg-query -W -f '${db:Status-Status} ${Version}' "$package" 2>/dev/null)"
            case "$found" in
                "installed "*) printf 'package %s %s\n' "$package" "${found#installed }" ;;
            esac
        done
    fi
    printf '%s\n' "/usr;/usr/local;${CMAKE_PREFIX_PATH:-}" | tr ';:' '[\n*]' | while IFS= read -r prefix; do
        [ -n "$prefix" ] || continue
        for found in "$prefix"/{lib,lib64,lib/*-linux-gnu,share}/cmake/{Torch,GTest,ns3,boost_mpi,nlohmann_json}*; do
            [ ! -d "$found" ] || printf 'folder %s %s\n' "$found" "$(stat -c %Y "$found" 2>/dev/null)"
        done
    done
    for found in mpirun mpicxx rsvg-convert python3; do
        printf 'program %s %s\n' "$found" "$(command -v "$found")"
    done
}

# A checksum of CMake's cache, which tells whether somebody configured in between.
ei_cache_sum() {
    printf 'cache %s\n' "$(grep -v '^#' "$EI_BUILD/CMakeCache.txt" 2>/dev/null | cksum)"
}

# ei_forget CHANGES: takes out of CMake's cache what would keep a new configuration from looking again: what was not found, what
# is no longer there, all of MPI (whose checks are kept apart from their results), and what came from a compiler or environment
# that the lines of CHANGES tell to be different now. Other options that a user gave by -D stay.
ei_forget() {
    local cache="$EI_BUILD/CMakeCache.txt" changes="$1" line help="" name type value drop
    local compiler="" flags="" paths="" variables=" "
    while IFS= read -r line; do
        case "$line" in
            "compiler "* | "environment CC="* | "environment CXX="*) compiler=1 ;;
            "environment "*FLAGS=*) flags=1 ;;
            "environment CMAKE_PREFIX_PATH="* | "environment "*_DIR=* | "environment "*_ROOT=* | "environment "*_HOME=*) paths=1 ;;
            "options "*)
                for name in ${line#options }; do
                    name="${name#-D}"
                    variables+="${name%%[:=]*} "
                done
                ;;
            "environment CMAKE_BUILD_TYPE="* | "environment "*_LAUNCHER=*)
                line="${line#environment }"
                variables+="${line%%=*} "
                ;;
        esac
    done <<<"$changes"
    [ -z "$compiler" ] || rm -rf "$EI_BUILD"/CMakeFiles/[0-9]*
    while IFS= read -r line; do
        if [ "${line:0:2}" = // ]; then # goes with the entry that follows
            help+="$line"$'\n'
            continue
        fi
        drop=""
        if [[ "$line" =~ ^([^#/:=][^:=]*):([A-Z]+)=(.*)$ ]]; then
            name="${BASH_REMATCH[1]}" type="${BASH_REMATCH[2]}" value="${BASH_REMATCH[3]}"
            case "$name" in
                MPI_* | MPIEXEC_* | FIND_PACKAGE_MESSAGE_DETAILS_*) drop=1 ;;
                CMAKE_C_COMPILER* | CMAKE_CXX_COMPILER* | CMAKE_AR | CMAKE_RANLIB | CMAKE_LINKER | CMAKE_NM) drop="$compiler" ;;
                CMAKE_C_FLAGS* | CMAKE_CXX_FLAGS* | CMAKE_*_LINKER_FLAGS*) drop="$flags" ;;
            esac
            [[ "$variables" != *" $name "* ]] || drop=1
            [[ -z "$paths" || "$type" != *PATH || "$name" = CMAKE_* ]] || drop=1
            case "$value" in
                NOTFOUND | *-NOTFOUND) drop=1 ;;
                *\;*) ;;
                /*)
                    if [[ "$type" = *PATH && "$name" != CMAKE_INSTALL_* && ! -e "$value" ]]; then
                        drop=1
                    fi
                    ;;
            esac
        fi
        [ -n "$drop" ] || printf '%s\n' "$help$line"
        help=""
    done <"$cache" >"$cache.new" && mv "$cache.new" "$cache"
}

# Configures the stand-alone build when there is none, and again when what it was made with has changed since: the fingerprint in
# the build folder tells. (Changed CMake files are noticed by the build itself.)
ei_configure() {
    command -v cmake >/dev/null || ei_die "cmake is not found"
    local cache="$EI_BUILD/CMakeCache.txt" stamp="$EI_BUILD/edge-inference-configuration" home="" program="" now="" changes=""
    if [ -f "$cache" ]; then
        home="$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$cache")"
        program="$(sed -n 's/^CMAKE_MAKE_PROGRAM:FILEPATH=//p' "$cache")"
        if [ "$home" != "$EI_ROOT" ]; then
            ei_say "$EI_BUILD belongs to $home; configuring anew"
            rm -rf "$cache" "$EI_BUILD/CMakeFiles"
        elif [ ! -e "$program" ]; then
            ei_say "$EI_BUILD was made for $program, which is gone; configuring anew"
            rm -rf "$cache" "$EI_BUILD/CMakeFiles"
        fi
    fi
    now="$(ei_fingerprint)"
    local generator=()
    if [ -f "$cache" ]; then
        if [ -f "$stamp" ] && { [ -f "$EI_BUILD/build.ninja" ] || [ -f "$EI_BUILD/Makefile" ]; }; then
            changes="$(diff <(cat "$stamp") <(printf '%s\n' "$now" && ei_cache_sum) | sed -n 's/^[<>] //p')"
            [ -n "$changes" ] || return 0
            ei_say "configuring again in $EI_BUILD, because this has changed:"
            printf '%s\n' "$changes" | sed 's/^/    /; s/^    cache .*/    the cache of CMake/' | uniq >&2
        else
            ei_say "configuring again in $EI_BUILD"
        fi
        rm -f "$stamp"
        ei_forget "$changes"
    else
        if command -v ninja >/dev/null; then
            generator=(-G Ninja)
        fi
        ei_say "configuring in $EI_BUILD"
    fi
    # shellcheck disable=SC2086
    cmake -S "$EI_ROOT" -B "$EI_BUILD" "${generator[@]}" ${EDGE_INFERENCE_CMAKE:-} >&2 || ei_die "the configuration failed"
    { printf '%s\n' "$now" && ei_cache_sum; } >"$stamp"
}

# ei_build [TARGET...]: builds the targets, or everything.
ei_build() {
    local targets=()
    if [ "$#" -gt 0 ]; then
        targets=(--target "$@")
    fi
    cmake --build "$EI_BUILD" --parallel "$(ei_jobs)" "${targets[@]}" >&2 || ei_die "the build failed"
    # The build may have configured: that was ours.
    local stamp="$EI_BUILD/edge-inference-configuration"
    if [ -f "$stamp" ]; then
        { grep -v '^cache ' "$stamp" && ei_cache_sum; } >"$stamp.new" && mv "$stamp.new" "$stamp"
    fi
}

# ei_failures LOG: the names of what failed in the output of ctest, GoogleTest, ns-3's TestSuites and these scripts, a line each.
ei_failures() {
    grep -oE '(^FAIL[: ] *[a-z0-9-]+|^\[  FAILED  \] [A-Za-z0-9_./]+|\[edge-inference\] FAILED: .*|[0-9]+ - [a-z:0-9-]+ \((Failed|Timeout|SEGFAULT|Not Run|Subprocess aborted)\))' "$1" |
        sed 's/^FAIL[: ] *//; s/.*FAILED *[]:] *//; s/^[0-9]* - //' | LC_ALL=C sort -u
}

# ei_reasons LOG: for each failed test in the output of ctest, its name and what it said, at most eight lines of 200 characters: lines
# that tell of a failure, or its last ones where none does.
ei_reasons() {
    awk '
        function finish(  i, first) {
            if (name == "") return
            first = told > 0 ? 1 : (lines > 8 ? lines - 7 : 1)
            print name ":"
            for (i = first; i <= (told > 0 ? told : lines) && i < first + 8; i++)
                print "    " substr(told > 0 ? tells[i] : all[i], 1, 200)
            name = ""
        }
        /^ *[0-9]+\/[0-9]+ Test +#[0-9]+: / || /^[0-9]+% tests passed/ || /^ +Start +[0-9]+: / { finish() }
        /^ *[0-9]+\/[0-9]+ Test +#[0-9]+: .*\*\*\*/ {
            name = $0
            sub(/^.*Test +#[0-9]+: /, "", name)
            sub(/ \.*\*\*\*.*$/, "", name)
            told = lines = 0
            next
        }
        name == "" || /^[ \t]*$/ { next }
        { all[++lines] = $0 }
        /FAIL|ailure|rror|SIG|abort|Abort|xpected|ctual/ { tells[++told] = $0 }
        END { finish() }
    ' "$1"
}
