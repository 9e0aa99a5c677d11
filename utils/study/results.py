# SPDX-License-Identifier: GPL-2.0-only
"""What experiments wrote: summary.json, sweep.json, training.csv and other CSV files."""

import csv
import functools
import gzip
import json
import math
import os
import re


class StudyError(Exception):
    """What the user can put right: the place, what was found, what was expected."""


# Student's t, 0.975 quantile, for 1 to 30 degrees of freedom (printed tables).
STUDENT = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
           2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042)


class Metric:
    """How a metric is shown: as summary.json says ("metrics"), unless the study says otherwise."""

    def __init__(self, name, known, own):
        if name not in known:
            raise StudyError(f"metric {name}: found none in summary.json, expected one of {', '.join(known) or 'its metrics'}")
        found = {**known[name], **own.get(name, {})}
        self.name = name
        self.title = found["title"]
        self.unit = found["unit"]
        self.scale = found["scale"]
        self.digits = found["digits"]
        self.best = found["best"]
        self.range = [None if limit is None else limit * self.scale for limit in found["range"]]

    def label(self):
        """Title with unit."""
        return f"{self.title} ({self.unit})" if self.unit else self.title

    def text(self, mean, ci95=None, spread=None):
        """Mean +- interval (spread), in the unit shown; ASCII."""
        if mean is None or not math.isfinite(mean):
            return "--"
        text = f"{mean * self.scale:.{self.digits}f}"
        if ci95 is not None and math.isfinite(ci95):
            text += f" +- {ci95 * self.scale:.{self.digits}f}"
        if spread is not None and math.isfinite(spread):
            text += f" ({spread * self.scale:.{self.digits}f})"
        return text


def interval(values):
    """Mean and half width of Student's 95 % interval; None for what there is not."""
    values = [value for value in values if value is not None]
    if not values:
        return None, None
    n = len(values)
    mean = sum(values) / n
    if n < 2:
        return mean, None
    spread = math.sqrt(sum((value - mean) ** 2 for value in values) / (n - 1))
    return mean, student(n - 1) * spread / math.sqrt(n)


def student(freedom):
    """0.975 quantile of Student's t; beyond the table the expansion of Cornish and Fisher."""
    if freedom <= len(STUDENT):
        return STUDENT[freedom - 1]
    z = 1.959964
    return z + (z ** 3 + z) / (4 * freedom) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2)


RESAMPLES = 2000  # of each interval over trainings and seeds, as in helper/report/hierarchical-bootstrap.h
MASK = 2 ** 64 - 1


@functools.lru_cache(maxsize=None)
def drawn(n, level):
    """Weights of the n items of a level in each resample: n - 1 of them are drawn (SplitMix64)."""
    draws = max(1, n - 1)
    state = level
    resamples = []
    for _ in range(RESAMPLES):
        weights = [0.0] * n
        for _ in range(draws):
            state = (state + 0x9e3779b97f4a7c15) & MASK
            z = ((state ^ (state >> 30)) * 0xbf58476d1ce4e5b9) & MASK
            z = ((z ^ (z >> 27)) * 0x94d049bb133111eb) & MASK
            z ^= z >> 31
            weights[(z >> 32) * n >> 32] += 1 / draws
        resamples.append(weights)
    return resamples


def weighted(values, trainings, seeds):
    """Mean of values by training, by seed, with weights of both."""
    return sum(weight * sum(s * value for s, value in zip(seeds, row)) for weight, row in zip(trainings, values) if weight)


def hierarchical(policies, statistic):
    """A statistic of the means of policies, with the half width of its 95 % interval over trainings and seeds.

    Policies are lists by training, by seed, on the same seeds. The method is that of the class HierarchicalBootstrap
    (helper/report/hierarchical-bootstrap.h), which says what it is, with the same random numbers.
    """
    seeds = [i for i in range(len(policies[0][0])) if all(row[i] is not None for rows in policies for row in rows)]
    policies = [[[row[i] for i in seeds] for row in rows] for rows in policies]
    sizes = [len(seeds)] + [len(rows) for rows in policies]
    equal = [[1 / max(n, 1)] * n for n in sizes]
    mean = statistic([weighted(rows, equal[p + 1], equal[0]) for p, rows in enumerate(policies)]) if seeds else None
    if len(seeds) < 2 or mean is None:
        return mean, None

    def variance(levels):
        values = []
        for i in range(RESAMPLES):
            weights = [drawn(n, level)[i] if level in levels else equal[level] for level, n in enumerate(sizes)]
            values.append(statistic([weighted(rows, weights[p + 1], weights[0]) for p, rows in enumerate(policies)]))
        if None in values:
            return math.nan
        middle = sum(values) / RESAMPLES
        return sum((value - middle) ** 2 for value in values) / (RESAMPLES - 1)

    alone = [(variance({level}), n) for level, n in enumerate(sizes) if n > 1]
    total = sum(own for own, _ in alone)
    squares = sum(own ** 2 / (n - 1) for own, n in alone)
    freedom = max(1, math.floor(total ** 2 / squares + 1e-9)) if squares > 0 else 1
    both = variance(set(range(len(sizes))))
    half = student(freedom) * math.sqrt(max(max(own for own, _ in alone), 2 * total - both))
    return mean, half if math.isfinite(half) else None


def ratio(above, below):
    """Ratio of two means over the same seeds, with the half width of its 95 % interval.

    Both are lists by training, by seed. Of several trainings the interval is over trainings and seeds (hierarchical). Otherwise
    it is that of the ratio estimator (Cochran, Sampling Techniques, chapter 6): with r = mean(a)/mean(b), that of the mean of
    (a_i - r b_i)/mean(b).
    """
    if len(above) > 1 or len(below) > 1:
        return hierarchical([above, below], lambda means: means[0] / means[1] if means[1] else None)
    above, below = [rows[0] if rows else [] for rows in (above, below)]
    pairs = [(a, b) for a, b in zip(above, below) if a is not None and b is not None]
    if not pairs or sum(b for _, b in pairs) == 0:
        return None, None
    mean_b = sum(b for _, b in pairs) / len(pairs)
    r = sum(a for a, _ in pairs) / len(pairs) / mean_b
    _, ci95 = interval([(a - r * b) / mean_b for a, b in pairs])
    return r, ci95


class Cell:
    """One experiment: a run, or one combination of values of a sweep."""

    def __init__(self, run, label, folder, keys):
        self.run = run
        self.label = label
        self.folder = folder
        self.keys = keys
        summary = read_json(os.path.join(folder, "summary.json"))
        self.policies = summary.get("policies", {})
        self.metrics = summary.get("metrics", {})

    def get(self, policy, metric):
        """The entry of summary.json; None when there is none."""
        return self.policies.get(policy, {}).get(metric)

    def values(self, policy, metric):
        """The values by seed, perhaps none."""
        entry = self.get(policy, metric)
        return entry["values"] if entry else []

    def trainings(self, policy, metric):
        """The values by training, by seed; of what was trained once, or not, one training."""
        entry = self.get(policy, metric) or {}
        return entry.get("trainings", {}).get("values") or [self.values(policy, metric)]

    def difference(self, policy, other, metric):
        """Mean and half width of the interval of a policy minus another one, seed by seed."""
        entry = self.get(policy, metric)
        if entry and "difference" in entry and other == next(iter(self.policies)):
            return entry["difference"]["mean"], entry["difference"]["ci95"]
        both = [self.trainings(name, metric) for name in (policy, other)]
        if max(len(rows) for rows in both) > 1 and all(row for rows in both for row in rows):
            return hierarchical(both, lambda means: means[0] - means[1])
        pairs = zip(self.values(policy, metric), self.values(other, metric))
        return interval([a - b for a, b in pairs if a is not None and b is not None])


def read_json(path):
    """A JSON file."""
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except OSError as error:
        raise StudyError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise StudyError(f"{path}: no JSON: {error}") from error


def open_table(path):
    """A CSV file for reading, or the compressed one (--gzip) where it is not there."""
    if not os.path.exists(path) and os.path.exists(path + ".gz"):
        return gzip.open(path + ".gz", "rt", encoding="utf-8", newline="")
    return open(path, encoding="utf-8", newline="")


def read_csv(path):
    """Column names and rows of a CSV file, compressed or not."""
    try:
        with open_table(path) as file:
            rows = [row for row in csv.reader(file) if row]
    except OSError as error:
        raise StudyError(f"{path}: {error.strerror}") from error
    if len(rows) < 2:
        raise StudyError(f"{path}: found {len(rows)} lines, expected a header and rows")
    return rows[0], [dict(zip(rows[0], row)) for row in rows[1:]]


def chosen(item, titles, rows, path):
    """Rows of a CSV file that have the values of `where`: one, or one of a list, for each column."""
    for column, value in item.get("where", {}).items():
        if column not in titles:
            raise StudyError(f"{path}: found no column {column}, expected one of {', '.join(titles)}")
        values = [show(one) for one in (value if isinstance(value, list) else [value])]
        rows = [row for row in rows if row[column] in values]
    if not rows:
        raise StudyError(f"{path}: no row has {item['where']}")
    return rows


def read_cells(run, where=None):
    """The cells of a run: one, or those of its sweep that have the values of `where`."""
    folder = run["folder"]
    sweep = os.path.join(folder, "sweep.json")
    label = run.get("label", run["name"])
    if not os.path.exists(sweep):
        cells = [Cell(run["name"], label, folder, {})]
    else:
        cells = [Cell(run["name"], label, os.path.join(folder, entry["folder"]), entry.get("set", {}))
                 for entry in read_json(sweep)["runs"]]
    for key, value in (where or {}).items():
        cells = [cell for cell in cells if same(cell.keys.get(key), value)]
    if not cells:
        raise StudyError(f"{folder}: no experiment has {where}")
    return cells


def same(a, b):
    """Whether two JSON values are the same, 5 and "5" included."""
    return a == b or show(a) == show(b)


def show(value):
    """A value of a key as text; of an object with one attribute, as in ns3::C[Mean=1], that attribute."""
    if not isinstance(value, str):
        return json.dumps(value)
    found = re.fullmatch(r"ns3::\w+\[(\w+=[^|\]]+)\]", value)
    return found.group(1) if found else value


def number(text):
    """The number that a value is or begins with (10 of "10ms"); None when it is none."""
    if isinstance(text, bool):
        return None
    if isinstance(text, (int, float)):
        return float(text)
    text = str(text).strip('"')
    end = len(text)
    while end > 0:
        try:
            return float(text[:end])
        except ValueError:
            end -= 1
    return None


def all_policies(cells, wanted=None):
    """Names of policies in the order of their first appearance, those wanted only."""
    names = list(dict.fromkeys(name for cell in cells for name in cell.policies))
    if wanted:
        missing = [name for name in wanted if name not in names]
        if missing:
            raise StudyError(f"{cells[0].folder}: found no policy {missing[0]}, expected one of {', '.join(names)}")
        names = list(wanted)
    return names
