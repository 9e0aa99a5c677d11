# SPDX-License-Identifier: GPL-2.0-only
"""Plots of a study as SVG, drawn without anything but the standard library."""

import math
import os
from html import escape

from results import StudyError, all_policies, interval, number, read_csv, show
from tables import get_cells, name_of, place, rename

# Colours that stay apart for most kinds of colour vision (Okabe and Ito), with a mark of its own each.
COLOURS = ("#D55E00", "#0072B2", "#009E73", "#E69F00", "#CC79A7", "#56B4E9", "#000000", "#999999")
MARKS = ("circle", "square", "triangle", "diamond", "circle", "square", "triangle", "diamond")
WIDTH, HEIGHT = 460, 300  # of a panel
LEFT, RIGHT, TOP, BOTTOM = 64, 14, 28, 48


class Series:
    """Points (x, y, half interval of y, half interval of x) with a name and a style."""

    def __init__(self, name, style, points, line=True, band=False, dots=True):
        self.name = name
        self.style = style
        self.points = points
        self.line = line
        self.band = band
        self.dots = dots

    def colour(self):
        """Its colour."""
        return COLOURS[self.style % len(COLOURS)]


class Panel:
    """One pair of axes."""

    def __init__(self, title, xlabel, ylabel, series):
        self.title = title
        self.xlabel = xlabel
        self.ylabel = ylabel
        self.series = series
        self.logx = False
        self.logy = False
        self.xticks = None  # pairs of position and text instead of numbers
        self.yticks = None


def ticks(low, high, log):
    """Positions of marks on an axis."""
    if log:
        decades = range(math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9) + 1)
        steps = (1, 2, 5) if len(decades) < 5 else (1,)
        found = [step * 10.0 ** decade for decade in decades for step in steps]
        return [tick for tick in found if low * 0.999 <= tick <= high * 1.001]
    step = 10 ** math.floor(math.log10((high - low) / 4))
    step *= next(factor for factor in (1, 2, 2.5, 5, 10) if (high - low) / (step * factor) <= 6)
    first = math.ceil(low / step - 1e-9)
    return [i * step for i in range(first, math.floor(high / step + 1e-9) + 1)]


def text_of(tick):
    """A number on an axis."""
    return f"{tick:.6g}" if tick else "0"


def extent(values, log, shown):
    """Range of an axis that holds the values."""
    values = [value for value in values if value is not None and math.isfinite(value) and (value > 0 or not log)]
    if not values:
        return (1, 10) if log else (0, 1)
    low, high = min(values), max(values)
    if log:
        return low / 1.1, high * 1.1
    margin = (high - low) * 0.06 or abs(high) * 0.1 or 1
    low, high = low - margin, high + margin
    return (shown[0] if shown[0] is not None else low, shown[1] if shown[1] is not None else high)


def draw_mark(x, y, style, colour):
    """A point."""
    kind = MARKS[style % len(MARKS)]
    filled = colour if style < len(COLOURS) else "white"
    paint = f'fill="{filled}" stroke="{colour}"'
    if kind == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.6" {paint}/>'
    if kind == "square":
        return f'<rect x="{x - 3.3:.1f}" y="{y - 3.3:.1f}" width="6.6" height="6.6" {paint}/>'
    corners = ((0, -4.4), (4.2, 3.4), (-4.2, 3.4)) if kind == "triangle" else ((0, -4.6), (4.6, 0), (0, 4.6), (-4.6, 0))
    points = " ".join(f"{x + a:.1f},{y + b:.1f}" for a, b in corners)
    return f'<polygon points="{points}" {paint}/>'


def draw_panel(panel, left, top, yrange, width=WIDTH, margin=LEFT, height=HEIGHT):
    """The elements of a panel."""
    x0, x1, y0, y1 = left + margin, left + width - RIGHT, top + height - BOTTOM, top + TOP
    points = [point for series in panel.series for point in series.points]
    if panel.xticks and all(not isinstance(position, float) for position, _ in panel.xticks):
        low, high = -0.4, len(panel.xticks) - 0.6
    else:
        low, high = extent([p[0] + s * (p[3] or 0) for p in points for s in (-1, 1)], panel.logx, (None, None))
    bottom, summit = yrange

    def across(value):
        if panel.logx:
            return x0 + (x1 - x0) * math.log(max(value, 1e-300) / low) / math.log(high / low)
        return x0 + (x1 - x0) * (value - low) / (high - low)

    def up(value):
        if panel.logy:
            return y0 - (y0 - y1) * math.log(max(value, bottom) / bottom) / math.log(summit / bottom)
        return y0 - (y0 - y1) * (value - bottom) / (summit - bottom)

    out = [f'<text x="{(x0 + x1) / 2:.1f}" y="{top + 18}" text-anchor="middle" font-weight="bold">{escape(panel.title)}</text>']
    for position, text in panel.xticks or [(tick, text_of(tick)) for tick in ticks(low, high, panel.logx)]:
        x = across(position)
        out.append(f'<path d="M{x:.1f} {y0}V{y1}" stroke="#e4e4e4"/>')
        out.append(f'<text x="{x:.1f}" y="{y0 + 16}" text-anchor="middle">{escape(text)}</text>')
    for position, text in panel.yticks or [(tick, text_of(tick)) for tick in ticks(bottom, summit, panel.logy)]:
        y = up(position)
        out.append(f'<path d="M{x0} {y:.1f}H{x1}" stroke="#e4e4e4"/>')
        out.append(f'<text x="{x0 - 6}" y="{y + 4:.1f}" text-anchor="end">{escape(text)}</text>')
    out.append(f'<path d="M{x0} {y1}V{y0}H{x1}" fill="none" stroke="#444"/>')
    out.append(f'<text x="{(x0 + x1) / 2:.1f}" y="{y0 + 36}" text-anchor="middle">{escape(panel.xlabel)}</text>')
    if panel.ylabel:
        x, y = left + 14, (y0 + y1) / 2
        out.append(f'<text x="{x}" y="{y:.1f}" text-anchor="middle" transform="rotate(-90 {x} {y:.1f})">{escape(panel.ylabel)}</text>')
    for series in panel.series:
        colour = series.colour()
        shown = [p for p in series.points if p[1] is not None and math.isfinite(p[1]) and (p[0] > 0 or not panel.logx)
                 and (p[1] > 0 or not panel.logy)]
        places = [(across(p[0]), up(p[1])) for p in shown]
        if series.band and any(p[2] for p in shown):
            above = [f"{x:.1f},{max(min(up(p[1] + (p[2] or 0)), y0), y1):.1f}" for (x, _), p in zip(places, shown)]
            below = [f"{x:.1f},{max(min(up(p[1] - (p[2] or 0)), y0), y1):.1f}" for (x, _), p in zip(places, shown)]
            out.append(f'<polygon points="{" ".join(above + below[::-1])}" fill="{colour}" fill-opacity="0.18"/>')
        if series.line and len(places) > 1:
            line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
            dash = "" if series.style < len(COLOURS) else ' stroke-dasharray="5 3"'
            out.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.8"{dash}/>')
        for (x, y), p in zip(places, shown):
            if p[2] and not series.band:
                a, b = up(p[1] - p[2]), up(p[1] + p[2])
                out.append(f'<path d="M{x:.1f} {a:.1f}V{b:.1f}M{x - 3:.1f} {a:.1f}h6M{x - 3:.1f} {b:.1f}h6" stroke="{colour}"/>')
            if p[3]:
                a, b = across(p[0] - p[3]), across(p[0] + p[3])
                out.append(f'<path d="M{a:.1f} {y:.1f}H{b:.1f}M{a:.1f} {y - 3:.1f}v6M{b:.1f} {y - 3:.1f}v6" stroke="{colour}"/>')
            if series.dots:
                out.append(draw_mark(x, y, series.style, colour))
    return out


def draw(panels, description, legend=True, yrange=(None, None), margin=LEFT, height=HEIGHT):
    """A figure of panels, at most three in a row, with one legend and one range of y for all."""
    columns = min(3, len(panels)) if len(panels) != 4 else 2
    rows = -(-len(panels) // columns)
    width = WIDTH + margin - LEFT
    names = list({series.name: series for panel in panels for series in panel.series}.values()) if legend else []
    total = columns * width
    lines, line, used = [], [], 0
    for series in names:
        need = 34 + 7.2 * len(series.name)
        if line and used + need > total - 20:
            lines.append(line)
            line, used = [], 0
        line.append((series, used))
        used += need
    lines += [line] if line else []
    full = rows * height + 20 * len(lines) + 8
    values = [p[1] + s * (p[2] or 0) for panel in panels for series in panel.series for p in series.points
              if p[1] is not None for s in (-1, 1)]
    logy = panels[0].logy
    if logy:  # an interval may reach below nothing
        values = [p[1] for panel in panels for series in panel.series for p in series.points if p[1]]
    yrange = extent(values, logy, yrange)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total} {full}" width="{total}" height="{full}" '
           'font-family="DejaVu Sans, Helvetica, Arial, sans-serif" font-size="12">',
           "<!-- SPDX-License-Identifier: GPL-2.0-only. Written by utils/study.sh. -->",
           f"<title>{escape(description)}</title>", f'<rect width="{total}" height="{full}" fill="white"/>']
    for i, panel in enumerate(panels):
        out += draw_panel(panel, i % columns * width, i // columns * height, yrange, width, margin, height)
    for i, entries in enumerate(lines):
        y = rows * height + 10 + 20 * i
        for series, x in entries:
            x += 20
            if series.line:
                dash = "" if series.style < len(COLOURS) else ' stroke-dasharray="5 3"'
                out.append(f'<path d="M{x - 8:.1f} {y}h16" stroke="{series.colour()}" stroke-width="1.8"{dash}/>')
            if series.dots:
                out.append(draw_mark(x, y, series.style, series.colour()))
            out.append(f'<text x="{x + 13:.1f}" y="{y + 4}">{escape(series.name)}</text>')
    return "\n".join(out) + "\n</svg>\n"


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
        panel = Panel(", ".join(begin) or plot.get("title", ""), metric.label(), "", series)
        panel.yticks = [(len(names) - 1 - i, name) for i, name in enumerate(names)]
        panels.append(panel)
    margin = max(LEFT, 16 + int(7.2 * max(len(name) for name in names)))
    return panels, {"legend": False, "yrange": (-0.6, len(names) - 0.4), "margin": margin,
                    "height": TOP + BOTTOM + 26 * max(4, len(names))}


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
        panel = Panel(title or plot.get("title", ""), plot.get("xlabel", rename([across], plot)[0]), metric.label(), series)
        if numeric:
            panel.logx = plot.get("logx", min(numbers) > 0 and max(numbers) / min(numbers) >= 50)
        else:
            panel.xticks = list(enumerate(name_of(value, plot.get("titles", {})) for value in values))
        panels.append(panel)
    return panels, {}


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
        panels.append(Panel(cell.label if len(plot["runs"]) > 1 else plot.get("title", ""), "Episode of training", what, series))
    return panels, {}


def csv_plot(plot, runs, _, __):
    """Columns of a CSV file over another one; a line a column or a value of the column `series`."""
    panels = []
    for run in (runs[name] for name in plot["runs"]):
        path = os.path.join(run["folder"], plot.get("file", run.get("file", "stdout.csv")))
        titles, rows = read_csv(path)
        lines = {}
        wanted = plot["y"] if isinstance(plot["y"], list) else [plot["y"]]
        for column in [plot["x"], *wanted, *filter(None, [plot.get("series"), plot.get("error")])]:
            if column not in titles:
                raise StudyError(f"{path}: found no column {column}, expected one of {', '.join(titles)}")
        for row in rows:
            for column in wanted:
                name = row[plot["series"]] if "series" in plot else plot.get("titles", {}).get(column, column)
                x, y = number(row[plot["x"]]), number(row[column])
                if x is not None and y is not None:
                    scale = plot.get("scale", 1)
                    error = (number(row[plot["error"]]) or 0) * scale if "error" in plot else None
                    lines.setdefault(name, []).append((x, y * scale, error, None))
        series = [Series(name, i, sorted(points)) for i, (name, points) in enumerate(lines.items())]
        panel = Panel(run.get("label", run["name"]) if len(plot["runs"]) > 1 else plot.get("title", ""),
                      plot.get("xlabel", plot["x"]), plot.get("ylabel", wanted[0]), series)
        panel.logx, panel.logy = plot.get("logx", False), plot.get("logy", False)
        panels.append(panel)
    return panels, {}


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
        panels.append(Panel(", ".join(begin) or plot.get("title", ""), across.label(), up.label(), series))
    return panels, {}


KINDS = {"policies": policies_plot, "sweep": sweep_plot, "training": training_plot, "csv": csv_plot,
         "tradeoff": tradeoff_plot}


def make_svg(plot, runs, make, styles):
    """The text of a plot's SVG."""
    panels, options = KINDS[plot["kind"]](plot, runs, make, styles)
    if not panels or not any(series.points for panel in panels for series in panel.series):
        raise StudyError(f"plot {plot['name']}: there is nothing to draw")
    if "yrange" in plot:
        options["yrange"] = tuple(plot["yrange"])
    return draw(panels, plot.get("caption", plot["name"]), **options)
