# SPDX-License-Identifier: GPL-2.0-only
"""What the plots of a study show. edge-inference-figures draws them, as it draws those of experiments and sweeps."""

import math
import os

from results import StudyError, all_policies, chosen, interval, number, read_csv, show
from tables import get_cells, name_of, place, rename


class Series:
    """Points (x, y, half interval of y, half interval of x) with a name and a style."""

    def __init__(self, name, style, points, line=True, band=False, dots=True):
        self.name = name
        self.style = style
        self.points = points
        self.line = line
        self.band = band
        self.dots = dots

    def describe(self):
        """For edge-inference-figures."""
        return {"name": self.name, "style": self.style, "line": self.line, "band": self.band, "markers": self.dots,
                "points": [[x, y, across or 0, up or 0] for x, y, up, across in self.points]}


class Axis:
    """One axis: a label, or names for positions; for a metric its range."""

    def __init__(self, label, metric=None, log=False, names=None):
        self.label = label
        self.log = log
        self.names = names or []
        self.least, self.most = metric.range if metric else (None, None)
        self.low = self.high = None

    def describe(self):
        """For edge-inference-figures."""
        found = {"label": self.label, "log": self.log, "names": self.names, "least": self.least, "most": self.most,
                 "low": self.low, "high": self.high}
        return {key: value for key, value in found.items() if value is not None}


class Panel:
    """One pair of axes."""

    def __init__(self, title, x, y, series):
        self.title = title
        self.x = x
        self.y = y
        self.series = series

    def describe(self):
        """For edge-inference-figures."""
        return {"title": self.title, "x": self.x.describe(), "y": self.y.describe(),
                "series": [series.describe() for series in self.series]}


def policies_plot(plot, runs, make, styles):
    """A metric of every policy, as points with intervals; a panel a run."""
    cells = get_cells(plot, runs)
    metric = make(plot["metric"])
    names = all_policies(cells, plot.get("policies"))
    panels = []
    _, begins = place(cells, plot.get("titles", {}))
    for cell, begin in zip(cells, begins):
        series = []
        for i, name in enumerate(names):
            entry = cell.get(name, metric.name)
            if entry and entry["mean"] is not None:
                y = len(names) - 1 - i
                point = (entry["mean"] * metric.scale, y, None, (entry["ci95"] or 0) * metric.scale)
                series.append(Series(name, styles[name], [point], line=False))
        rows = [[i, name] for i, name in enumerate(reversed(names))]
        panels.append(Panel(", ".join(begin) or plot.get("title", ""), Axis(metric.label(), metric), Axis("", names=rows),
                            series))
    return panels, False


def sweep_plot(plot, runs, make, styles):
    """A metric over a key, a line a policy; a panel for each run and combination of other keys."""
    cells = get_cells(plot, runs)
    metric = make(plot["metric"])
    names = all_policies(cells, plot.get("policies"))
    keys = list(dict.fromkeys(key for cell in cells for key in cell.keys))
    across = plot.get("x", keys[0] if keys else None)
    if across not in keys:
        raise StudyError(f"plot {plot['name']}: found x = {across}, expected one of {', '.join(keys) or 'no key'}")
    facets = {}
    for cell in cells:
        others = {key: value for key, value in cell.keys.items() if key != across}
        facets.setdefault((cell.label, tuple((key, show(value)) for key, value in others.items())), []).append(cell)
    labels = len({label for label, _ in facets}) > 1
    values = list(dict.fromkeys(show(cell.keys[across]) for cell in cells))
    numbers = [number(value) for value in values]
    numeric = all(value is not None for value in numbers)
    panels = []
    for (label, others), members in facets.items():
        varying = [(key, value) for key, value in others if len({dict(o).get(key) for _, o in facets}) > 1]
        title = ", ".join(([label] if labels else []) +
                          [f"{name} {name_of(value, plot.get('titles', {}))}" for name, (_, value) in zip(rename([key for key, _ in varying], plot), varying)])
        series = []
        for name in names:
            points = []
            for cell in members:
                entry = cell.get(name, metric.name)
                if entry and entry["mean"] is not None:
                    value = show(cell.keys[across])
                    points.append((number(value) if numeric else values.index(value), entry["mean"] * metric.scale,
                                   (entry["ci95"] or 0) * metric.scale, None))
            if points:
                series.append(Series(name, styles[name], sorted(points)))
        x = Axis(plot.get("xlabel", rename([across], plot)[0]))
        if numeric:
            x.log = plot.get("logx", min(numbers) > 0 and max(numbers) / min(numbers) >= 50)
        else:
            x.names = [[i, name_of(value, plot.get("titles", {}))] for i, value in enumerate(values)]
        panels.append(Panel(title or plot.get("title", ""), x, Axis(metric.label(), metric), series))
    return panels, True


def training_plot(plot, runs, make, styles):
    """Learning curves: mean over trainings of the mean of some episodes; a panel a run."""
    metric = make(plot.get("metric", "reward"))
    window = plot.get("window", 10)
    panels = []
    for cell in get_cells(plot, runs):
        titles, rows = read_csv(os.path.join(cell.folder, "training.csv"))
        if metric.name not in titles:
            raise StudyError(f"{cell.folder}/training.csv: found no column {metric.name}")
        names = [name for name in dict.fromkeys(row["policy"] for row in rows)
                 if name in plot.get("policies", [name])]
        series = []
        for name in names:
            curves = {}
            for row in rows:
                if row["policy"] == name:
                    value = number(row[metric.name])
                    curves.setdefault(row["training"], []).append(value if value is not None else math.nan)
            smooth = []
            for curve in curves.values():
                parts = [[v for v in curve[max(0, i + 1 - window):i + 1] if math.isfinite(v)] for i in range(len(curve))]
                smooth.append([sum(part) / len(part) if part else None for part in parts])
            points = []
            for i in range(max(len(curve) for curve in smooth)):
                mean, ci95 = interval([curve[i] for curve in smooth if i < len(curve)])
                if mean is not None:
                    points.append((i + 1, mean * metric.scale, (ci95 or 0) * metric.scale, None))
            series.append(Series(name, styles.get(name, len(series)), points, band=True, dots=len(points) < 2))
        what = metric.label() + (f", mean of {window} episodes" if window > 1 else "")
        panels.append(Panel(cell.label if len(plot["runs"]) > 1 else plot.get("title", ""), Axis("Episode of training"),
                            Axis(what, metric), series))
    return panels, True


def csv_plot(plot, runs, _, __):
    """Columns of a CSV file over another one; a line a column or a value of the column `series`, a panel a value of `panel`."""
    panels = []
    for run in (runs[name] for name in plot["runs"]):
        path = os.path.join(run["folder"], plot.get("file", run.get("file", "stdout.csv")))
        titles, rows = read_csv(path)
        wanted = plot["y"] if isinstance(plot["y"], list) else [plot["y"]]
        for column in [plot["x"], *wanted, *filter(None, [plot.get("series"), plot.get("error"), plot.get("panel")])]:
            if column not in titles:
                raise StudyError(f"{path}: found no column {column}, expected one of {', '.join(titles)}")
        parts = {}
        for row in chosen(plot, titles, rows, path):
            lines = parts.setdefault(row[plot["panel"]] if "panel" in plot else "", {})
            for column in wanted:
                name = row[plot["series"]] if "series" in plot else plot.get("titles", {}).get(column, column)
                x, y = number(row[plot["x"]]), number(row[column])
                if x is not None and y is not None:
                    scale = plot.get("scale", 1)
                    error = (number(row[plot["error"]]) or 0) * scale if "error" in plot else None
                    lines.setdefault(name, []).append((x, y * scale, error, None))
        for part, lines in parts.items():
            series = [Series(name, i, sorted(points)) for i, (name, points) in enumerate(lines.items())]
            label = run.get("label", run["name"]) if len(plot["runs"]) > 1 else plot.get("title", "")
            panels.append(Panel(", ".join(filter(None, [label, part])),
                                Axis(plot.get("xlabel", plot["x"]), log=plot.get("logx", False)),
                                Axis(plot.get("ylabel", wanted[0]), log=plot.get("logy", False)), series))
    return panels, True


def tradeoff_plot(plot, runs, make, styles):
    """One metric against another, a point a policy; a panel a run."""
    cells = get_cells(plot, runs)
    across, up = make(plot["x"]), make(plot["y"])
    panels = []
    _, begins = place(cells, plot.get("titles", {}))
    for cell, begin in zip(cells, begins):
        series = []
        for name in all_policies([cell], plot.get("policies")):
            a, b = cell.get(name, across.name), cell.get(name, up.name)
            if a and b and a["mean"] is not None and b["mean"] is not None:
                series.append(Series(name, styles[name], [(a["mean"] * across.scale, b["mean"] * up.scale,
                                                           (b["ci95"] or 0) * up.scale, (a["ci95"] or 0) * across.scale)],
                                     line=False))
        panels.append(Panel(", ".join(begin) or plot.get("title", ""), Axis(across.label(), across), Axis(up.label(), up),
                            series))
    return panels, True


KINDS = {"policies": policies_plot, "sweep": sweep_plot, "training": training_plot, "csv": csv_plot,
         "tradeoff": tradeoff_plot}


def make_figure(plot, runs, make, styles):
    """A plot for edge-inference-figures."""
    panels, legend = KINDS[plot["kind"]](plot, runs, make, styles)
    if not panels or not any(series.points for panel in panels for series in panel.series):
        raise StudyError(f"plot {plot['name']}: there is nothing to draw")
    if "yrange" in plot:
        for panel in panels:
            panel.y.low, panel.y.high = plot["yrange"]
    return {"description": plot.get("caption", plot["name"]), "legend": legend, "sharedY": legend,
            "comment": "SPDX-License-Identifier: GPL-2.0-only. Written by utils/study.sh.",
            "panels": [panel.describe() for panel in panels]}
