#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Checks how the documentation and the comments are written.

usage: prose.py SOURCE-FOLDER

1. Lines of doc/*.rst and doc/*.md have at most 110 characters. Rows of Markdown tables, what stands between ".. results: NAME" and
   ".. end of results", and pages that programs print are free.
2. A path of the repository that a page names is there (a line with a path of another tree says "ns-3's tree"). Links of Markdown
   pages lead to files.
3. A comment in model/ and helper/ that describes a parameter, a return value or a member says what that is. A description without
   a single word of content ("it", "whose", "as above") or of a pronoun and a noun ("its name") does not.
4. doc/glossary.rst defines each word once, and every word that it sets in italics.
"""

import glob
import os
import re
import sys

WIDTH = 110
GENERATED = ("doc/build/", "doc/html/")  # folders that a command of the documentation makes
PRINTED = {"attributes.rst", "scenario-keys.rst"}  # by programs of utils/doc/

# Words that point at something instead of naming it, and those that only join words.
EMPTY = set("""
a above an and any are as at be before behind below by did do does for from has have here how in into is it its itself like likewise
many much not of on one ones only or other others own same so such than that the their theirs them then there these they this those
to too was were what when where which who whom whose why with
""".split())
PRONOUNS = {"its", "their", "whose"}

DESCRIPTION = re.compile(r"(?P<tag>@param(?:\[[a-z,]+\])?\s+\w+|@tparam\s+\w+|@returns?|//!<|///<)\s+(?P<text>.*?)\s*(?:\*/.*)?$")


def long_lines(path):
    """Lines that are too long."""
    generated = False
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            generated = (generated or line.startswith(".. results: ")) and line != ".. end of results"
            if len(line) > WIDTH and not generated and not (path.endswith(".md") and line.startswith("|")):
                yield number, f"{len(line)} characters, expected at most {WIDTH}"


def paths(path, root, top):
    """Paths of the repository that a page names and that are not there."""
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            for name in re.findall(r"`([\w.-]+/[\w./*-]*\w/?)`", line):
                place = os.path.join(root, name)
                if re.search("[A-Z]{4}", name) or name.split("/")[0] not in top or "ns-3's tree" in line:
                    continue  # a placeholder, or a path of another tree
                if name.startswith(GENERATED):
                    continue
                if not glob.glob(place) and not glob.glob(place + ".*"):
                    yield number, f"{name} is not there"
            if path.endswith(".md"):
                for target in re.findall(r"\]\(([^)#]+)[^)]*\)", line):
                    if not re.match(r"https?:", target) and not os.path.exists(os.path.join(os.path.dirname(path), target)):
                        yield number, f"a link to {target}, which is not there"


def is_riddle(text):
    """Whether a description does not say what it describes."""
    words = re.findall(r"[a-z][a-z'-]*", text.lower())
    if not words or re.search(r"[0-9@:(){}\[\]<>=]|[A-Z].*[A-Z]", text):
        return False
    return all(word in EMPTY for word in words) or (len(words) == 2 and words[0] in PRONOUNS)


def riddles(path):
    """Descriptions of a source that are riddles."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    for number, line in enumerate(lines, 1):
        match = DESCRIPTION.search(line)
        if not match or not is_riddle(match["text"]):
            continue
        if match["tag"].startswith("@") and "*/" not in line and number < len(lines) and \
                re.match(r"\s*(\*|///)\s+[^@\s*/]", lines[number]):
            continue  # the description goes on
        if match["tag"].startswith("/") and number < len(lines) and re.match(r"\s*//[!/]<", lines[number]):
            continue
        yield number, f"\"{match['tag']} {match['text']}\" does not say what it describes"


def glossary(path):
    """Words of the glossary that it defines twice, or not at all."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    terms = set()
    for number, (line, following) in enumerate(zip(lines, lines[1:]), 1):
        if re.match(r"\w", line) and following.startswith("   "):
            for term in line.split(", "):
                if term in terms:
                    yield number, f"{term} is defined twice"
                terms.add(term)
    for number, line in enumerate(lines, 1):
        for word in re.findall(r"(?<!\*)\*([\w ]+)\*(?!\*)", line):
            if word not in terms and word.rstrip("s") not in terms and word != "italics":
                yield number, f"*{word}* has no entry"
    if len(terms) < 40:
        yield 1, f"only {len(terms)} words were found"


def main():
    """Prints what is wrong."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    root = sys.argv[1]
    pages = sorted(glob.glob(os.path.join(root, "doc", "*.rst")) + glob.glob(os.path.join(root, "doc", "*.md")))
    pages = [page for page in pages if os.path.basename(page) not in PRINTED]
    top = {name for name in os.listdir(root) if os.path.isdir(os.path.join(root, name))} - {"build", "results"}
    sources = sorted(path for room in ("model", "helper") for ending in ("h", "cc")
                     for path in glob.glob(os.path.join(root, room, "**", "*." + ending), recursive=True))
    wrong = [(path, *found) for path in pages for check in (long_lines(path), paths(path, root, top)) for found in check]
    wrong += [(os.path.join(root, name), *found) for name in ("README.md", "CONTRIBUTING.md")
              for found in paths(os.path.join(root, name), root, top)]
    wrong += [(path, *found) for path in sources for found in riddles(path)]
    name = os.path.join(root, "doc", "glossary.rst")
    wrong += [(name, *found) for found in glossary(name)]
    for path, number, what in wrong:
        print(f"{os.path.relpath(path, root)}:{number}: {what}")
    print(f"{len(pages)} pages and {len(sources)} sources read, {len(wrong)} complaints")
    return 1 if wrong or len(pages) < 20 or len(sources) < 100 else 0


if __name__ == "__main__":
    sys.exit(main())
