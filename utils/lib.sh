# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What run.sh, test.sh and ns3-tree.sh share; it is sourced, not run. Everything here talks to the user on stderr, so that a
# program's own output stays clean.

EI_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
EI_BUILD="${EDGE_INFERENCE_BUILD:-$EI_ROOT/build}"
case "$EI_BUILD" in
    /*) ;;
    *) EI_BUILD="$PWD/$EI_BUILD" ;;
esac
export DEBIAN_FRONTEND=noninteractive

# Debian's and Ubuntu's names of what a build needs, beside ns-3 itself. OpenBLAS: LibTorch works without it, several times slower.
EI_PACKAGES_BUILD="g++ cmake ninja-build libtorch-dev libopenblas0-pthread nlohmann-json3-dev libboost-dev libgsl-dev libxml2-dev \
libsqlite3-dev gnuplot-nox"
EI_PACKAGES_NS3="ns3 libns3-dev"

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
        ei_say "a C++17 compiler, gnuplot for the plots. Continuing with what is installed."
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

# Configures the stand-alone build once; later builds let the generated files notice what changed.
ei_configure() {
    command -v cmake >/dev/null || ei_die "cmake is not found"
    local cache="$EI_BUILD/CMakeCache.txt" home=""
    if [ -f "$cache" ]; then
        home="$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$cache")"
        if [ "$home" != "$EI_ROOT" ]; then
            ei_say "$EI_BUILD belongs to $home; configuring anew"
            rm -rf "$cache" "$EI_BUILD/CMakeFiles"
        fi
    fi
    if [ -f "$cache" ] && { [ -f "$EI_BUILD/build.ninja" ] || [ -f "$EI_BUILD/Makefile" ]; }; then
        return 0
    fi
    local generator=()
    if command -v ninja >/dev/null; then
        generator=(-G Ninja)
    fi
    ei_say "configuring in $EI_BUILD"
    cmake -S "$EI_ROOT" -B "$EI_BUILD" "${generator[@]}" >&2 || ei_die "the configuration failed"
}

# ei_build [TARGET...]: builds the targets, or everything.
ei_build() {
    local targets=()
    if [ "$#" -gt 0 ]; then
        targets=(--target "$@")
    fi
    cmake --build "$EI_BUILD" --parallel "$(ei_jobs)" "${targets[@]}" >&2 || ei_die "the build failed"
}
