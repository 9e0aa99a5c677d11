#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: book.sh SOURCE-FOLDER [BUILD-FOLDER]
#
# The documentation is a book that Sphinx builds without a warning. Every page is in it, and every link from page to page leads to
# a page and, where it names one, to a heading. Status 77 (skipped) without Sphinx or its reader of Markdown.
set -uo pipefail
source="$(cd "$1" && pwd -P)"
if ! command -v sphinx-build >/dev/null; then
    echo "SKIPPED: there is no sphinx-build (Debian: python3-sphinx, python3-myst-parser)"
    exit 77
fi
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
if ! sphinx-build -W --keep-going -q -b html -d "$scratch/doctrees" "$source/doc" "$scratch/html" >"$scratch/log" 2>&1; then
    if grep -q 'Could not import extension myst_parser' "$scratch/log"; then
        echo "SKIPPED: Sphinx cannot read Markdown (Debian: python3-myst-parser)"
        exit 77
    fi
    cat "$scratch/log"
    echo "FAILED: make -C doc html has warnings"
    exit 1
fi
python3 - "$source/doc" "$scratch/html" <<'CHECK' || exit 1
import glob
import html.parser
import os
import sys
import urllib.parse

doc, out = sys.argv[1:]


class Page(html.parser.HTMLParser):
    """Links and anchors of a page."""

    def __init__(self, path):
        super().__init__()
        self.links, self.anchors = [], set()
        with open(path, encoding="utf-8") as file:
            self.feed(file.read())

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.anchors.add(attributes.get("id"))
        self.links += [attributes[name] for name in ("href", "src") if attributes.get(name)]


pages = {os.path.basename(path): Page(path) for path in glob.glob(out + "/*.html")}
expected = [os.path.splitext(name)[0] + ".html" for name in os.listdir(doc) if name.endswith((".rst", ".md"))]
wrong = [f"no page {name}" for name in expected if name not in pages]
links = 0
for name, page in pages.items():
    for link in page.links:
        address = urllib.parse.urlparse(link)
        if address.scheme or address.netloc or name in ("genindex.html", "search.html"):
            continue
        links += 1
        target = urllib.parse.unquote(address.path) or name
        if not os.path.exists(os.path.join(out, target)):
            wrong.append(f"{name}: a link to {link}, which is not there")
        elif address.fragment and target in pages and address.fragment not in pages[target].anchors:
            wrong.append(f"{name}: a link to {link}, but there is no such heading")
print("\n".join(wrong) if wrong else f"{len(expected)} pages, {links} links")
sys.exit(bool(wrong) or links < 500)
CHECK
