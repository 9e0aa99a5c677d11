#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""How far many simulators bring one learner, by simulation of the schedule, from measured times.

usage: schedule.py [--actors=1,2,4,...] FILE

FILE is what `edge-inference-bench --experience --json` wrote: for each system and radio the processor time of its episodes
(simulators) and of what the learner does with each (gradient steps, taking bytes). The schedule is that of InferenceActors: a round has
N episodes on N cores; the learner, on a core of its own, takes them in order, each when its simulator has ended; the next round begins
when the learner has all of this one, or, with overlap, all of the one before. Printed are, over the time of one process that does both:

    N=...   speed-up with N actors, with overlap where the learner allows it
    limit   speed-up with any number of actors: the learner alone is left
    bend    fewest actors that have 90 % of the limit (of those that were asked for)

Behind the limit only a faster learner, fewer or larger gradient steps, or several learners help: PPO's ranks average their gradients.
"""
import json
import sys

ACTORS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000]
ROUNDS = 50  # of each schedule; the first two fill the pipeline


def simulate(simulator, learner, actors, overlap, rounds=ROUNDS):
    """Time of a round in seconds, in the long run.

    simulator, learner: seconds of each measured episode; they are used again and again in their order.
    """
    begin = [0.0]  # of each round
    done = []      # when the learner has all of each round
    free = 0.0     # when the learner has nothing to do
    ends = []      # when the last simulator of each round has ended
    for number in range(rounds):
        start = begin[number]
        first = number * actors
        for i in range(first, first + actors):
            finish = start + simulator[i % len(simulator)]
            free = max(free, finish) + learner[i % len(learner)]
            ends.append(finish)
        done.append(free)
        last = max(ends[first:])
        # With overlap the round before has to be learnt and the cores of this one to be free.
        begin.append(max(last, done[number - 1] if number > 0 else 0.0) if overlap else free)
    settled = rounds // 2
    return (done[-1] - done[settled - 1]) / (rounds - settled)


def speedup(times, actors, overlap, rounds=ROUNDS):
    """How much faster than one process that simulates and learns in turn."""
    simulator, learner = times
    together = sum(simulator) / len(simulator) + sum(learner) / len(learner)
    return actors * together / simulate(simulator, learner, actors, overlap, rounds)


def limit(times):
    """The same with any number of actors."""
    simulator, learner = (sum(part) / len(part) for part in times)
    return (simulator + learner) / learner if learner > 0 else float("inf")


def read(path):
    """(name, times, overlap) of each system and radio of a file.

    Only the second half of the episodes counts: a replay memory has to be filled before anything is learnt from it.
    """
    with open(path, encoding="utf-8") as file:
        report = json.load(file)
    found = []
    for name, entry in report.items():
        alone, two = entry["alone"], entry["twoActors"]
        simulator, gradient = alone["simulatorSecondsByEpisode"], alone["gradientSecondsByEpisode"]
        transport = two["transportCpuSeconds"] / len(gradient)
        half = len(gradient) // 2
        found.append((name, (simulator[half:], [time + transport for time in gradient[half:]]), two["overlap"]))
    return found


def main(arguments):
    actors = ACTORS
    files = []
    for argument in arguments:
        if argument in ("-h", "--help"):
            print(__doc__.strip())
            return 0
        if argument.startswith("--actors="):
            actors = [int(word) for word in argument.split("=", 1)[1].split(",") if word.isdigit() and int(word) > 0]
            if not actors:
                print(f"schedule.py: {argument}: expected whole numbers of at least 1, as in --actors=1,8,64", file=sys.stderr)
                return 2
        elif argument.startswith("-"):
            print(f"schedule.py: {argument}: no such option (--help)", file=sys.stderr)
            return 2
        else:
            files.append(argument)
    if len(files) != 1:
        print(f"schedule.py: {len(files)} files: expected one (--help)", file=sys.stderr)
        return 2
    try:
        entries = read(files[0])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ZeroDivisionError) as error:
        print(f"schedule.py: {files[0]}: {error!r}: expected what edge-inference-bench --experience --json writes", file=sys.stderr)
        return 2
    width = max([len(name) for name, _, _ in entries] + [6])
    print(f"{'system':{width}}  overlap" + "".join(f"{'N=' + str(n):>8}" for n in actors) + f"{'limit':>8}{'bend':>6}")
    for name, times, overlap in entries:
        found = [speedup(times, n, overlap) for n in actors]
        most = limit(times)
        bend = next((str(n) for n, value in zip(actors, found) if value >= 0.9 * most), "-")
        print(f"{name:{width}}  {'yes' if overlap else 'no':7}" + "".join(f"{value:8.2f}" for value in found) + f"{most:8.2f}{bend:>6}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
