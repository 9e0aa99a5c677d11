# SPDX-License-Identifier: GPL-2.0-only
"""Tables of a study in reStructuredText."""

import os

from results import StudyError, all_policies, chosen, interval, number, ratio, read_cells, read_csv, read_json, show

HEADER = ".. SPDX-License-Identifier: GPL-2.0-only\n\n.. Written by utils/study.sh; do not edit.\n\n"


def simple_table(head, rows, caption):
    """A simple table of reStructuredText with a caption."""
    head = [column or "\\" for column in head]
    rows = [[cell or "\\" for cell in row] for row in rows]
    # The first column of a simple table must not be empty, or its row belongs to the one above.
    widths = [max(len(row[i]) for row in [head] + rows) for i in range(len(head))]
    ruler = "  ".join("=" * width for width in widths)
    lines = [ruler, *("  ".join(c.ljust(w) for c, w in zip(row, widths)).rstrip() for row in [head]), ruler]
    lines += ["  ".join(c.ljust(w) for c, w in zip(row, widths)).rstrip() for row in rows] + [ruler]
    text = f".. table:: {caption}\n\n" if caption else ""
    indent = "   " if caption else ""
    return text + "".join(f"{indent}{line}\n" for line in lines)


def best_of(entry):
    """The mean that may be the best; none where there is none, or where lost tasks cut it off."""
    return entry["mean"] if entry and not entry.get("atLeast") else None


def show_entry(entry, metric):
    """Mean +- interval (spread) of an entry of summary.json."""
    if not entry:
        return "--"
    text = metric.text(entry["mean"], entry["ci95"], spread_of(entry))
    return f">= {text}" if entry.get("atLeast") else f"~{text}" if entry.get("countsLost") else text


def mark(cells, metric, texts):
    """Marks the best of some means: texts in bold where the mean is the best."""
    known = [mean for mean in cells if mean is not None]
    if len(known) < 2 or metric.best == "none":
        return texts
    best = max(known) if metric.best == "most" else min(known)
    return [f"**{text}**" if mean == best else text for mean, text in zip(cells, texts)]


def spread_of(entry):
    """Half width of the interval over trainings; None when it was trained once or not."""
    return entry.get("trainings", {}).get("ci95") if entry else None


def note(cells, policies, metrics):
    """What the cells of a table mean."""
    seeds = max((len(cell.values(policy, metric.name)) for cell in cells for policy in policies for metric in metrics),
                default=0)
    trainings = max((len(cell.get(policy, metric.name).get("trainings", {}).get("means", []))
                     for cell in cells for policy in policies for metric in metrics if cell.get(policy, metric.name)),
                    default=0)
    text = f"mean over {seeds} evaluation seeds +- half width of its 95 % interval" if seeds > 1 else "one seed"
    if seeds > 1 and trainings:
        text += f", of learners over {trainings} trainings, too"
    if any((cell.get(policy, metric.name) or {}).get("atLeast")
           for cell in cells for policy in policies for metric in metrics):
        text += "; >=: lost tasks cut the percentile off, it is at least that"
    if any((cell.get(policy, metric.name) or {}).get("countsLost")
           for cell in cells for policy in policies for metric in metrics):
        text += "; ~: tasks without an answer count with their deadline, or the time until they were dropped"
    if trainings:
        text += "; in parentheses the half width of the 95 % interval over trainings alone"
    return text


def get_cells(table, runs):
    """The cells that a table or plot is about."""
    cells = []
    for name in table["runs"]:
        cells += read_cells(runs[name], table.get("where"))
    return cells


def place(cells, titles):
    """Head and rows' beginnings that tell cells apart: run and keys, as far as they differ."""
    keys = list(dict.fromkeys(key for cell in cells for key in cell.keys))
    keys = [key for key in keys if len({show(cell.keys.get(key)) for cell in cells}) > 1]
    labels = len({cell.label for cell in cells}) > 1
    head = (["Run"] if labels else []) + keys
    rows = [([cell.label] if labels else []) + [name_of(cell.keys.get(key, ""), titles) for key in keys] for cell in cells]
    return head, rows


def name_of(value, titles):
    """A value of a key as it is shown."""
    return titles.get(show(value), show(value))


def rename(head, table):
    """Column names for keys."""
    titles = table.get("titles", {})
    return [titles.get(column, column.rsplit("/", 1)[-1] if column.startswith("/") else column) for column in head]


def policies_table(table, runs, make):
    """Rows: policies (of each run). Columns: metrics."""
    cells = get_cells(table, runs)
    metrics = [make(name) for name in table["metrics"]]
    differences = [make(name) for name in table.get("differences", [])]
    head, begins = place(cells, table.get("titles", {}))
    rows = []
    requires = [(make(name), least) for name, least in table.get("requires", {}).items()]
    for cell, begin in zip(cells, begins):
        names = all_policies([cell], table.get("policies"))
        entries = [[(cell.get(name, metric.name), least) for metric, least in requires] for name in names]
        meets = [all(entry and entry["mean"] is not None and entry["mean"] >= least for entry, least in row) for row in entries]
        block = [[*begin, name if good else f"({name})"] for name, good in zip(names, meets)]
        for metric in metrics:
            entries = [cell.get(name, metric.name) for name in names]
            means = [best_of(entry) if good else None for entry, good in zip(entries, meets)]
            texts = [show_entry(entry, metric) for entry in entries]
            for row, text in zip(block, mark(means, metric, texts)):
                row.append(text)
        for metric in differences:
            for row, name in zip(block, names):
                cut = any((cell.get(one, metric.name) or {}).get("atLeast") for one in (name, names[0]))
                row.append("--" if cut or name == names[0] else metric.text(*cell.difference(name, names[0], metric.name)))
        rows += block
    head = rename(head, table) + ["Policy"] + [metric.label() for metric in metrics]
    head += [f"{metric.title} minus first's" + (f" ({metric.unit})" if metric.unit else "") for metric in differences]
    caption = table.get("caption", "Policies") + ": " + note(cells, all_policies(cells, table.get("policies")), metrics)
    for metric, least in requires:
        caption += f"; names in parentheses: less than {metric.text(least)} {metric.unit} {metric.title.lower()}, not in bold for that"
    if differences:
        caption += "; minus first's: difference to the first policy, seed by seed"
    return simple_table(head, rows, caption + ".")


def sweep_table(table, runs, make):
    """Rows: values of keys. Columns: policies. One metric."""
    cells = get_cells(table, runs)
    metric = make(table["metric"])
    names = all_policies(cells, table.get("policies"))
    head, begins = place(cells, table.get("titles", {}))
    rows = []
    for cell, begin in zip(cells, begins):
        entries = [cell.get(name, metric.name) for name in names]
        texts = [show_entry(entry, metric) for entry in entries]
        rows.append(begin + mark([best_of(entry) for entry in entries], metric, texts))
    if len(cells) > 1:
        means = [interval([cell.get(name, metric.name)["mean"] for cell in cells if cell.get(name, metric.name)])[0]
                 for name in names]
        rows.append(["mean"] + [""] * (len(head) - 1) + mark(means, metric, [metric.text(mean) for mean in means]))
    caption = table.get("caption", metric.title) + f" -- {metric.label()}: " + note(cells, names, [metric])
    return simple_table(rename(head, table) + names, rows, caption + ".")


def ratio_table(table, runs, make):
    """Rows: values of keys. Columns: ratios of the means of two policies; then least, mean and most."""
    cells = get_cells(table, runs)
    metric = make(table["metric"])
    metric.scale, metric.digits = 1, table.get("digits", 3)
    pairs = table["pairs"]
    all_policies(cells, [name for pair in pairs for name in pair])
    head, begins = place(cells, table.get("titles", {}))
    rows = []
    columns = [[] for _ in pairs]
    for cell, begin in zip(cells, begins):
        texts = []
        for column, (above, below) in zip(columns, pairs):
            r, ci95 = ratio(cell.trainings(above, metric.name), cell.trainings(below, metric.name))
            column.append(r)
            texts.append(metric.text(r, ci95))
        rows.append(begin + texts)
    known = [[r for r in column if r is not None] for column in columns]
    for name, find in (("least", min), ("mean", lambda values: sum(values) / len(values)), ("most", max)):
        rows.append([name] + [""] * (len(head) - 1) + [metric.text(find(values)) if values else "--" for values in known])
    head = rename(head, table) or [""]
    if not begins[0]:
        rows = [["all"] + row if i < len(cells) else row for i, row in enumerate(rows)]
    caption = table.get("caption", metric.title) + \
        f": ratio of mean {metric.title.lower()} over the same seeds +- half width of its 95 % interval" + \
        (", over trainings, too." if any(len(cell.trainings(name, metric.name)) > 1
                                         for cell in cells for pair in pairs for name in pair) else ".")
    return simple_table(head + [f"{above} / {below}" for above, below in pairs], rows, caption)


def csv_table(table, runs, _):
    """Rows and columns of a CSV file of a program."""
    rows = []
    columns = table.get("columns")
    several = len(table["runs"]) > 1
    for name in table["runs"]:
        run = runs[name]
        path = os.path.join(run["folder"], table.get("file", run.get("file", "stdout.csv")))
        titles, lines = read_csv(path)
        columns = columns or titles
        for line in chosen(table, titles, lines, path):
            row = [run.get("label", name)] if several else []
            for column in columns:
                column = {"column": column} if isinstance(column, str) else column
                if column["column"] not in line:
                    raise StudyError(f"{path}: found no column {column['column']}, expected one of {', '.join(titles)}")
                text = line[column["column"]]
                value = number(text)
                if value is not None and ("digits" in column or "scale" in column):
                    text = f"{value * column.get('scale', 1):.{column.get('digits', 3)}f}"
                row.append(text)
            rows.append(row)
    head = ["Run"] if several else []
    head += [column if isinstance(column, str) else column.get("title", column["column"]) for column in columns]
    caption = table.get("caption", "")
    return simple_table(head, rows, caption + "." if caption else "")


def dnn_of(scenario):
    """Name of the DNN of a task, by its UE and the index of its stream there."""
    names = {}
    for ue in range(scenario["ues"]["count"]):
        streams = [stream for stream in scenario["streams"] if not stream.get("ues") or ue in stream["ues"]]
        names.update({(str(ue), str(i)): stream["dnn"] for i, stream in enumerate(streams)})
    return names


def services_table(table, runs, _):
    """Rows: policies (of each run). Columns: mean accuracy of the tasks of each DNN, and how many stayed on their devices."""
    rows, dnns = [], []
    for name in table["runs"]:
        folder = runs[name]["folder"]
        names = dnn_of(read_json(os.path.join(folder, "summary.json"))["scenario"])
        dnns = list(dict.fromkeys([*dnns, *names.values()]))
        path = os.path.join(folder, "tasks.csv")
        titles, lines = read_csv(path)
        tasks = {}
        for line in chosen(table, titles, lines, path):
            task = (float(line["accuracy"] or 0), line["bytesUp"] == "0")
            seeds = tasks.setdefault(line["policy"], {}).setdefault(names[line["ue"], line["stream"]], {})
            seeds.setdefault(line["seed"], []).append(task)
        for policy in table.get("policies", list(tasks)):
            row = ([runs[name].get("label", name)] if len(table["runs"]) > 1 else []) + [policy]
            for dnn in dnns:
                # A policy that was not in this run has no tasks.
                seeds = list(tasks.get(policy, {}).get(dnn, {}).values())
                mean, half = interval([sum(task[0] for task in seed) / len(seed) for seed in seeds])
                local = [task[1] for seed in seeds for task in seed]
                row.append("" if mean is None else f"{mean:.4f}" if half is None else f"{mean:.4f} +- {half:.4f}")
                row.append(f"{100 * sum(local) / len(local):.1f}" if local else "")
            rows.append(row)
    head = (["Run"] if len(table["runs"]) > 1 else []) + ["Policy"]
    for dnn in dnns:
        head += [f"Accuracy, {dnn}", "On the device (%)"]
    caption = table.get("caption", "Services") + ": mean over tasks of a seed, mean and 95 % interval over seeds; share of tasks on the device"
    return simple_table(head, rows, caption + ".")


def runs_table(runs, state):
    """What was run and how long it took."""
    rows = []
    for run in runs:
        seconds = state.get(run["name"], {}).get("seconds", 0)
        rows.append([run.get("label", run["name"]), f"{seconds:.0f}", "``" + run["shown"] + "``"])
    rows.append(["all", f"{sum(state.get(run['name'], {}).get('seconds', 0) for run in runs):.0f}", ""])
    return simple_table(["Run", "Wall time (s)", "Command"], rows, "")


KINDS = {"policies": policies_table, "sweep": sweep_table, "ratio": ratio_table, "csv": csv_table,
         "services": services_table}
