#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Runs the experiments of studies and makes their tables and plots; utils/study.sh calls it.

doc/experiments.rst describes the format of utils/study/SYSTEM.json.
"""

import argparse
import ctypes
import fcntl
import functools
import hashlib
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time

import figures
import pages
import tables
from results import Metric, StudyError, all_policies, read_cells, read_json

DRAWS = "edge-inference-figures"  # the program that draws

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))

TEXT, LIST, NUMBER, OBJECT, BOOLEAN = str, list, (int, float), dict, bool
ITEMS = {
    "": {"title": TEXT, "arguments": LIST, "short": LIST, "runs": LIST, "tables": LIST, "plots": LIST, "metrics": OBJECT},
    "runs": {"name": TEXT, "label": TEXT, "program": TEXT, "arguments": LIST, "short": LIST, "kind": TEXT, "file": TEXT,
             "ranks": NUMBER, "needs": TEXT},
    "tables": {"name": TEXT, "kind": TEXT, "caption": TEXT, "runs": LIST, "run": TEXT, "metric": TEXT, "metrics": LIST,
               "differences": LIST, "requires": OBJECT, "policies": LIST, "where": OBJECT, "titles": OBJECT, "pairs": LIST, "columns": LIST,
               "file": TEXT, "digits": NUMBER},
    "plots": {"name": TEXT, "kind": TEXT, "caption": TEXT, "title": TEXT, "runs": LIST, "run": TEXT, "metric": TEXT,
              "policies": LIST, "where": OBJECT, "titles": OBJECT, "x": TEXT, "y": (str, list), "series": TEXT, "error": TEXT,
              "xlabel": TEXT, "ylabel": TEXT, "logx": BOOLEAN, "logy": BOOLEAN, "scale": NUMBER, "window": NUMBER,
              "yrange": LIST, "file": TEXT, "panel": TEXT},
}
NEEDED = {
    ("runs", ""): ("name", "program"),
    ("tables", "policies"): ("metrics",), ("tables", "sweep"): ("metric",), ("tables", "ratio"): ("metric", "pairs"),
    ("tables", "csv"): (), ("tables", "services"): (),
    ("plots", "policies"): ("metric",), ("plots", "sweep"): ("metric",), ("plots", "training"): (),
    ("plots", "csv"): ("x", "y"), ("plots", "tradeoff"): ("x", "y"),
}


def say(text):
    """Tells the user something."""
    print(f"[edge-inference] {text}", file=sys.stderr, flush=True)


def check(path, place, value, keys):
    """Checks the keys and types of an object."""
    if not isinstance(value, dict):
        raise StudyError(f"{path}: {place or '/'}: found {json.dumps(value)[:40]}, expected an object")
    for key, item in value.items():
        if key not in keys:
            raise StudyError(f"{path}: {place}/{key}: found an unknown key, expected one of {', '.join(keys)}")
        if not isinstance(item, keys[key]) or isinstance(item, bool) and keys[key] is not BOOLEAN:
            raise StudyError(f"{path}: {place}/{key}: found {json.dumps(item)[:40]}, expected another type")


def read_study(path):
    """A study's file, checked."""
    study = read_json(path)
    check(path, "", study, ITEMS[""])
    study.setdefault("tables", [])
    study.setdefault("plots", [])
    if not study.get("runs"):
        raise StudyError(f"{path}: /runs: found none, expected a list")
    for section in ("runs", "tables", "plots"):
        names = set()
        for i, item in enumerate(study[section]):
            place = f"/{section}/{i}"
            check(path, place, item, ITEMS[section])
            kind = "" if section == "runs" else item.get("kind", "")
            if (section, kind) not in NEEDED:
                kinds = [known for at, known in NEEDED if at == section]
                raise StudyError(f"{path}: {place}/kind: found \"{kind}\", expected one of {', '.join(kinds)}")
            for key in ("name", *NEEDED[section, kind]):
                if key not in item:
                    raise StudyError(f"{path}: {place}: found no {key}")
            name = item["name"]
            if name in names or not name.replace("-", "").replace("_", "").replace(".", "").isalnum() or name == "runs":
                raise StudyError(f"{path}: {place}/name: found \"{name}\", expected a name of its own: letters, digits, . _ -")
            names.add(name)
            if section != "runs":
                item.setdefault("runs", [item["run"]] if "run" in item else [])
                for run in item["runs"] or [None]:
                    if run not in [known["name"] for known in study["runs"]]:
                        raise StudyError(f"{path}: {place}/runs: found {json.dumps(run)}, expected names of /runs")
            elif item.get("kind", "experiment") not in ("experiment", "csv"):
                raise StudyError(f"{path}: {place}/kind: found \"{item['kind']}\", expected experiment or csv")
    return study


def option_of(argument):
    """What an argument sets: --sweep=/a/b, --set=/a/b or --name; the whole argument where it appends (/a/-)."""
    name, _, value = argument.partition("=")
    key = value.partition("=")[0]
    if key.endswith("/-"):
        return argument
    return name + "=" + key if name in ("--set", "--sweep") else name


def merge(arguments, others):
    """Arguments, with others in place of those that set the same thing, or at the end."""
    merged = list(arguments)
    for other in others:
        same = [i for i, argument in enumerate(merged) if option_of(argument) == option_of(other)]
        if same and other.startswith("--"):
            merged[same[0]] = other
        else:
            merged.append(other)
    return merged


def find_program(build, name):
    """Path of a program of the build."""
    for folder in ("bin", "."):
        path = os.path.join(build, folder, name)
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    raise StudyError(f"{build}/bin: found no program {name}")


def has_class(program, name):
    """Whether a program's build has a class of ns-3's objects."""
    return subprocess.run([program, f"--PrintAttributes={name}"], capture_output=True, check=False).returncode == 0


def scenario_bytes(run, arguments):
    """The bytes of the scenario file that a run reads, if it is known."""
    name = next((a.partition("=")[2] for a in arguments if a.startswith("--scenario=")), run["program"])
    for path in (name, os.path.join(ROOT, "scenarios", name.replace("edge-inference-", "") + ".json")):
        if path.endswith(".json") and os.path.isfile(path):
            with open(path, "rb") as file:
                return file.read()
    return b""


def key_of(run):
    """What tells a run from the same run with other arguments or another scenario."""
    return hashlib.sha256(run["shown"].encode() + scenario_bytes(run, run["all"])).hexdigest()[:16]


def wait_for(folder):
    """Waits for processes of a study that was killed, which hold the lock of their folder until they have ended."""
    lock = os.open(folder, os.O_RDONLY)
    for look in range(6000):
        if look == 50:
            say(f"{folder}: another process works there; waiting for its end")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except OSError:
            time.sleep(0.1)
    os.close(lock)


def mpirun():
    """The command that starts ranks; Open MPI wants to be told that there may be more than cores."""
    if not shutil.which("mpirun"):
        raise StudyError("mpirun: found none, expected Open MPI or MPICH for the runs with ranks")
    version = subprocess.run(["mpirun", "--version"], capture_output=True, text=True, check=False).stdout
    return ["mpirun", "--oversubscribe"] if "Open MPI" in version or "OpenRTE" in version else ["mpirun"]


def die_with_parent(parent):
    """In the child: a study that is killed takes the experiment with it."""
    try:
        ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL)
    except (OSError, AttributeError):
        return  # elsewhere than on Linux
    if os.getppid() != parent:  # it was killed before this
        os._exit(1)


class Study:
    """One system: what to run, where it is, and how long it took."""

    def __init__(self, system, options):
        self.system = system
        self.options = options
        self.path = os.path.join(HERE, system + ".json")
        if not os.path.isfile(self.path):
            known = ", ".join(all_systems())
            raise StudyError(f"utils/study: found no {system}.json, expected one of {known}")
        self.study = read_study(self.path)
        self.folder = os.path.join(options.output, system)
        self.state_path = os.path.join(self.folder, "study.json")
        self.state = {}
        if os.path.exists(self.state_path):
            self.state = read_json(self.state_path)
        self.runs = {}
        for run in self.study["runs"]:
            run = dict(run, folder=os.path.join(self.folder, run["name"]))
            arguments = list(run.get("arguments", []))
            if run.get("kind") != "csv":
                arguments = merge(self.study.get("arguments", []), arguments)
            if options.short:
                common = self.study.get("short", []) if run.get("kind") != "csv" else []
                arguments = merge(merge(arguments, common), run.get("short", []))
            run["all"] = arguments
            run["shown"] = " ".join(shlex.quote(word) for word in [run["program"], *arguments])
            self.runs[run["name"]] = run

    def keep(self):
        """Writes down what is done."""
        os.makedirs(self.folder, exist_ok=True)
        with open(self.state_path + ".part", "w", encoding="utf-8") as file:
            json.dump(self.state, file, indent=1)
        os.replace(self.state_path + ".part", self.state_path)

    def is_done(self, run):
        """Whether a run is complete, with the same arguments and scenario as now."""
        state = self.state.get(run["name"], {})
        return state.get("key") == key_of(run) and state["done"]

    def do(self, run):
        """Does a run unless it is done; says whether it is."""
        if self.options.tables:
            return self.is_done(run)
        program = find_program(self.options.build, run["program"])
        if "needs" in run and not has_class(program, run["needs"]):
            say(f"{self.system}: {run['name']} is left out: this build has no {run['needs']}")
            return True
        command = [program, *run["all"]]
        key = key_of(run)
        state = self.state.get(run["name"], {})
        if state.get("key") != key:
            shutil.rmtree(run["folder"], ignore_errors=True)
            state = {"key": key, "seconds": 0, "done": False}
        self.state[run["name"]] = state
        if state["done"]:
            say(f"{self.system}: {run['name']} is there already ({state['seconds']:.0f} s)")
            return True
        is_csv = run.get("kind") == "csv"
        if not is_csv:
            command += [f"--output={run['folder']}", "--quiet"]
            if self.options.jobs:
                command.append(f"--jobs={self.options.jobs}")
        environment = dict(os.environ, OMP_NUM_THREADS=os.environ.get("OMP_NUM_THREADS", "1"))
        if run.get("ranks"):
            command = [*mpirun(), "-n", str(run["ranks"]), *command]
            # Open MPI refuses to run as root unless told twice.
            environment.update(OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
        os.makedirs(run["folder"], exist_ok=True)
        wait_for(run["folder"])
        say(f"{self.system}: {run['name']}: {run['shown']}" + (" (goes on)" if state["seconds"] else ""))
        before, begin = state["seconds"], time.monotonic()
        log = os.path.join(self.folder, run["name"] + ".log")
        output = os.path.join(run["folder"], "stdout.csv") if is_csv else os.path.join(self.folder, run["name"] + ".txt")
        with open(log, "wb") as errors, open(output, "wb") as table:
            with subprocess.Popen(command, cwd=run["folder"], stdin=subprocess.DEVNULL, stdout=table, stderr=errors,
                                  env=environment, preexec_fn=functools.partial(die_with_parent, os.getpid())) as process:
                try:
                    status = None
                    while status is None:
                        try:
                            status = process.wait(timeout=5 if time.monotonic() - begin > 5 else 0.2)
                        except subprocess.TimeoutExpired:
                            pass
                        # A study that is killed loses at most the last seconds of its time.
                        state["seconds"] = round(before + time.monotonic() - begin, 1)
                        self.keep()
                except BaseException:
                    process.kill()
                    raise
        if status != 0:
            with open(log, encoding="utf-8", errors="replace") as file:
                last = file.read().strip().splitlines()[-3:]
            say(f"{self.system}: {run['name']} FAILED with status {status}: {' | '.join(last)} (see {log})")
            return False
        state["done"] = True
        self.keep()
        say(f"{self.system}: {run['name']} took {state['seconds']:.0f} s")
        return True

    def run_all(self):
        """Does what is missing; says whether all is there."""
        done = [self.do(run) for run in self.runs.values()]
        if not self.options.tables:
            for name in [name for name in self.state if name not in self.runs]:
                del self.state[name]
            self.keep()
        seconds = sum(state["seconds"] for state in self.state.values())
        say(f"{self.system}: {'all' if all(done) else sum(done)} runs took {seconds:.0f} s")
        return all(done)

    def write(self, doc):
        """Makes the tables and plots whose runs are complete; says whether none has an error."""
        formats = self.study.get("metrics", {})
        done = {name for name, run in self.runs.items() if self.is_done(run)}
        cells = [cell for name, run in self.runs.items() if name in done and run.get("kind") != "csv" for cell in read_cells(run)]
        known = next((cell.metrics for cell in cells), {})

        def make(name):
            return Metric(name, known, formats)

        styles = {name: i for i, name in enumerate(all_policies(cells))} if cells else {}
        shown = [run for name, run in self.runs.items() if name in done]
        files = {f"results/{self.system}-runs.rst": tables.HEADER + tables.runs_table(shown, self.state)} if shown else {}
        ready = {section: [item for item in self.study[section] if done.issuperset(item["runs"])] for section in ("tables", "plots")}
        good = True
        plots = {}
        for section, items in ready.items():
            for item in items:
                try:
                    if section == "tables":
                        text = tables.HEADER + tables.KINDS[item["kind"]](item, self.runs, make)
                        files[f"results/{self.system}-{item['name']}.rst"] = text
                    else:
                        plots[f"figures/{self.system}-{item['name']}.svg"] = figures.make_figure(item, self.runs, make, styles)
                except StudyError as error:
                    say(f"{self.system}: error in {section[:-1]} {item['name']}: {error}")
                    good = False
        for name, text in files.items():
            path = os.path.join(doc, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path + ".part", "w", encoding="utf-8") as file:
                file.write(text)
            os.replace(path + ".part", path)
        self.draw(doc, plots)
        for page in pages.paste(doc):
            say(f"{self.system}: {doc}/{page} has the new tables")
        say(f"{self.system}: {len(ready['tables'])} tables in {doc}/results, {len(ready['plots'])} plots in {doc}/figures")
        for section, items in ready.items():
            names = [item["name"] for item in self.study[section] if item not in items]
            if names:
                say(f"{self.system}: {section} not written, because runs are missing: {', '.join(names)}")
        return good

    def draw(self, doc, plots):
        """Draws plots by the program that draws those of experiments, too."""
        if not plots:
            return
        os.makedirs(os.path.join(doc, "figures"), exist_ok=True)
        figure_list = [dict(plot, file=os.path.join(doc, name)) for name, plot in plots.items()]
        drawn = subprocess.run([find_program(self.options.build, DRAWS)], input=json.dumps(figure_list), text=True,
                               capture_output=True, check=False)
        if drawn.returncode != 0:
            raise StudyError(f"{DRAWS}: {drawn.stderr.strip()}")


def all_systems():
    """Names of all studies."""
    return sorted(name[:-5] for name in os.listdir(HERE) if name.endswith(".json"))


def main():
    """Does what the command line says."""
    parser = argparse.ArgumentParser(prog="utils/study.sh", description=__doc__)
    parser.add_argument("--build", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--doc", required=True)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--jobs", type=int, default=0)
    parser.add_argument("--tables", action="store_true", help="run nothing")
    parser.add_argument("--programs", action="store_true", help="print the programs that are needed, and do nothing")
    parser.add_argument("systems", nargs="*")
    options = parser.parse_args()
    options.build, options.output, options.doc = (
        os.path.abspath(path) for path in (options.build, options.output, options.doc))
    studies = [Study(system, options) for system in options.systems or all_systems()]
    if options.programs:
        programs = {run["program"] for study in studies for run in study.runs.values()}
        print("\n".join(sorted({*programs, DRAWS})))
        return 0
    for study in studies:
        for run in study.runs.values():
            if not options.tables and not study.is_done(run):
                find_program(options.build, run["program"])  # before hours have gone by
                if run.get("ranks"):
                    mpirun()
    complete = True
    begin = time.monotonic()
    for study in studies:
        complete = study.run_all() and complete
        complete = study.write(options.doc) and complete
    total = sum(state["seconds"] for study in studies for state in study.state.values())
    say(f"{', '.join(study.system for study in studies)}: {total:.0f} s in all, {time.monotonic() - begin:.0f} s of them now")
    return 0 if complete else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except StudyError as error:
        say(f"error: {error}")
        sys.exit(2)
