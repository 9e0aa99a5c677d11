#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Keeps the rooms and arrows of doc/design.md.

usage: rooms.py SOURCE-FOLDER [--matrix]

The table between the markers "rooms" of doc/design.md names every room (a folder of model/ or helper/), the rooms that its files
may include, and the libraries that they may include. This program reads all #include lines of model/, helper/ and examples/, and
fails, with the file and the line, on

* a folder that is no room of the table, or a room of the table that does not exist;
* an include of a room, or of a library, that the table does not allow;
* a private header (EDGE_INFERENCE_PRIVATE_HEADERS in sources.cmake, and what stands in no list) taken from another room: only
  public headers and internal ones (EDGE_INFERENCE_INTERNAL_HEADERS) serve other rooms;
* a public header that includes one that is not public, and an example that includes a header that is not public;
* files that include each other in a circle, where NAME.h, NAME.cc and NAME-parts.* (the private parts of a class) count as one;
* rooms that include each other in a circle, in the table;
* a test for ns-3's version, or for the presence of a header, outside the files that the table of places allows.

--matrix prints how many includes each room has of each other one.
"""

import os
import re
import subprocess
import sys
from collections import defaultdict

# Headers of libraries, by a pattern of what stands between the brackets or quotes. What matches nothing is the standard library
# in brackets, and ns-3 in quotes.
LIBRARIES = (
    ("torch", re.compile(r"^(torch|ATen|c10)/")),
    ("json", re.compile(r"^nlohmann/")),
    ("boost", re.compile(r"^boost/")),
    ("mpi", re.compile(r"^mpi\.h$")),
    ("fmt", re.compile(r"^fmt/")),
    ("zlib", re.compile(r"^zlib\.h$")),
    ("wifi", re.compile(r"^ns3/(.*wifi|mgt-|ctrl-headers|qos-|txop|block-ack|originator-block|recipient-block|he-|vht-|ht-|eht-|ssid|yans-|ap-|sta-)")),
    ("lte", re.compile(r"^ns3/(.*lte-|lte|ff-mac|epc-|eps-bearer|no-backhaul|component-carrier|radio-bearer|point-to-point-epc)")),
    ("nr", re.compile(r"^ns3/(nr-|cc-bwp|ideal-beamforming|bandwidth-part|isotropic-antenna|nr\.)")),
)
# ns-3 is no library that a room asks for: "ns3" in the table allows its core, network and application modules.
VERSION_TEST = re.compile(r"\b(EDGE_INFERENCE_NS3_VERSION|NS3_VERSION_\w+)\b|__has_include")
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]')


class Rooms:
    """The table of doc/design.md."""

    def __init__(self, text, path):
        match = re.search(r"<!-- rooms -->\n(.*?)<!-- /rooms -->", text, re.S)
        if not match:
            sys.exit(f"{path}: the markers <!-- rooms --> and <!-- /rooms --> are missing")
        self.may = {}
        self.libraries = {}
        for line in match.group(1).splitlines():
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if len(cells) < 4 or set(cells[0]) <= set("-: ") or cells[0] == "room":
                continue
            name = cells[0].strip("`/")
            self.may[name] = [word.strip("`/, ") for word in cells[2].split(",") if word.strip("`/, -")]
            self.libraries[name] = [word.strip("`/, ") for word in cells[3].split(",") if word.strip("`/, -")]
        match = re.search(r"<!-- version-tests -->\n(.*?)<!-- /version-tests -->", text, re.S)
        if not match:
            sys.exit(f"{path}: the markers <!-- version-tests --> and <!-- /version-tests --> are missing")
        self.versions = re.findall(r"`([^`]+)`", match.group(1))

    def find(self, path):
        """The room of a file: the longest name that is a folder above it."""
        names = [name for name in self.may if os.path.dirname(path) == name]
        return names[0] if names else None

    def allows(self, room, other):
        return room == other or any(other == name or (name.endswith("*") and other.startswith(name[:-1])) for name in self.may[room])


def read_lists(source):
    """The file lists of sources.cmake, by their names."""
    with open(os.path.join(source, "sources.cmake"), encoding="utf-8") as file:
        text = re.sub(r"#[^\n]*", "", file.read())
    return {name: words.split() for name, words in re.findall(r"set\s*\(\s*(EDGE_INFERENCE_\w+)([^)]*)\)", text)}


def read_includes(path):
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            match = INCLUDE.match(line)
            if match:
                yield number, match.group(1), match.group(2), line
            elif VERSION_TEST.search(line):
                yield number, "version", VERSION_TEST.search(line).group(0), line


def find_circle(edges):
    """A circle of a directed graph as a list of nodes, or nothing."""
    state = {}
    for start in sorted(edges):
        stack = [(start, iter(sorted(edges[start])))]
        if state.get(start):
            continue
        state[start] = 1
        path = [start]
        while stack:
            node, successors = stack[-1]
            for other in successors:
                if state.get(other) == 1:
                    return path[path.index(other):] + [other]
                if not state.get(other):
                    state[other] = 1
                    path.append(other)
                    stack.append((other, iter(sorted(edges.get(other, ())))))
                    break
            else:
                state[node] = 2
                stack.pop()
                path.pop()
    return []


def main():
    source = sys.argv[1] if len(sys.argv) > 1 else "."
    show_matrix = "--matrix" in sys.argv
    plan = os.path.join(source, "doc", "design.md")
    with open(plan, encoding="utf-8") as file:
        rooms = Rooms(file.read(), plan)
    lists = read_lists(source)
    public = set()
    for name in ("EDGE_INFERENCE_HEADERS", "EDGE_INFERENCE_NR_HEADERS"):
        public.update(lists.get(name, []))
    internal = set(lists.get("EDGE_INFERENCE_INTERNAL_HEADERS", []))
    errors = []

    files = []
    for folder in ("model", "helper", "examples"):
        for directory, _, names in os.walk(os.path.join(source, folder)):
            files += [os.path.relpath(os.path.join(directory, name), source) for name in names if name.endswith((".h", ".cc"))]
    files.sort()
    by_name = {os.path.basename(path): path for path in files if path.endswith(".h")}

    folders = {os.path.dirname(path) for path in files}
    for folder in sorted(folders - set(rooms.may)):
        errors.append(f"{folder}/ is no room of the table in doc/design.md")
    for room in sorted(set(rooms.may) - folders):
        errors.append(f"doc/design.md: the room {room}/ does not exist")
    for room, others in rooms.may.items():
        for other in others:
            if not other.endswith("*") and other not in rooms.may:
                errors.append(f"doc/design.md: the room {room}/ may include {other}/, which is no room")

    matrix = defaultdict(int)
    units = defaultdict(set)
    for path in files:
        room = rooms.find(path)
        if room is None:
            continue
        for number, kind, name, line in read_includes(os.path.join(source, path)):
            place = f"{path}:{number}"
            if kind == "version" or "__has_include" in line:
                if not any(path == allowed or path.startswith(allowed.rstrip("/") + "/") for allowed in rooms.versions):
                    errors.append(f"{place}: a test of versions ({name}) outside of its places, which doc/design.md lists")
                continue
            target = None
            if kind == '"' and name.startswith("ns3/"):
                target = by_name.get(name[4:])
                if target and target not in public:
                    errors.append(f'{place}: "{name}" is no public header; include it by a relative path')
            elif kind == '"':
                target = os.path.normpath(os.path.join(os.path.dirname(path), name))
                if target not in files:
                    errors.append(f'{place}: "{name}" does not exist')
                    continue
            if target is None:
                library = next((key for key, pattern in LIBRARIES if pattern.search(name)), None)
                if library and library not in rooms.libraries[room]:
                    errors.append(f"{place}: {room}/ may not include {name} of the library {library}")
                continue
            other = rooms.find(target)
            if other is None:
                continue
            matrix[room, other] += 1
            if not rooms.allows(room, other):
                errors.append(f"{place}: {room}/ may not include {other}/ ({os.path.basename(target)})")
            is_learning = other == "model/learning"
            if target not in public and room != other and target not in internal and not is_learning:
                errors.append(f"{place}: {target} is private to {other}/")
            if path in public and target not in public:
                errors.append(f"{place}: a public header includes {target}, which is not public")
            if room == "examples" and target not in public:
                errors.append(f"{place}: an example includes {target}, which is not public")
            unit, other_unit = (re.sub(r"(-parts)?\.(h|cc)$", "", name) for name in (path, target))
            if unit != other_unit:
                units[unit].add(other_unit)

    circle = find_circle(units)
    if circle:
        errors.append("files include each other in a circle: " + " -> ".join(circle))
    arrows = {
        room: {other for other in rooms.may if other != room and rooms.allows(room, other)} for room in rooms.may
    }
    circle = find_circle(arrows)
    if circle:
        errors.append("doc/design.md: rooms may include each other in a circle: " + " -> ".join(circle))

    if show_matrix:
        for room in rooms.may:
            words = [f"{other} {count}" for (one, other), count in sorted(matrix.items()) if one == room and other != room]
            print(f"{room}: {', '.join(words) or '-'}")
    for error in errors:
        print(error)
    if not show_matrix:
        print(f"{len(files)} files in {len(folders)} rooms, {len(errors)} errors")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
