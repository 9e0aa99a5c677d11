#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Behaviour cloning: trains a small network on observations.csv and exports it as TorchScript.

usage: train-torchscript.py FOLDER NETWORK.pt [POLICY]

FOLDER holds observations.csv and observations.json, which --observations writes. The network learns to
decide as POLICY did (default: the first one in the file); --policy=torchscript:NETWORK.pt runs it.
"""

import csv
import gzip
import json
import os
import sys

import torch


def read(folder, policy):
    """Returns the features [rows, features] and the actions [rows] of one policy."""
    features, actions = [], []
    path = f"{folder}/observations.csv"
    # What --gzip wrote is there under another name.
    source = open(path, encoding="utf-8", newline="") if os.path.exists(path) else gzip.open(path + ".gz", "rt", newline="")
    with source as file:
        rows = csv.reader(file)
        first = next(rows).index("action") + 1
        for row in rows:
            policy = policy or row[0]
            if row[0] == policy and row[first - 1]:
                features.append([float(x) for x in row[first:]])
                actions.append(int(row[first - 1]))
    return torch.tensor(features, dtype=torch.float32), torch.tensor(actions)


def main():
    folder, output = sys.argv[1:3]
    with open(f"{folder}/observations.json", encoding="utf-8") as file:
        layout = json.load(file)
    x, y = read(folder, sys.argv[3] if len(sys.argv) > 3 else "")
    if len(y) == 0:
        sys.exit(f"error: {folder}/observations.csv has no such decision")
    torch.manual_seed(1)
    network = torch.nn.Sequential(
        torch.nn.Linear(len(layout["features"]), 64),
        torch.nn.ReLU(),
        torch.nn.Linear(64, 64),
        torch.nn.ReLU(),
        torch.nn.Linear(64, layout["actions"]),
    )
    optimiser = torch.optim.Adam(network.parameters(), lr=3e-3)
    for step in range(600):
        batch = torch.randint(len(y), (128,))
        loss = torch.nn.functional.cross_entropy(network(x[batch]), y[batch])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    same = (network(x).argmax(dim=1) == y).float().mean().item()
    network.eval()
    torch.jit.save(torch.jit.script(network), output)
    print(f"{len(y)} decisions, {100 * same:.1f} % of them cloned, last loss {loss.item():.3f}: {output}")


if __name__ == "__main__":
    main()
