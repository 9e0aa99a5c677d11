#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: study.sh SOURCE-FOLDER BUILD-FOLDER
#
# Every study of utils/study/ in its short form: all tables and plots that it lists are written and hold what it lists; a second
# start runs nothing and writes the same bytes; a study that is killed goes on; mistakes in a study are told.
set -u
source=$(cd "$1" && pwd -P)
build=$(cd "$2" && pwd -P)
# shellcheck source=common.bash
. "$source/test/end-to-end/common.bash"
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
# Ranks of Open MPI that wait for others leave the core to them.
export OMPI_MCA_mpi_yield_when_idle=1

# Intervals over trainings and seeds are those of the tables of experiments: test/helper/report/hierarchical-bootstrap-test.cc.
python3 - "$source/utils/study" << 'CHECK' || fail "intervals of study tables"
import sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
from results import hierarchical, ratio
from study import merge

if merge(["--set=/a=1", "--x=1"], ["--set=/b/-=1", "--set=/a=2", "--set=/b/-=2", "--x=2"]) != ["--set=/a=2", "--x=2", "--set=/b/-=1", "--set=/b/-=2"]:
    sys.exit("arguments that append took each other's place")
learner, rule = [[1, 2, 4, 3], [2, 2, 5, 3], [3, 1, 6, 5]], [[1, 1, 2, 2]]
found = [hierarchical([learner], lambda means: means[0])[1],
         hierarchical([learner, rule], lambda means: means[0] - means[1])[1], ratio(learner, rule)[1]]
with_hole = ratio([row + [None] for row in learner], [rule[0] + [3]])
print(found, with_hole)
sys.exit(any(abs(a - b) > 1e-3 for a, b in zip(found, (2.2912, 1.6394, 0.7764))) or with_hole != ratio(learner, rule))
CHECK

study()
{
    bash "$source/utils/study.sh" --short --jobs=2 "--build=$build" "$@"
}

# What the configuration found: "yes", "off" by -DEDGE_INFERENCE_MPI=OFF, or the package that is missing.
ranks="$(sed -n 's/^EDGE_INFERENCE_RANKS:INTERNAL=//p' "$build/CMakeCache.txt")"
if "$build/bin/edge-inference-run" --policy=nobody 2>&1 | grep -q 'among.* sac-d '; then # built with LibTorch
    systems=()
    for file in "$source"/utils/study/*.json; do
        if [ "$ranks" = yes ] || ! grep -q '"ranks"' "$file"; then
            systems+=("$(basename "$file" .json)")
        elif [ "$ranks" = off ]; then
            echo "$(basename "$file"): not run, this build has no ranks by option"
        else
            fail "$(basename "$file"): $ranks"
        fi
    done
    study --output=whole "${systems[@]}" 2> stderr || fail "a study failed: $(cat stderr)"
    cat stderr
    ran=$(grep ' took ' stderr | grep -vc 'all runs took')
    left_out=$(sed -n 's/.* \([a-z0-9-]*: [^ ]*\) is left out: this build has no ns3::.*/\1/p' stderr)
    LEFT_OUT=$left_out python3 - "$source/utils/study" whole "${systems[@]}" << 'CHECK' || fail "tables or plots are not what the studies list"
import json, os, sys, xml.dom.minidom

bad = 0
left_out = os.environ["LEFT_OUT"].splitlines()
for system in sys.argv[3:]:
    study = json.load(open(f"{sys.argv[1]}/{system}.json"))
    for table in [{"name": "runs"}, *study.get("tables", [])]:
        name = f"{sys.argv[2]}/doc/results/{system}-{table['name']}.rst"
        if any(f"{system}: {run}" in left_out for run in (*table.get("runs", []), table.get("run"))):
            if os.path.exists(name):
                print(f"{name}: of a run that was left out")
                bad = 1
            continue
        text = open(name).read()
        rulers = [i for i, line in enumerate(text.splitlines()) if line.strip().startswith("==")]
        if len(rulers) != 3 or rulers[2] - rulers[1] < 2:
            print(f"{name}: no rows")
            bad = 1
    for plot in study.get("plots", []):
        name = f"{sys.argv[2]}/doc/figures/{system}-{plot['name']}.svg"
        svg = xml.dom.minidom.parse(name)
        groups = [group for group in svg.getElementsByTagName("g") if group.getElementsByTagName("title")]
        marks = sum(len(group.getElementsByTagName(tag)) for group in groups for tag in ("circle", "rect", "path"))
        if marks < 1 or len(svg.getElementsByTagName("text")) < 4 or "nan" in svg.toxml():
            print(f"{name}: {marks} marks")
            bad = 1
sys.exit(bad)
CHECK
    cp -r whole/doc before
    # kept: the files of all runs, each with what changes when it is written again.
    kept()
    {
        find whole -mindepth 2 -type f ! -path 'whole/doc/*' ! -name study.json -printf '%P %i %T@\n' | sort
    }
    kept > kept.before
    study --output=whole "${systems[@]}" 2> stderr || fail "the second start failed: $(cat stderr)"
    grep -v 'all runs took' stderr | grep ' took ' && fail "the second start ran something"
    [ "$(grep -c ' is there already' stderr)" -eq "$ran" ] || fail "not all of $ran runs were there already: $(cat stderr)"
    kept | diff kept.before - || fail "the second start touched files of the runs"
    diff -r before whole/doc || fail "the second start wrote other bytes"

    # Killed in its first run, which must not go on without it; then complete, with the same bytes but for the times.
    run_has_begun()
    {
        [ -s killed/quickstart/wifi/unfinished/key ]
    }

    hit=0
    for try in $(seq 20); do
        # (not the function: its process would stand between this one and Python)
        begin_group bash "$source/utils/study.sh" --short --jobs=2 "--build=$build" --output=killed quickstart
        wait_until event_or_end run_has_begun || fail "the first run does not begin: $(cat group.stderr)"
        # Python, without which its run ends; then the shell.
        for child in $(children_of "$group"); do
            kill -KILL "$child" 2> /dev/null
        done
        kill_on true
        if [ ! -e killed/quickstart/wifi/summary.json ]; then
            hit=1
            break
        fi
        echo "try $try: the first run was quicker, or went on: once more"
        rm -rf killed
    done
    [ "$hit" -eq 1 ] || fail "the run went on after its study was killed: $(cat group.stderr)"
    [ -e killed/doc ] && fail "the killed study was complete"
    study --output=killed quickstart 2> stderr || fail "the killed study did not go on: $(cat stderr)"
    for file in before/results/quickstart-*.rst before/figures/quickstart-*.svg; do
        [ "$file" = before/results/quickstart-runs.rst ] || cmp "$file" "killed/doc/${file#before/}" || fail "$file has other bytes"
    done
fi

# Programs that print a CSV file: table and plot by hand, arguments that take the place of others, a failure that is told.
mkdir -p copy/utils fake/bin && ln -s "$build/bin/edge-inference-figures" fake/bin && cp -r "$source/utils/study" "$source/utils/study.sh" "$source/utils/lib.sh" copy/utils
cat > fake/bin/prints << 'PROGRAM'
#!/bin/sh
echo "$@" > arguments
[ "$1" = --fail ] && { echo broken >&2; exit 3; }
printf 'n,seconds,who\n1,0.001,a\n2,0.0025,a\n1,0.5,b\n'
PROGRAM
chmod +x fake/bin/prints
cat > copy/utils/study/prints.json << 'STUDY'
{"runs": [{"name": "a", "kind": "csv", "program": "prints", "arguments": ["--x=1", "--set=/a=1", "--set=/b=2"], "short": ["--set=/a=3", "--y"]}],
 "tables": [{"name": "t", "kind": "csv", "run": "a", "columns": ["who", {"column": "seconds", "title": "ms", "scale": 1000, "digits": 1}]}],
 "plots": [{"name": "p", "kind": "csv", "run": "a", "x": "n", "y": "seconds", "series": "who", "xlabel": "N", "ylabel": "s"}]}
STUDY
# A page takes the table between its marks; what stood there goes, what stands around stays.
mkdir -p csv/doc
printf 'Before\n\n.. results: prints-t\n\nold\n\n.. end of results\n\nAfter\n\n.. results: other\n\n.. end of results\n' > csv/doc/page.rst
bash copy/utils/study.sh --short --build=fake --output=csv prints 2> stderr || fail "the CSV study: $(cat stderr)"
[ "$(cat csv/prints/a/arguments)" = "--x=1 --set=/a=3 --set=/b=2 --y" ] || fail "arguments: $(cat csv/prints/a/arguments)"
for row in '^a *1.0$' '^a *2.5$' '^b *500.0$'; do
    grep -q "$row" csv/doc/results/prints-t.rst || fail "no row $row in $(cat csv/doc/results/prints-t.rst)"
done
[ "$(sed -n '1,3p' csv/doc/page.rst)" = "$(printf 'Before\n\n.. results: prints-t')" ] || fail "the page begins: $(cat csv/doc/page.rst)"
diff <(sed -n '/results: prints-t$/,/end of results/p' csv/doc/page.rst | sed '1,2d' | head -n -2) \
    <(sed -n '/^=/,$p' csv/doc/results/prints-t.rst) || fail "the page has not the table"
[ "$(sed -n '/^After/,$p' csv/doc/page.rst)" = "$(printf 'After\n\n.. results: other\n\n.. end of results')" ] || fail "the page ends otherwise"
pages="$source/utils/study/pages.py"
PYTHONDONTWRITEBYTECODE=1 python3 "$pages" csv/doc --check > stdout && fail "a page takes a table that is not there, and nobody says so"
[ "$(cat stdout)" = "$(printf '%s\n' 'page.rst: takes results/other.rst, which is not there' 'results/prints-runs.rst: no page takes it')" ] ||
    fail "pages: $(cat stdout)"
sed -i 's/2.5$/2.6/; s/^.. results: other/.. results: prints-runs/' csv/doc/page.rst
PYTHONDONTWRITEBYTECODE=1 python3 "$pages" csv/doc --check > stdout && fail "a page differs from its tables, and nobody says so"
grep -q '^page.rst: a table is not the one in results/' stdout || fail "pages: $(cat stdout)"
PYTHONDONTWRITEBYTECODE=1 python3 "$pages" csv/doc > stdout && PYTHONDONTWRITEBYTECODE=1 python3 "$pages" csv/doc --check || fail "pages: $(cat stdout)"
sed -i '0,/^.. end of results/{/^.. end of results/d}' csv/doc/page.rst
PYTHONDONTWRITEBYTECODE=1 python3 "$pages" csv/doc --check > stdout && fail "a mark is missing, and nobody says so"
# Two points of a, which a line joins, and one of b.
python3 - csv/doc/figures/prints-p.svg << 'CHECK' || fail "the plot has not two points of a, joined, and one of b"
import sys, xml.dom.minidom
svg = xml.dom.minidom.parse(sys.argv[1])
groups = [group for group in svg.getElementsByTagName("g") if group.getElementsByTagName("title")]
found = [(len(group.getElementsByTagName("circle")) + len(group.getElementsByTagName("rect")),
          group.getElementsByTagName("path")[0].getAttribute("d").count("L")) for group in groups]
sys.exit(found != [(2, 1), (1, 0)])
CHECK
sed -i 's/"--y"/"--y"], "arguments": ["--fail"/; s/"arguments": \["--x=1", "--set=.a=1", "--set=.b=2"\], //' copy/utils/study/prints.json
bash copy/utils/study.sh --short --build=fake --output=csv prints 2> stderr
[ "$?" -eq 1 ] && grep -q 'FAILED with status 3: broken' stderr || fail "a failure: $(cat stderr)"

# Rows that are chosen, and a panel for each value of a column.
cat > copy/utils/study/parts.json << 'STUDY'
{"runs": [{"name": "a", "kind": "csv", "program": "prints"}],
 "tables": [{"name": "one", "kind": "csv", "run": "a", "where": {"who": "a"}, "columns": ["n", "who"]},
            {"name": "some", "kind": "csv", "run": "a", "where": {"who": ["a", "b"], "n": 1}, "columns": ["n", "who"]}],
 "plots": [{"name": "p", "kind": "csv", "run": "a", "where": {"n": 1}, "x": "n", "y": "seconds", "panel": "who"}]}
STUDY
bash copy/utils/study.sh --short --build=fake --output=parts parts 2> stderr || fail "the study of parts: $(cat stderr)"
[ "$(grep -cE '^ *[12] +[ab]$' parts/doc/results/parts-one.rst)" -eq 2 ] || fail "rows of a: $(cat parts/doc/results/parts-one.rst)"
[ "$(grep -E '^ *[12] +[ab]$' parts/doc/results/parts-some.rst | tr -s ' ' | tr '\n' ' ')" = "1 a 1 b " ] ||
    fail "rows with n = 1: $(cat parts/doc/results/parts-some.rst)"
for name in a b; do
    grep -q ">$name</text>" parts/doc/figures/parts-p.svg || fail "the plot has no panel $name"
done
sed -i 's/"n": 1}, "x"/"n": 7}, "x"/' copy/utils/study/parts.json
bash copy/utils/study.sh --short --tables --build=fake --output=parts parts 2> stderr
[ "$?" -ne 0 ] && grep -q "no row has {'n': 7}" stderr || fail "no row is left: $(cat stderr)"

# A run that fails takes its own tables with it only; --tables writes the same and runs nothing.
cat > copy/utils/study/partial.json << 'STUDY'
{"runs": [{"name": "bad", "kind": "csv", "program": "prints", "arguments": ["--fail"]}, {"name": "good", "kind": "csv", "program": "prints"}],
 "tables": [{"name": "x", "kind": "csv", "run": "bad"}, {"name": "y", "kind": "csv", "run": "good"}, {"name": "z", "kind": "csv", "runs": ["good", "bad"]}]}
STUDY
for options in "" --tables; do
    rm -rf partial/doc partial/partial/*/arguments
    # shellcheck disable=SC2086
    bash copy/utils/study.sh --short $options --build=fake --output=partial partial 2> stderr
    [ "$?" -eq 1 ] || fail "a missing run is no failure: $(cat stderr)"
    [ "$(ls partial/doc/results)" = "$(printf 'partial-runs.rst\npartial-y.rst')" ] || fail "partial: $(ls partial/doc/results)"
    grep -q 'tables not written, because runs are missing: x, z' stderr || fail "partial: $(cat stderr)"
done
[ -e partial/partial/bad/arguments ] && fail "--tables ran something"

# A run that the build has no class for is left out, and is no failure.
cat > fake/bin/lacks << 'PROGRAM'
#!/bin/sh
[ "$1" = --PrintAttributes=ns3::Radio ] && exit 2
printf 'n\n1\n'
PROGRAM
chmod +x fake/bin/lacks
cat > copy/utils/study/lacks.json << 'STUDY'
{"runs": [{"name": "a", "kind": "csv", "program": "lacks", "needs": "ns3::Radio"}, {"name": "b", "kind": "csv", "program": "lacks", "needs": "ns3::Object"}],
 "tables": [{"name": "x", "kind": "csv", "run": "a"}, {"name": "y", "kind": "csv", "run": "b"}]}
STUDY
bash copy/utils/study.sh --short --build=fake --output=lacks lacks 2> stderr || fail "a run that is left out: $(cat stderr)"
grep -q 'lacks: a is left out: this build has no ns3::Radio' stderr || fail "a run that is left out: $(cat stderr)"
[ "$(ls lacks/doc/results)" = "$(printf 'lacks-runs.rst\nlacks-y.rst')" ] || fail "lacks: $(ls lacks/doc/results)"

# Tables of a summary whose figures a hand computes: t = 4.303 with 2 degrees of freedom, 12.706 with 1.
cat > fake/bin/summarises << 'PROGRAM'
#!/usr/bin/env python3
import json, os, sys
output = next(a[9:] for a in sys.argv if a.startswith("--output="))
def of(mean, ci95, values, **more):
    return {"reward": {"mean": mean, "ci95": ci95, "values": values, **more}}
policies = {"a": of(3, 0.5, [2, 3, 4], trainings={"ci95": 0.25, "means": [2, 4]}), "b": of(1.5, 0, [1, 1.5, 2]), "c": of(None, None, [None] * 3), "d": of(9, 0.1, [9, 9, 9], atLeast=True), "e": of(1, 0.1, [1, 1, 1], countsLost=True)}
metrics = {"reward": {"title": "Reward", "unit": "", "scale": 1, "digits": 3, "best": "most", "range": [None, None]}}
json.dump({"metrics": metrics, "policies": policies}, open(os.path.join(output, "summary.json"), "w"))
PROGRAM
chmod +x fake/bin/summarises
cat > copy/utils/study/summarises.json << 'STUDY'
{"runs": [{"name": "a", "program": "summarises"}],
 "tables": [{"name": "p", "kind": "policies", "run": "a", "metrics": ["reward"], "differences": ["reward"]},
            {"name": "r", "kind": "ratio", "run": "a", "metric": "reward", "pairs": [["a", "b"], ["b", "c"]]}],
 "plots": [{"name": "p", "kind": "policies", "run": "a", "metric": "reward"}]}
STUDY
bash copy/utils/study.sh --short --build=fake --output=sums summarises 2> stderr || fail "the summary's study: $(cat stderr)"
# Differences -1, -1.5, -2: mean -1.5, s = 0.5.
for row in '^   a  *\*\*3.000 +- 0.500 (0.250)\*\*  *--$' '^   b  *1.500 +- 0.000  *-1.500 +- 1.242$' '^   c  *--  *--$' '^   d  *>= 9.000 +- 0.100  *--$' '^   e  *~1.000 +- 0.100 ' '~: tasks without an answer'; do
    grep -q "$row" sums/doc/results/summarises-p.rst || fail "no row $row in $(cat sums/doc/results/summarises-p.rst)"
done
grep -q '^   all  *2.000 +- 0.000  *--$' sums/doc/results/summarises-r.rst || fail "ratio: $(cat sums/doc/results/summarises-r.rst)"
[ "$(grep -o 'class="m' sums/doc/figures/summarises-p.svg | wc -l)" -eq 4 ] || fail "the plot has not four points"
(cd "$source/utils/study" && PYTHONDONTWRITEBYTECODE=1 python3 -c '
import gzip, tempfile
from results import interval, number, ratio, read_csv, student
assert abs(interval([1, 2, 4.5])[1] - 4.303 * (3.25 / 3) ** 0.5) < 1e-9 and interval([7])[1] is None
assert abs(student(1) - 12.706) < 1e-9 and abs(student(40) - 2.0211) < 2e-4 and abs(student(120) - 1.9799) < 2e-4
# 2/1 and 4/3: r = 6/4, residuals 0.5/2 and -0.5/2, t = 12.706
assert abs(ratio([[2, 4]], [[1, 3]])[0] - 1.5) < 1e-12 and abs(ratio([[2, 4]], [[1, 3]])[1] - 12.706 * 0.25) < 1e-9
with tempfile.TemporaryDirectory() as folder:
    with gzip.open(f"{folder}/t.csv.gz", "wt") as file:
        file.write("a,b\n\"1,2\",3\n")
    assert read_csv(f"{folder}/t.csv")[1] == [{"a": "1,2", "b": "3"}]
assert [number(text) for text in ("5ms", "\"0.5s\"", 3, "x", True, "1e3")] == [5, 0.5, 3, None, None, 1000]
') || fail "arithmetic"

# Mistakes: status 2 and one line that names the place.
refused()
{
    local status=0
    printf '%s' "$1" > copy/utils/study/wrong.json
    bash copy/utils/study.sh --short "--build=$build" --output=refused wrong 2> stderr || status=$?
    if [ "$status" -ne 2 ] || [ "$(wc -l < stderr)" -ne 1 ] || ! grep -qF "$2" stderr; then
        fail "$1: status $status, $(head -c 400 stderr)"
    fi
}
run='"runs": [{"name": "a", "program": "edge-inference-run"}]'
refused '{' 'no JSON'
refused '[]' 'expected an object'
refused '{}' '/runs'
refused "{$run, \"run\": 1}" '/run: found an unknown key'
refused '{"runs": [{"name": "a"}]}' '/runs/0: found no program'
refused '{"runs": [{"name": "a/b", "program": "p"}]}' '/runs/0/name'
refused '{"runs": [{"name": "a", "program": "no-such"}]}' 'found no program no-such'
refused '{"runs": [{"name": "a", "program": "p", "arguments": "x"}]}' '/runs/0/arguments'
refused "{$run, \"tables\": [{\"name\": \"t\", \"kind\": \"pie\"}]}" '/tables/0/kind: found "pie"'
refused "{$run, \"tables\": [{\"name\": \"t\", \"kind\": \"sweep\", \"run\": \"a\"}]}" '/tables/0: found no metric'
refused "{$run, \"plots\": [{\"name\": \"t\", \"kind\": \"policies\", \"run\": \"b\", \"metric\": \"reward\"}]}" '/plots/0/runs: found "b"'
bash copy/utils/study.sh --short "--build=$build" --output=refused nobody 2> stderr
[ "$?" -eq 2 ] || fail "a study that is not there: $(cat stderr)"
bash "$source/utils/study.sh" --nothing 2> stderr
[ "$?" -eq 2 ] || fail "an unknown option: $(cat stderr)"
exit "$failed"
