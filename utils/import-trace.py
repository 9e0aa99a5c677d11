#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Converts public forms of traces to those that edge-inference reads.

    python3 utils/import-trace.py FORM INPUT [options] > OUTPUT
    python3 utils/import-trace.py FORM INPUT [options] --output=OUTPUT

A bandwidth log becomes a CSV file "time,rate" (s, bit/s) for the attributes UplinkTrace and DownlinkTrace of the radio link; a
log of arrivals becomes a CSV file "time" (s) for ns3::TraceTaskStream; a movement file becomes ns-2's form for the mobility of
UEs. Time begins at 0 with the first row that is taken. What a form leaves open is said with the form below. A line that does not
fit stops the conversion with its number, what was found and what was expected, and exit status 2; then nothing is written.
"""

import argparse
import csv
import datetime
import gzip
import io
import math
import os
import re
import sys
import tempfile
import xml.etree.ElementTree


class Fault(Exception):
    """Something in the input that does not fit."""

    def __init__(self, place, found, expected):
        super().__init__(f"{place}: found {found}, expected {expected}")


class Source:
    """The input file, line by line, with places for faults."""

    def __init__(self, path):
        self.path = path
        if not os.path.isfile(path):
            raise Fault(path, "no regular file" if os.path.exists(path) else "no such file", "a file")
        self.number = 0

    def open_text(self):
        opener = gzip.open if self.path.endswith(".gz") else open
        return opener(self.path, "rt", encoding="utf-8-sig", newline="")

    def lines(self):
        """Every line that is neither blank nor begins with '#'."""
        try:
            with self.open_text() as file:
                for self.number, line in enumerate(file, 1):
                    line = line.strip()
                    if line and not line.startswith("#"):
                        yield line
        except (UnicodeDecodeError, OSError, EOFError) as error:
            raise Fault(self.path, str(error), "a text file in UTF-8") from error

    def fault(self, found, expected):
        return Fault(f"{self.path}: line {self.number}", f'"{str(found)[:60]}"', expected)

    def number_of(self, text, name, least=0.0):
        """A finite decimal number of at least `least`."""
        try:
            if not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", text.strip()):
                raise ValueError
            value = float(text)
        except ValueError:
            raise self.fault(text, f"{name}, a number") from None
        if not math.isfinite(value) or value < least:
            raise self.fault(text, f"{name}, at least {least:g}")
        return value

    def fields(self, count, names, separator=None):
        """The first `count` fields of every line."""
        for line in self.lines():
            words = line.split(separator)
            if len(words) < count:
                raise self.fault(line, f"{count} fields: {names}")
            yield words

    def table(self, columns):
        """The named columns of a CSV file with a header."""
        rows = csv.reader(self.lines())
        header = next(rows, None)
        if header is None:
            raise Fault(self.path, "an empty file", f"a header with {', '.join(columns)}")
        header = [name.strip() for name in header]
        for column in columns:
            if column not in header:
                raise self.fault(",".join(header), f"a header with the column {column}")
        indices = [header.index(column) for column in columns]
        for row in rows:
            if len(row) <= max(indices):
                raise self.fault(",".join(row), f"{len(header)} fields")
            yield [row[index].strip() for index in indices]


# ---------------------------------------------------------------------------------------------------------------- bandwidth


def read_pensieve(source, options):
    """s, blank or tab, Mbit/s: the rate until the next row."""
    for words in source.fields(2, "time (s) and throughput (Mbit/s)"):
        yield source.number_of(words[0], "the time in s"), 1e6 * source.number_of(words[1], "Mbit/s")


def read_intervals(source, bytes_at):
    """Bytes received in the interval (ms) that ends with the row: the rate holds from its beginning."""
    end = 0.0
    for words in source.fields(bytes_at + 2, "times, place, bytes and the length of the interval (ms)"):
        length = source.number_of(words[bytes_at + 1], "the length of the interval in ms") / 1e3
        count = source.number_of(words[bytes_at], "bytes")
        if length <= 0:
            raise source.fault(words[bytes_at + 1], "an interval longer than 0 ms")
        yield end, 8 * count / length
        end += length


def read_ghent(source, options):
    """Ghent 4G (van der Hooft et al. 2016): epoch ms, ms, latitude, longitude, bytes, length of the interval in ms."""
    yield from read_intervals(source, 4)


def read_norway(source, options):
    """Norway 3G/HSDPA (Riiser et al. 2013): epoch s, ms, latitude, longitude, bytes, length of the interval in ms."""
    yield from read_intervals(source, 4)


def read_gnettrack(source, options):
    """G-NetTrack Pro, as the Irish 4G and 5G sets (Raca et al. 2018, 2020): DL_bitrate or UL_bitrate in kbit/s, a row a second."""
    column = "UL_bitrate" if options.direction == "uplink" else "DL_bitrate"
    for stamp, rate in source.table(["Timestamp", column]):
        try:
            time = datetime.datetime.strptime(stamp, "%Y.%m.%d_%H.%M.%S")
        except ValueError:
            raise source.fault(stamp, "a time such as 2019.12.14_10.16.30") from None
        time = time.replace(tzinfo=datetime.timezone.utc).timestamp()
        yield time, 1e3 * source.number_of(rate, "kbit/s")


def read_lumos5g(source, options):
    """Lumos5G (Narayanan et al. 2020): seq_num in s and Throughput in Mbit/s of one run (--run, default: the first one)."""
    chosen = options.run
    for run, time, rate in source.table(["run_num", "seq_num", "Throughput"]):
        chosen = run if chosen is None else chosen
        if run == chosen:
            yield source.number_of(time, "seq_num in s"), 1e6 * source.number_of(rate, "Mbit/s")


def read_mahimahi(source, options):
    """Mahimahi (Netravali et al. 2015): a line an opportunity of 1500 bytes, in ms; averaged over --bin seconds. (edge-inference
    reads this form itself, too: convert it where a mean rate over time is wanted.)"""
    width = options.bin
    if not width > 0:
        raise Fault("--bin", f"{width:g}", "a width above 0 s")
    bins = {}
    last = 0.0
    for line in source.lines():
        time = source.number_of(line, "ms") / 1e3
        if time < last:
            raise source.fault(line, "times that do not fall")
        last = time
        bins[int(time / width)] = bins.get(int(time / width), 0) + 1
    for index in range(max(bins, default=-1) + 1):
        yield index * width, bins.get(index, 0) * 1500 * 8 / width


# ----------------------------------------------------------------------------------------------------------------- arrivals


def read_azure_functions_2019(source, options):
    """Azure Functions 2019 (Shahrad et al. 2020), invocations a minute: a function's counts (--function=HASH or a row's number
    from 1, default: 1) are spread evenly over each minute, for the set has no finer times."""
    wanted = options.function or "1"
    columns = ["HashFunction"] + [str(minute) for minute in range(1, 1441)]
    for number, row in enumerate(source.table(columns), 1):
        if wanted not in (row[0], str(number)):
            continue
        for minute, text in enumerate(row[1:]):
            count = source.number_of(text or "0", "invocations")
            for index in range(int(count)):
                yield 60 * (minute + (index + 0.5) / count)
        return
    raise Fault(source.path, f'no function "{wanted}"', "a HashFunction, or the number of a row")


def read_azure_functions_2021(source, options):
    """Azure Functions 2021 (Zhang et al. 2021): the arrival of an invocation is end_timestamp - duration, s; all functions, or
    one (--function=HASH)."""
    for function, end, duration in source.table(["func", "end_timestamp", "duration"]):
        if options.function in (None, function):
            yield source.number_of(end, "end_timestamp in s") - source.number_of(duration, "duration in s")


def read_azure_llm(source, options):
    """Azure LLM inference 2023 and 2024 (Patel et al. 2024): TIMESTAMP, in any order."""
    for (stamp,) in source.table(["TIMESTAMP"]):
        match = re.fullmatch(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]00:?00)?", stamp)
        try:
            day = datetime.datetime.strptime(f"{match.group(1)} {match.group(2)}", "%Y-%m-%d %H:%M:%S")
        except (AttributeError, ValueError):
            raise source.fault(stamp, "a time such as 2023-11-16 18:15:46.6805900") from None
        yield day.replace(tzinfo=datetime.timezone.utc).timestamp() + float("0" + (match.group(3) or ".0"))


def read_epoch(source, options):
    """Seconds since 1970 (or any other instant), one arrival a line, the first field of a CSV file with or without header, in any
    order. Whole seconds may be --spread evenly within their second."""
    for line in source.lines():
        word = line.split(",")[0].strip()
        if source.number == 1 and not re.match(r"[-+.\d]", word):
            continue  # a header
        yield source.number_of(word, "a time in s")


# ----------------------------------------------------------------------------------------------------------------- movement


def read_bonnmotion(source, options):
    """BonnMotion's native form (.movements, .movements.gz): a line a node of "time x y" (with --3d: "time x y z", where z of the
    beginning holds)."""
    width = 4 if options.three else 3
    for line in source.lines():
        words = line.split()
        if len(words) % width != 0:
            raise source.fault(line, f"a multiple of {width} numbers" + ("" if options.three else " (--3d: of 4)"))
        values = [source.number_of(word, "a number", -1e9) for word in words]
        yield [tuple(values[i : i + width]) for i in range(0, len(values), width)]


def read_sumo(source, options):
    """SUMO's FCD output (--fcd-output): <timestep time=...> with <vehicle id= x= y=> or <person ...>. Vehicles are numbered as
    they appear; each stands at its first place until then, and at its last one afterwards."""
    tracks = {}
    try:
        with source.open_text() as file:
            time = None
            for event, element in xml.etree.ElementTree.iterparse(file, events=("start", "end")):
                if event == "start" and element.tag == "timestep":
                    time = float(element.attrib["time"])
                elif event == "end" and element.tag in ("vehicle", "person"):
                    if time is None:
                        raise Fault(source.path, "a vehicle outside of a timestep", "SUMO's FCD output")
                    place = (time, float(element.attrib["x"]), float(element.attrib["y"]))
                    tracks.setdefault(element.attrib["id"], []).append(place)
                elif event == "end" and element.tag == "timestep":
                    element.clear()
    except (xml.etree.ElementTree.ParseError, KeyError, ValueError, UnicodeDecodeError) as error:
        raise Fault(source.path, f"{type(error).__name__}: {error}", "SUMO's FCD output: timestep time, vehicle id, x, y") from error
    yield from tracks.values()


def read_setdest(source, options):
    """ns-2's setdest, with its lines of $god_ and its comments, which are left out; "$ns at" and "$ns_ at" alike."""
    first = re.compile(r"\$node_\((\d+)\)\s+set\s+([XYZ])_\s+(\S+)$")
    later = re.compile(r'\$\w+\s+at\s+(\S+)\s+"\$node_\((\d+)\)\s+setdest\s+(\S+)\s+(\S+)\s+(\S+?)"$')
    rows = []
    for line in source.lines():
        if line.startswith("$god_") or re.match(r'\$\w+\s+at\s+\S+\s+"\$god_', line):
            continue
        match = first.match(line)
        if match:
            value = source.number_of(match.group(3), "a coordinate in m", -1e9)
            rows.append(f"$node_({int(match.group(1))}) set {match.group(2)}_ {value:.9g}")
            continue
        match = later.match(line)
        if not match:
            raise source.fault(line, '"$node_(N) set X_ ..." or "$ns_ at TIME \\"$node_(N) setdest X Y SPEED\\""')
        time = source.number_of(match.group(1), "a time in s")
        x = source.number_of(match.group(3), "a coordinate in m", -1e9)
        y = source.number_of(match.group(4), "a coordinate in m", -1e9)
        speed = source.number_of(match.group(5), "a speed in m/s")
        rows.append(f'$ns_ at {time:.9g} "$node_({int(match.group(2))}) setdest {x:.9g} {y:.9g} {speed:.9g}"')
    return rows


# ------------------------------------------------------------------------------------------------------------------- writing


def write_rates(source, rows, options, output):
    rows = list(rows)
    if not rows:
        raise Fault(source.path, "no rows", "at least one")
    start = rows[0][0]
    last = -math.inf
    written = None
    for time, rate in rows:
        time -= start
        if time < last:
            raise Fault(source.path, f"a time that falls to {time:g} s", "times that do not fall")
        last = time
        if not options.begin <= time < options.end:
            continue
        if written is None:
            output.write("time,rate\n")
        output.write(f"{time - options.begin:.6f},{rate:.10g}\n")
        written = time
    if written is None:
        raise Fault(source.path, f"no row from {options.begin:g} to {options.end:g} s", "at least one")


def write_arrivals(source, rows, options, output):
    times = sorted(rows)
    if not times:
        raise Fault(source.path, "no arrivals", "at least one")
    if options.spread:
        counts = {}
        for time in times:
            counts[math.floor(time)] = counts.get(math.floor(time), 0) + 1
        times = [second + (index + 0.5) / count for second, count in sorted(counts.items()) for index in range(count)]
    start = math.floor(times[0]) if options.spread else times[0]
    times = [time - start - options.begin for time in times if options.begin <= time - start < options.end]
    if not times:
        raise Fault(source.path, f"no arrival from {options.begin:g} to {options.end:g} s", "at least one")
    output.write("time\n")
    for time in times:
        output.write(f"{time:.6f}\n")


def write_movement(source, tracks, options, output):
    """Places at instants become movements at constant speed between them."""
    tracks = list(tracks)
    if not tracks:
        raise Fault(source.path, "no nodes", "at least one")
    for node, track in enumerate(tracks):
        place = track[0]
        output.write(f"$node_({node}) set X_ {place[1]:.9g}\n$node_({node}) set Y_ {place[2]:.9g}\n")
        if len(place) > 3:
            output.write(f"$node_({node}) set Z_ {place[3]:.9g}\n")
    moves = []
    for node, track in enumerate(tracks):
        for before, after in zip(track, track[1:]):
            length = math.hypot(after[1] - before[1], after[2] - before[2])
            if after[0] < before[0] or (after[0] == before[0] and length > 0):
                raise Fault(source.path, f"node {node}: {after[0]:g} s after {before[0]:g} s", "times that rise")
            if length > 0:
                speed = length / (after[0] - before[0])
                moves.append((before[0], node, f'"$node_({node}) setdest {after[1]:.9g} {after[2]:.9g} {speed:.9g}"'))
    for time, _, move in sorted(moves):
        output.write(f"$ns_ at {time:.9g} {move}\n")


def write_rows(source, rows, options, output):
    if not rows:
        raise Fault(source.path, "no nodes", "at least one")
    output.write("\n".join(rows) + "\n")


FORMS = {
    "pensieve": (read_pensieve, write_rates),
    "ghent": (read_ghent, write_rates),
    "norway": (read_norway, write_rates),
    "g-nettrack": (read_gnettrack, write_rates),
    "lumos5g": (read_lumos5g, write_rates),
    "mahimahi": (read_mahimahi, write_rates),
    "azure-functions-2019": (read_azure_functions_2019, write_arrivals),
    "azure-functions-2021": (read_azure_functions_2021, write_arrivals),
    "azure-llm": (read_azure_llm, write_arrivals),
    "epoch": (read_epoch, write_arrivals),
    "bonnmotion": (read_bonnmotion, write_movement),
    "sumo": (read_sumo, write_movement),
    "setdest": (read_setdest, write_rows),
}


def parse(arguments):
    forms = "\n".join(f"  {name:22}{' '.join(read.__doc__.split())}" for name, (read, _) in FORMS.items())
    parser = argparse.ArgumentParser(
        description=__doc__, epilog="forms:\n" + forms, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("form", metavar="FORM", choices=FORMS, help="one of the forms below")
    parser.add_argument("input", metavar="INPUT", help="a file; one that ends in .gz is unpacked")
    parser.add_argument("--output", metavar="FILE", help="where to write (default: standard output)")
    parser.add_argument("--begin", type=float, default=0, metavar="S", help="leave out what comes before, s (rates, arrivals)")
    parser.add_argument("--end", type=float, default=math.inf, metavar="S", help="leave out what comes then and later, s (rates, arrivals)")
    parser.add_argument("--direction", choices=("uplink", "downlink"), default="uplink", help="of g-nettrack (default: uplink)")
    parser.add_argument("--run", metavar="N", help="run_num of lumos5g")
    parser.add_argument("--bin", type=float, default=0.1, metavar="S", help="width of mahimahi's bins, s (default: 0.1)")
    parser.add_argument("--function", metavar="HASH", help="of azure-functions-2019 and -2021")
    parser.add_argument("--spread", action="store_true", help="arrivals of one whole second lie evenly in it")
    parser.add_argument("--3d", dest="three", action="store_true", help="bonnmotion's nodes have three coordinates")
    return parser.parse_args(arguments)


def main():
    options = parse(sys.argv[1:])
    read, write = FORMS[options.form]
    text = io.StringIO()
    try:
        source = Source(options.input)
        write(source, read(source, options), options, text)
    except Fault as fault:
        print(f"error: {fault} (form {options.form})", file=sys.stderr)
        return 2
    if not options.output:
        try:
            sys.stdout.write(text.getvalue())
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    try:
        folder = os.path.dirname(os.path.abspath(options.output))
        with tempfile.NamedTemporaryFile("w", dir=folder, prefix=".import-trace-", delete=False, encoding="utf-8") as file:
            file.write(text.getvalue())
        os.chmod(file.name, 0o644)
        os.replace(file.name, options.output)
    except OSError as error:
        print(f"error: {options.output}: found {error.strerror}, expected a file that can be written", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
