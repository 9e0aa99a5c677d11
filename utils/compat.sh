#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
set -u

usage() {
    cat <<'HELP'
usage: bash utils/compat.sh [--short] [--again] [--no-table] [NAME...]

Builds and tests the module with other releases of ns-3, and writes the README's table of compatibility: one line a NAME, with
the commit of the module and the date. NAMEs (default: the first three):

    debian-12, debian-13, debian-testing   alone, against that release's packages, in a bare system of its own
                                           (utils/bare-system.sh: needs root and debootstrap)
    tree-VERSION                           in the source tree of ns-3 VERSION, as tree-3.37, by utils/ns3-tree.sh
    waf-3.35                               likewise in ns-3 3.35, which is built by waf, and the five systems in a short form
    tree-VERSION+nr-VERSION                the same with 5G-LENA's module nr, as tree-3.46.1+nr-4.1.1: its radio's TestSuites
                                           and the five systems over it, too

    --short      alone: the short form of utils/test.sh; in trees the TestSuites and the quickstart without the examples
    --again      test lines again that passed with this commit
    --no-table   leave the README alone

A line that passed is not tested again with the same commit; one that was interrupted goes on where its build was. The last
line is 'N passed, N failed', one for each NAME; the exit status is 0 when none failed, 77 when no bare system can be made.

Environment:
    NS3_DIR                       ns-3 for the trees: a tree, a folder with trees called ns-VERSION or VERSION, or a git
                                  repository with ns-3's tags, of which a copy is made. Without it: Debian's source package
    NR_DIR                        nr likewise: a folder of the module, or its git repository with its tags
    EDGE_INFERENCE_COMPAT_DIR     where systems, trees, logs and results are kept
                                  (default: ${XDG_CACHE_HOME:-~/.cache}/edge-inference/compat; some 5 GB a line)
    EDGE_INFERENCE_JOBS           parallel compilations (default: by cores and memory)
HELP
}

# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

short=0
again=0
table=1
here=0
names=()
for argument in "$@"; do
    case "$argument" in
        -h | --help)
            usage
            exit 0
            ;;
        --short) short=1 ;;
        --again) again=1 ;;
        --no-table) table=0 ;;
        --here) here=1 ;; # what runs inside of a bare system
        -*)
            ei_say "found \"$argument\", expected an option or a NAME"
            usage >&2
            exit 2
            ;;
        *)
            if ! [[ "$argument" =~ ^(debian-(12|13|testing)|waf-3\.35|tree-3\.[0-9.]+(\+nr-[0-9.]+)?)$ ]]; then
                ei_say "found \"$argument\", expected debian-12, debian-13, debian-testing, waf-3.35, tree-VERSION or tree-VERSION+nr-VERSION"
                exit 2
            fi
            names+=("$argument")
            ;;
    esac
done
[ "${#names[@]}" -gt 0 ] || names=(debian-12 debian-13 debian-testing)
form=whole
[ "$short" -eq 0 ] || form=short

# counts LOG: the numbers of the last 'N passed, N failed' in a log, or nothing.
counts() {
    sed -n 's/^\([0-9][0-9]*\) passed, \([0-9][0-9]*\) failed$/\1 \2/p' "$1" | tail -n 1
}

# What is tested, for the table: from what the quickstart wrote into the folder $1, and the compiler $2.
tell_versions() {
    awk -F'"' -v compiler="$2" '
        $2 == "ns-3" { ns3 = $4 }
        $2 == "libtorch" { torch = $4 }
        END { printf "versions|%s|%s|%s\n", ns3, torch == "" ? "none" : torch, compiler }
    ' "$1/summary.json"
}

# The same for what did not come so far: the upstream version of a package.
package_version() {
    dpkg-query -W -f '${Version}' "$1" 2>/dev/null | sed 's/[+-].*//'
}

# --- inside of a system: the module alone ---

if [ "$here" -eq 1 ]; then
    passed=0
    failed=0
    mkdir -p "$EI_BUILD" || ei_die "cannot make $EI_BUILD"
    options=()
    [ "$short" -eq 0 ] || options=(--short)
    bash "$EI_ROOT/utils/test.sh" "${options[@]}" 2>&1 | tee "$EI_BUILD/compat.log"
    read -r passed failed <<<"$(counts "$EI_BUILD/compat.log")"
    if [ -z "$failed" ]; then
        printf 'versions|%s|%s|%s\n' "$(package_version libns3-dev)" "$(package_version libtorch-dev)" \
            "$(${CXX:-c++} --version | head -n 1)"
        ei_die "utils/test.sh came to no end"
    fi
    output="$EI_BUILD/compat-quickstart"
    rm -rf "$output"
    if "$EI_BUILD/bin/edge-inference-quickstart" --episodes=2 --seeds=2 --duration=2 --policy=sac-d,edgent --quiet \
        --output="$output" && [ -s "$output/summary.json" ]; then
        passed=$((passed + 1))
        tell_versions "$output" "$(${CXX:-c++} --version | head -n 1)"
    else
        ei_say "FAILED: edge-inference-quickstart"
        failed=$((failed + 1))
    fi
    printf '%d passed, %d failed\n' "$passed" "$failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
    exit
fi

# --- outside: line by line ---

work="${EDGE_INFERENCE_COMPAT_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/edge-inference/compat}"
mkdir -p "$work/logs" || ei_die "cannot make $work"
work="$(cd "$work" && pwd -P)"
git=(git -c safe.directory='*' -C "$EI_ROOT")
commit="$("${git[@]}" rev-parse --short=7 HEAD 2>/dev/null)" || ei_die "$EI_ROOT is no git checkout: a result needs a commit"
if [ -n "$("${git[@]}" status --porcelain -- . ':!README.md' 2>/dev/null)" ]; then
    ei_die "the checkout has changes that are not committed: a result needs a commit"
fi

# field NAME KEY: what is known of a line.
field() {
    sed -n "s/^$2=//p" "$work/$1.result" 2>/dev/null
}

# What went wrong, in one short line for the table.
reason() {
    local text=""
    # A test that failed may tell of a compiler, too.
    [ -n "$(counts "$1")" ] || text="$(grep -m 1 -oE '(fatal )?error: .*' "$1")"
    [ -n "$text" ] || text="$(ei_failures "$1" | head -n 6 | paste -sd ',' | sed 's/,/, /g')"
    [ -n "$text" ] || text="$(grep -E '^\[edge-inference\] .*(failed|cannot|came to no end)' "$1" | head -n 1 |
        sed 's/^\[edge-inference\] //')"
    printf '%s' "${text:-it came to no end}" | tr '|`\n' "/' " | cut -c 1-160
}

# unpack SOURCE TAGS DIR: the first of these tags (separated by spaces) of a git repository, as a folder.
unpack() {
    local source="$1" tags="$2" place="$3" tag
    [ ! -f "$place/.unpacked" ] || return 0
    for tag in $tags; do
        if git -c safe.directory='*' -C "$source" rev-parse -q --verify "$tag^{commit}" >/dev/null; then
            rm -rf "$place.new" && mkdir -p "$place.new" "$(dirname "$place")" || return 1
            git -c safe.directory='*' -C "$source" archive "$tag" | tar -x -C "$place.new" || return 1
            touch "$place.new/.unpacked"
            rm -rf "$place" && mv "$place.new" "$place"
            return
        fi
    done
    ei_say "$source has none of: $tags"
    return 1
}

is_repository() {
    git -c safe.directory='*' -C "$1" rev-parse --git-dir >/dev/null 2>&1 && [ ! -f "$1/VERSION" ]
}

# find_tree VERSION NR: sets tree to a source tree with these, empty for Debian's source package.
find_tree() {
    local version="$1" nr="$2" candidate found=""
    tree=""
    if [ -n "${NS3_DIR:-}" ]; then
        for candidate in "$NS3_DIR" "$NS3_DIR/ns-$version" "$NS3_DIR/$version"; do
            if { [ -f "$candidate/ns3" ] || [ -f "$candidate/waf" ]; } && [ "$(head -n 1 "$candidate/VERSION" 2>/dev/null)" = "$version" ]; then
                found="$candidate"
                break
            fi
        done
        if [ -z "$found" ] && is_repository "$NS3_DIR"; then
            found="$work/trees/ns-$version${nr:+-nr-$nr}"
            unpack "$NS3_DIR" "ns-$version" "$found" || return 1
        fi
        [ -n "$found" ] || {
            ei_say "no ns-3 $version in NS3_DIR=$NS3_DIR"
            return 1
        }
        tree="$found"
    fi
    if [ -n "$nr" ] && [ ! -e "$tree/contrib/nr" ]; then
        [ -n "${NR_DIR:-}" ] && [ -n "$tree" ] || {
            ei_say "nr $nr needs NS3_DIR and NR_DIR"
            return 1
        }
        if [ -f "$NR_DIR/CMakeLists.txt" ]; then
            ln -s "$(cd "$NR_DIR" && pwd -P)" "$tree/contrib/nr"
        else
            unpack "$NR_DIR" "v$nr 5g-lena-v$nr 5g-lena-v$nr.y" "$tree/contrib/nr"
        fi
    fi
}

# test_debian NAME LOG: the module alone in a bare system.
test_debian() {
    local suite arguments=(--here)
    case "$1" in
        debian-12) suite=bookworm ;;
        debian-13) suite=trixie ;;
        *) suite=testing ;;
    esac
    [ "$short" -eq 0 ] || arguments+=(--short)
    bash "$EI_ROOT/utils/bare-system.sh" --suite "$suite" --folder "$work/$1" --keep --debs "$work/packages-$suite" -- \
        "bash utils/compat.sh ${arguments[*]}" >"$2" 2>&1
}

# test_tree NAME LOG: the module in a tree.
test_tree() {
    local version="${1#*-}" nr="" arguments=() run=(./ns3 run --no-build) radio="" program output failed=0 passed=0
    case "$version" in
        *+nr-*)
            nr="${version#*+nr-}"
            radio="--radio=nr"
            version="${version%+nr-*}"
            ;;
    esac
    find_tree "$version" "$nr" >"$2" 2>&1 || return 1
    [ "$short" -eq 0 ] || arguments+=(--short)
    bash "$EI_ROOT/utils/ns3-tree.sh" "${arguments[@]}" ${tree:+"$tree"} >>"$2" 2>&1
    [ -n "$(counts "$2")" ] || return 1
    tree="$(sed -n 's/^\[edge-inference\] ns-3 [^ ]* in //p' "$2" | tail -n 1)"
    if [ "$(head -n 1 "$tree/VERSION")" != "$version" ]; then
        ei_say "this is ns-3 $(head -n 1 "$tree/VERSION"): please name a tree of $version by NS3_DIR" >>"$2"
        return 1
    fi
    read -r passed failed <<<"$(counts "$2")"
    output="$(mktemp -d)"
    # ns-3's scripts refuse to run when USER is root.
    [ -f "$tree/ns3" ] || run=(./waf --run-no-build)
    (cd "$tree" && USER="$([ "$(id -u)" -eq 0 ] || id -un)" "${run[@]}" \
        "edge-inference-quickstart --seeds=1 --duration=1 --policy=edgent --quiet --output=$output") >>"$2" 2>&1
    tell_versions "$output" "$(${CXX:-c++} --version | head -n 1)" >>"$2"
    if [ -n "$nr" ] || [ "$1" = waf-3.35 ]; then
        for program in "sac-d-co-inference --policy=sac-d,edgent" "grle-early-exit --policy=grle,greedy" \
            "multi-exit-streams --policy=dp,greedy" "ddpg-iiot --policy=ddpg,greedy" "dppo-mobility --policy=dppo,lru-greedy" \
            "edge-inference-wu-iiot --policy=ddpg,drift-plus-penalty"; do
            rm -rf "$output"
            if (cd "$tree" && USER="$([ "$(id -u)" -eq 0 ] || id -un)" "${run[@]}" \
                "$program $radio --episodes=1 --seeds=1 --duration=0.5 --quiet --output=$output") >>"$2" 2>&1 &&
                [ -s "$output/summary.json" ]; then
                passed=$((passed + 1))
            else
                ei_say "FAILED: $program $radio" >>"$2"
                failed=$((failed + 1))
            fi
        done
    fi
    rm -rf "$output"
    printf '%d passed, %d failed\n' "$passed" "$failed" >>"$2"
    [ "$failed" -eq 0 ]
}

# write_table: replaces the lines of the README that results are known of, and keeps the others.
write_table() {
    local readme="$EI_ROOT/README.md" rows name torch how result
    grep -q '^<!-- compatibility-table -->$' "$readme" || ei_die "$readme has no marker of the table"
    rows="$(sed -n '/^<!-- compatibility-table -->$/,/^<!-- \/compatibility-table -->$/p' "$readme" |
        grep -E '^\| (debian|tree|waf)-' || true)"
    for name in "${names[@]}"; do
        [ -f "$work/$name.result" ] || continue
        torch="$(field "$name" torch)"
        case "$name" in
            debian-*) how="alone" ;;
            waf-*) how="in a tree, by waf" ;;
            *) how="in a tree" ;;
        esac
        result="$(field "$name" passed) passed"
        [ "$(field "$name" failed)" = 0 ] || result="**$(field "$name" failed) failed**, $result: $(field "$name" message)"
        [ "$(field "$name" form)" = whole ] || result="short form: $result"
        rows="$(printf '%s\n' "$rows" | grep -vF "| $name |")"
        rows+="$(printf '\n| %s | %s | %s | %s | %s | %s | %s | %s |' "$name" "$(field "$name" ns3)" "$torch" \
            "$(field "$name" compiler)" "$how" "$result" "$(field "$name" commit)" "$(field "$name" date)")"
    done
    {
        sed '/^<!-- compatibility-table -->$/q' "$readme"
        printf '| Name | ns-3 | LibTorch | Compiler | How | Result | Commit | Date |\n|---|---|---|---|---|---|---|---|\n'
        printf '%s\n' "$rows" | sed '/^$/d' | LC_ALL=C sort -t '|' -k 2,2V
        sed -n '/^<!-- \/compatibility-table -->$/,$p' "$readme"
    } >"$readme.new" && cat "$readme.new" >"$readme"
    rm -f "$readme.new"
}

passed=0
failed=0
no_system=0
for name in "${names[@]}"; do
    if [ "$again" -eq 0 ] && [ "$(field "$name" commit)" = "$commit" ] && [ "$(field "$name" failed)" = 0 ] &&
        { [ "$(field "$name" form)" = "$form" ] || [ "$(field "$name" form)" = whole ]; }; then
        ei_say "$name: passed with commit $commit before ($(field "$name" form))"
        passed=$((passed + 1))
        [ "$table" -eq 0 ] || write_table
        continue
    fi
    log="$work/logs/$name.txt"
    begin=$(date +%s)
    ei_say "$name: building and testing ($form), log in $log"
    if [ "${name#debian-}" != "$name" ]; then
        test_debian "$name" "$log"
    else
        test_tree "$name" "$log"
    fi
    status=$?
    if [ "$status" -eq 77 ]; then
        grep '^\[edge-inference\]' "$log" | tail -n 2 >&2
        ei_say "$name: not tested, no bare system can be made here"
        no_system=1
        continue
    fi
    read -r good bad <<<"$(counts "$log")"
    IFS='|' read -r _ ns3 torch compiler <<<"$(grep '^versions|' "$log" | tail -n 1)"
    message=""
    if [ "$status" -ne 0 ] || [ -z "${bad:-}" ] || [ "${bad:-1}" -ne 0 ]; then
        message="$(reason "$log")"
        if [ -z "${bad:-}" ] || [ "$bad" -eq 0 ]; then
            bad=1
        fi
    fi
    # A line that did not come so far keeps the versions that it had.
    : "${ns3:=$(field "$name" ns3)}" "${torch:=$(field "$name" torch)}" "${compiler:=$(field "$name" compiler)}"
    compiler="$(printf '%s' "$compiler" | sed -E 's/^([^ ]+) \([^)]*\) /\1 /; s/^(c\+\+|g\+\+)[^ ]* /g++ /; s/ \(.*//')"
    printf 'name=%s\nns3=%s\ntorch=%s\ncompiler=%s\nform=%s\npassed=%s\nfailed=%s\nmessage=%s\ncommit=%s\ndate=%s\n' \
        "$name" "$ns3" "$torch" "$compiler" "$form" "${good:-0}" "$bad" "$message" "$commit" "$(date -u +%F)" \
        >"$work/$name.result.new" && mv "$work/$name.result.new" "$work/$name.result"
    if [ "$bad" -eq 0 ]; then
        passed=$((passed + 1))
        ei_say "$name: ${good:-0} passed, after $(($(date +%s) - begin)) s"
    else
        failed=$((failed + 1))
        tail -n 40 "$log" >&2
        ei_say "$name: FAILED ($message), after $(($(date +%s) - begin)) s"
    fi
    [ "$table" -eq 0 ] || write_table
done

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] || exit 1
[ "$no_system" -eq 0 ] || exit 77
[ "$passed" -gt 0 ]
