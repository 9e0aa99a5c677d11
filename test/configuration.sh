#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: configuration.sh SOURCE-FOLDER BUILD-FOLDER
#
# A build folder is configured again when what it was made with has changed, and only then; and a suite whose tests could not be
# built fails with the name of the package.
set -u
source="$(cd "$1" && pwd -P)"
scratch="$(mktemp -d)" || exit 1
trap 'rm -rf "$scratch"' EXIT
failed=0

fail() {
    printf 'FAILED: %s\n' "$*"
    failed=1
}

# A project of one file that writes down what it found each time it is configured, and one GoogleTest program without a case.
project="$scratch/a project"
mkdir -p "$project/utils" "$scratch/bin" "$scratch/prefix"
cp "$source/utils/lib.sh" "$source/utils/test.sh" "$project/utils"
cat >"$project/CMakeLists.txt" <<'CMAKE'
cmake_minimum_required(VERSION 3.21)
project(tiny LANGUAGES NONE)
find_package(ns3fake CONFIG QUIET)
find_program(A_PROGRAM edge-inference-no-such-program)
set(AN_OPTION default CACHE STRING "an option")
file(APPEND "${CMAKE_BINARY_DIR}/configured" "package ${ns3fake_FOUND} option ${AN_OPTION} type ${CMAKE_BUILD_TYPE}\n")
enable_testing()
add_test(NAME gtest:unit COMMAND ${CMAKE_COMMAND} -E echo "[==========] 0 tests ran.")
CMAKE
cat >"$scratch/bin/dpkg-query" <<'QUERY'
#!/bin/sh
for package; do :; done
[ "$package" = libgtest-dev ] && printf 'installed %s' "$(cat "${0%/*}/version")"
QUERY
chmod +x "$scratch/bin/dpkg-query"
printf '1.0' >"$scratch/bin/version"
export PATH="$scratch/bin:$PATH" EDGE_INFERENCE_BUILD="$scratch/build" EDGE_INFERENCE_SKIP_INSTALL=1
export CMAKE_PREFIX_PATH="$scratch/prefix"
unset CMAKE_BUILD_TYPE CMAKE_GENERATOR EDGE_INFERENCE_CMAKE
generator=() # (without make, CMake's own choice cannot be had)
! command -v ninja >/dev/null || generator=(-G Ninja)

# configure WHEN COUNT TEXT: configures and builds as the scripts do; afterwards the project was configured COUNT times in all, the
# last time as TEXT says.
configure() {
    local count
    bash -c '. "$1/utils/lib.sh" && ei_configure && ei_build' - "$project" >"$scratch/log" 2>&1 || fail "$1: $(cat "$scratch/log")"
    count="$(wc -l <"$EDGE_INFERENCE_BUILD/configured")"
    [ "$count" -eq "$2" ] || fail "$1: configured $count times, expected $2"
    [ "$(tail -n 1 "$EDGE_INFERENCE_BUILD/configured")" = "$3" ] || fail "$1: $(tail -n 1 "$EDGE_INFERENCE_BUILD/configured")"
}

cmake -S "$project" -B "$EDGE_INFERENCE_BUILD" "${generator[@]}" >"$scratch/log" 2>&1 || fail "$(cat "$scratch/log")"
configure "a cache made by hand" 2 "package 0 option default type "
grep -q '^ns3fake_DIR:PATH=ns3fake_DIR-NOTFOUND' "$EDGE_INFERENCE_BUILD/CMakeCache.txt" || fail "a package was found where there is none"
configure "nothing has changed" 2 "package 0 option default type "
mkdir -p "$scratch/prefix/lib/cmake/ns3fake"
printf 'set(ns3fake_FOUND 1)\n' >"$scratch/prefix/lib/cmake/ns3fake/ns3fakeConfig.cmake"
configure "a package appears" 3 "package 1 option default type "
grep -q 'folder .*prefix/lib/cmake/ns3fake' "$scratch/log" || fail "it does not say what has changed: $(cat "$scratch/log")"
configure "and stays" 3 "package 1 option default type "
printf '2.0' >"$scratch/bin/version"
configure "a package has another version" 4 "package 1 option default type "
cmake -DAN_OPTION=other "$EDGE_INFERENCE_BUILD" >"$scratch/log" 2>&1 || fail "$(cat "$scratch/log")"
configure "an option was given by hand" 6 "package 1 option other type "
CMAKE_BUILD_TYPE=Debug configure "the environment has changed" 7 "package 1 option other type Debug"
configure "and changes back" 8 "package 1 option other type "
EDGE_INFERENCE_CMAKE="-DCMAKE_BUILD_TYPE=Release -DAN_OPTION:STRING=third" configure "options are given" 9 "package 1 option third type Release"
configure "and taken back" 10 "package 1 option default type "
rm -r "$scratch/prefix/lib"
configure "a package goes" 11 "package 0 option default type "
printf '\n# changed\n' >>"$project/CMakeLists.txt"
configure "a CMake file has changed" 12 "package 0 option default type "
configure "which is no other configuration" 12 "package 0 option default type "
sed -i 's/^A_PROGRAM:FILEPATH=.*/A_PROGRAM:FILEPATH=\/no\/such\/file/' "$EDGE_INFERENCE_BUILD/CMakeCache.txt"
configure "the cache names a file that is gone" 13 "package 0 option default type "
grep -q '/no/such/file' "$EDGE_INFERENCE_BUILD/CMakeCache.txt" && fail "the file that is gone is still in the cache"
grep -q '^//' "$EDGE_INFERENCE_BUILD/CMakeCache.txt" || fail "the cache has lost its help texts"

# A GoogleTest program that ran no case is no success.
counted="$(bash "$project/utils/test.sh" 2>"$scratch/log")" && fail "test.sh ended with status 0 without a test case"
[ "$counted" = "0 passed, 1 failed" ] || fail "test.sh counted: $counted ($(tail -n 3 "$scratch/log"))"

# This project without GoogleTest and MPI: the tests that are missing fail, each with its package.
unset EDGE_INFERENCE_BUILD CMAKE_PREFIX_PATH
cmake -S "$source" -B "$scratch/bare" "${generator[@]}" -DCMAKE_DISABLE_FIND_PACKAGE_GTest=ON -DCMAKE_DISABLE_FIND_PACKAGE_MPI=ON \
    >"$scratch/log" 2>&1 || fail "the configuration: $(cat "$scratch/log")"
grep -q 'tests are incomplete' "$scratch/log" || fail "the configuration does not tell that tests are missing"
missing=(gtest:unit)
if grep -q '^EDGE_INFERENCE_RANKS:' "$scratch/bare/CMakeCache.txt"; then # with LibTorch
    missing+=(edge-inference-learning-tests edge-inference-learning-mpi)
fi
for name in "${missing[@]}"; do
    (cd "$scratch/bare" && ctest -R "^$name\$" --output-on-failure) >"$scratch/log" 2>&1 && fail "$name passed without its package"
    grep -Eq 'Debian: lib(gtest|openmpi)-dev' "$scratch/log" || fail "$name does not name its package: $(cat "$scratch/log")"
done

# The folder of nr: one that is none, one of a release that does not fit, and one that does (of one file, for nothing is compiled).
nr() {
    cmake -S "$source" -B "$scratch/bare" -DEDGE_INFERENCE_NR_DIR="$scratch/nr folder" >"$scratch/log" 2>&1
}
mkdir -p "$scratch/nr folder/helper" "$scratch/nr folder/model"
nr && fail "a folder without nr is configured"
tr -s ' \n' ' ' <"$scratch/log" | grep -q 'nr folder, expected the folder of 5G-LENA' || fail "a folder without nr: $(cat "$scratch/log")"
echo 'build_lib(LIBNAME nr SOURCE_FILES helper/nr-helper.cc HEADER_FILES helper/nr-helper.h LIBRARIES_TO_LINK ${liblte} TEST_SOURCES none.cc)' \
    >"$scratch/nr folder/CMakeLists.txt"
touch "$scratch/nr folder/helper/nr-helper.h" "$scratch/nr folder/helper/nr-helper.cc" "$scratch/nr folder/model/nr-qos-flow.h"
nr || fail "nr of another release: $(cat "$scratch/log")"
grep -q 'newer than 4.1.1' "$scratch/log" || fail "nr of another release is taken, or left in silence: $(cat "$scratch/log")"
rm "$scratch/nr folder/model/nr-qos-flow.h"
nr || fail "nr: $(cat "$scratch/log")"
grep -q 'the NR radio is built' "$scratch/log" || fail "nr is not taken: $(cat "$scratch/log")"
[ -f "$scratch/bare/include/ns3/nr-helper.h" ] || fail "nr's header is not ns3/nr-helper.h"

# The README's list for plain CMake is the scripts' own.
# shellcheck disable=SC2016
listed="$(tr '\n' ' ' <"$source/README.md" | sed -n 's/.*installed ns-3 (Debian: `\([^`]*\)`.*/\1/p' | tr -s ' ' '\n' | sort)"
# shellcheck disable=SC1091,SC2086
wanted="$(. "$source/utils/lib.sh" && printf '%s\n' $EI_PACKAGES | sort)"
[ "$listed" = "$wanted" ] || fail "packages in README.md (<) and utils/lib.sh (>): $(diff <(echo "$listed") <(echo "$wanted"))"
exit $failed
