# SPDX-License-Identifier: GPL-2.0-only
"""Sphinx's configuration of the book. make -C doc html writes it to doc/build/html."""

import importlib.util
import os

HERE = os.path.dirname(os.path.abspath(__file__))

project = "edge-inference"
author = "The edge-inference authors"
copyright = author  # pylint: disable=redefined-builtin
with open(os.path.join(HERE, "..", "VERSION"), encoding="utf-8") as file:
    version = release = file.read().strip()

extensions = ["sphinx.ext.mathjax", "myst_parser"]  # myst_parser reads design.md
root_doc = "index"
exclude_patterns = ["build", "html", "results", "static"]  # results/ is pasted into the pages (utils/study/pages.py)
highlight_language = "none"  # code blocks name their language
myst_heading_anchors = 2

html_theme = "sphinx_rtd_theme" if importlib.util.find_spec("sphinx_rtd_theme") else "alabaster"
html_copy_source = False
html_static_path = ["static"]
html_css_files = ["book.css"]
