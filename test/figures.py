#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Draws a figure, converts it by every program that is installed, and looks at the pixels.

usage: figures.py PROGRAM

PROGRAM is edge-inference-figures of the build. Exit status 77 when nothing here converts SVG.
"""

import json
import re
import shutil
import struct
import subprocess
import sys
import zlib

# Lines, a band, markers and bars, in these colours on white (helper/report/experiment-figure.cc).
COLOURS = {"style 0": (0xD5, 0x5E, 0x00), "style 1": (0x00, 0x72, 0xB2), "style 2": (0x00, 0x87, 0x5F)}
PAPER = (255, 255, 255)

CONVERTERS = {
    "rsvg-convert": ["rsvg-convert", "--output", "OUT", "IN"],
    "CairoSVG": [sys.executable, "-c", "import sys, cairosvg; cairosvg.svg2png(url=sys.argv[1], write_to=sys.argv[2])",
                 "IN", "OUT"],
    "Inkscape": ["inkscape", "--export-type=png", "--export-filename=OUT", "IN"],
}


def read_png(path):
    """Pixels of a PNG with 8 bits, RGB or RGBA, on white: a list of rows of (r, g, b)."""
    with open(path, "rb") as file:
        data = file.read()
    place, body = 8, b""
    while place < len(data):
        size, kind = struct.unpack(">I4s", data[place:place + 8])
        chunk = data[place + 8:place + 8 + size]
        if kind == b"IHDR":
            width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", chunk)
            if depth != 8 or colour not in (2, 6) or interlace:
                sys.exit(f"{path}: a PNG of another kind")
            channels = 3 if colour == 2 else 4
        elif kind == b"IDAT":
            body += chunk
        place += 12 + size
    raw = zlib.decompress(body)
    stride = width * channels
    above = bytearray(stride)
    rows = []
    for y in range(height):
        kind = raw[y * (stride + 1)]
        line = bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        for i in range(stride):
            left = line[i - channels] if i >= channels else 0
            corner = above[i - channels] if i >= channels else 0
            if kind == 1:
                line[i] = (line[i] + left) & 255
            elif kind == 2:
                line[i] = (line[i] + above[i]) & 255
            elif kind == 3:
                line[i] = (line[i] + (left + above[i]) // 2) & 255
            elif kind == 4:
                guess = left + above[i] - corner
                choice = min((abs(guess - left), 0, left), (abs(guess - above[i]), 1, above[i]),
                             (abs(guess - corner), 2, corner))[2]
                line[i] = (line[i] + choice) & 255
        above = line
        row = []
        for x in range(0, stride, channels):
            alpha = line[x + 3] if channels == 4 else 255
            row.append(tuple((value * alpha + 255 * (255 - alpha)) // 255 for value in line[x:x + 3]))
        rows.append(row)
    return rows


def count(rows, colour):
    """Pixels of a colour, give or take what a converter rounds."""
    return sum(all(abs(a - b) <= 3 for a, b in zip(pixel, colour)) for row in rows for pixel in row)


def is_there(name, command):
    """Whether a converter can be run."""
    if name == "CairoSVG":
        return subprocess.run([sys.executable, "-c", "import cairosvg"], capture_output=True, check=False).returncode == 0
    return shutil.which(command[0]) is not None


def main():
    figure = [{"file": "figure.svg", "description": "d", "panels": [
        {"title": "t", "x": {"label": "x"}, "y": {"label": "y"}, "series": [
            {"name": "a", "style": 0, "points": [[1, 1, 0, 0.2], [2, 3, 0, 0.2], [3, 2, 0, 0.2]]},
            {"name": "b", "style": 1, "points": [[1, 2, 0, 0], [3, 3, 0, 0]]},
            {"name": "c", "style": 2, "line": False, "points": [[2, 1, 0, 0], [2.5, 1.2, 0, 0], [1.2, 2.8, 0, 0]]}]}]}]
    subprocess.run([sys.argv[1]], input=json.dumps(figure), text=True, check=True)
    # At half its size: fewer pixels to look at.
    with open("figure.svg", encoding="utf-8") as file:
        text = file.read()
    text = re.sub(r'(viewBox="[-0-9]+ 0 ([0-9]+) ([0-9]+)") width="[0-9]+" height="[0-9]+"',
                  r'\1 width="\2" height="\3"', text)
    with open("figure.svg", "w", encoding="utf-8") as file:
        file.write(text)
    failed = False
    tried = []
    for name, command in CONVERTERS.items():
        if not is_there(name, command):
            continue
        tried.append(name)
        words = [word.replace("OUT", "figure.png") if "OUT" in word else "figure.svg" if word == "IN" else word
                 for word in command]
        subprocess.run(words, check=True, capture_output=True)
        rows = read_png("figure.png")
        pixels = sum(len(row) for row in rows)
        for style, colour in COLOURS.items():
            if count(rows, colour) < 20:
                print(f"FAILED: {name}: {count(rows, colour)} pixels have the colour of {style}")
                failed = True
        if count(rows, PAPER) < 0.8 * pixels or count(rows, (0, 0, 0)) > 0.001 * pixels:
            print(f"FAILED: {name}: {count(rows, PAPER)} of {pixels} pixels are white, {count(rows, (0, 0, 0))} black")
            failed = True
    print("converted by " + (", ".join(tried) or "nobody: none of " + ", ".join(CONVERTERS) + " is installed"))
    return 1 if failed else 0 if tried else 77


if __name__ == "__main__":
    sys.exit(main())
