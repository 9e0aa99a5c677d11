#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Pastes generated tables into the pages of the documentation, or checks that they are there.

usage: pages.py DOC-FOLDER [--check]

A page has a line ".. results: NAME" where the table of results/NAME.rst belongs, and ".. end of results" behind it. A reader on a
code-hosting page sees the table, because nothing has to be included.
"""

import os
import re
import sys

MARKS = re.compile(r"^\.\. results: (?P<name>[\w.-]+)\n.*?^\.\. end of results\n", re.DOTALL | re.MULTILINE)
LICENCE = ".. SPDX-License-Identifier: GPL-2.0-only\n\n"


def read(path):
    """The text of a file."""
    with open(path, encoding="utf-8") as file:
        return file.read()


def body(text):
    """A table without the comments that its file begins with."""
    text = text[len(LICENCE):] if text.startswith(LICENCE) else text
    return re.sub(r"\A(\.\. [A-Z][^\n]*\n\n)*", "", text).strip("\n")


def pasted(page, folder):
    """The text of a page with the tables of a folder between its marks; names of tables that are not there."""
    missing = []

    def table(match):
        name = match["name"]
        path = os.path.join(folder, name + ".rst")
        if not os.path.exists(path):
            missing.append(name)
            return match[0]
        return f".. results: {name}\n\n{body(read(path))}\n\n.. end of results\n"

    return MARKS.sub(table, page), missing


def pages(doc):
    """Paths of the pages of a documentation folder; none when it is not there."""
    if not os.path.isdir(doc):
        return []
    return [os.path.join(doc, name) for name in sorted(os.listdir(doc)) if name.endswith(".rst")]


def paste(doc):
    """Writes the tables into the pages; names of the pages that changed."""
    changed = []
    for path in pages(doc):
        old = read(path)
        new, _ = pasted(old, os.path.join(doc, "results"))
        if new != old:
            with open(path + ".part", "w", encoding="utf-8") as file:
                file.write(new)
            os.replace(path + ".part", path)
            changed.append(os.path.basename(path))
    return changed


def check(doc):
    """What is wrong with pages and tables, a line each."""
    wrong = []
    taken = set()
    for path in pages(doc):
        text = read(path)
        page = os.path.basename(path)
        names = re.findall(r"^\.\. results: (.*)$", text, re.MULTILINE)
        taken.update(names)
        if names != [match["name"] for match in MARKS.finditer(text)] or len(names) != len(re.findall(r"^\.\. end of results$", text,
                                                                                                      re.MULTILINE)):
            wrong.append(f"{page}: a mark \".. results: NAME\" without its \".. end of results\", or the other way round")
            continue
        new, missing = pasted(text, os.path.join(doc, "results"))
        wrong += [f"{page}: takes results/{name}.rst, which is not there" for name in missing]
        if new != text:
            wrong.append(f"{page}: a table is not the one in results/; make -C doc results pastes it")
    for name in sorted(os.listdir(os.path.join(doc, "results"))):
        if name[:-len(".rst")] not in taken:
            wrong.append(f"results/{name}: no page takes it")
    return wrong


def main():
    """Does what the command line says."""
    if len(sys.argv) < 2 or sys.argv[2:] not in ([], ["--check"]):
        sys.exit(__doc__)
    if len(sys.argv) == 2:
        for page in paste(sys.argv[1]):
            print(f"{page}: tables pasted")
        return 0
    wrong = check(sys.argv[1])
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
