#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: memory.sh SOURCE-FOLDER BUILD-FOLDER
#
# Short form of edge-inference-bench --memory (200 episodes of 10 s): episodes that are built, run and destroyed in one process
# leave no memory behind, neither with a fixed plan nor while SAC-d trains. The replay memory is small enough to be full when the
# measurement starts, because its growth until then is no leak.
set -eu
bench=$2/bin/edge-inference-bench
"$bench" --memory --episodes=60 --settled=20 --growth=0.05 --duration=0.5 --nUes=3
if "$2/bin/edge-inference-quickstart" --policy=nobody 2>&1 | grep -q 'among.* sac-d '; then # built with LibTorch
    "$bench" --memory --episodes=60 --settled=20 --growth=0.05 --duration=0.5 --nUes=3 --policy=ns3::SacDiscretePolicy \
        --ns3::SacDiscretePolicy::ReplayCapacity=200 --ns3::SacDiscretePolicy::LearningStarts=50 \
        --ns3::SacDiscretePolicy::BatchSize=32
    # Simulators of their own: the learner's process takes in what they collected.
    "$bench" --memory --episodes=60 --settled=20 --growth=0.05 --duration=0.5 --nUes=3 --policy=ns3::SacDiscretePolicy --actors=2 \
        --ns3::SacDiscretePolicy::ReplayCapacity=200 --ns3::SacDiscretePolicy::LearningStarts=50 \
        --ns3::SacDiscretePolicy::BatchSize=32
fi
