# SPDX-License-Identifier: GPL-2.0-only
#
# The examples that ./test.py (in an ns-3 tree) and ctest (alone) run: (command, do_run, do_valgrind).
# Keep every entry on a line of its own and below ten seconds: ctest reads this file line by line.

cpp_examples = [
    ("ddpg-iiot --episodes=1 --seeds=1 --duration=1 --quiet --force --output=ddpg", "True", "False"),
    ("ddpg-iiot --radio=wifi --episodes=1 --seeds=1 --duration=0.5 --policy=ddpg,greedy,random --quiet --force --output=ddpg", "True", "False"),
    ("dppo-mobility --radio=link --episodes=1 --seeds=1 --duration=1 --policy=dppo,follow-nearest,lru-greedy --quiet --force --output=dppo", "True", "False"),
    ("dppo-mobility --radio=wifi --episodes=1 --seeds=1 --duration=0.5 --policy=dppo,static,least-loaded --quiet --force --output=dppo", "True", "False"),
    ("edge-inference-one-cell", "True", "True"),
    ("edge-inference-one-cell --radio=link", "True", "False"),
    ("edge-inference-one-cell --radio=lte", "True", "False"),
    ("edge-inference-own-learner --radio=link --set=/period/length=2", "True", "False"),
    ("edge-inference-own-learner --radio=link --set=/period/length=1 --actors=3", "True", "False"),
    ("edge-inference-own-network --radio=link --set=/period/length=1", "True", "False"),
    ("edge-inference-own-policy", "True", "True"),
    ("edge-inference-own-policy --radio=link --set=/period/length=1", "True", "False"),
    ("edge-inference-own-policy --radio=lte --set=/period/length=1", "True", "False"),
    ("edge-inference-profile-dnn --help", "True", "False"),
    ("edge-inference-tune --help", "True", "False"),
    ("edge-inference-run --scenario=quickstart --set=/period/length=1s --seeds=1 --policy=edgent --sweep=/ues/count=1,2 --quiet --force --output=run", "True", "True"),
    ("edge-inference-quickstart --radio=link --episodes=1 --seeds=1 --duration=1 --policy=sac-d,edgent --quiet --force --output=quickstart", "True", "False"),
    ("edge-inference-quickstart --radio=lte --episodes=1 --seeds=1 --duration=1 --policy=sac-d,edgent --quiet --force --output=quickstart", "True", "False"),
    ("edge-inference-quickstart --scenario=iiot-like --seeds=1 --duration=1 --policy=edgent --quiet --force --output=quickstart", "True", "False"),
    ("edge-inference-quickstart --scenario=two-cells-handover --seeds=1 --duration=1 --policy=edgent --quiet --force --output=quickstart", "True", "False"),
    ("edge-inference-quickstart --episodes=2 --seeds=2 --duration=2 --policy=sac-d,edgent,device-only --quiet --force --output=quickstart", "True", "True"),
    ("edge-inference-wu-iiot --episodes=1 --seeds=1 --duration=2 --quiet --force --output=wu-iiot", "True", "False"),
    ("edge-inference-wu-iiot --radio=wifi --seeds=1 --duration=1 --policy=drift-plus-penalty,static --quiet --force --output=wu-iiot", "True", "False"),
    ("edge-inference-wu-iiot --radio=lte --seeds=1 --duration=0.5 --policy=drift-plus-penalty --quiet --force --output=wu-iiot", "True", "False"),
    ("grle-early-exit --radio=link --episodes=1 --seeds=1 --duration=0.5 --devices=8 --quiet --force --output=grle", "True", "False"),
    ("grle-early-exit --radio=wifi --episodes=1 --seeds=1 --duration=0.3 --servers=2 --policy=grle,drooe,greedy --quiet --force --output=grle", "True", "False"),
    ("sac-d-co-inference --radio=link --episodes=1 --seeds=1 --duration=1 --policy=sac-d,dqn,edgent --quiet --force --output=sac-d", "True", "False"),
    ("sac-d-co-inference --pretrained --seeds=1 --duration=1 --policy=sac-d,edgent --quiet --force --output=sac-d", "True", "False"),
    ("sac-d-co-inference --nUes=1 --episodes=1 --seeds=1 --duration=1 --policy=sac-d,edgent --quiet --force --output=sac-d", "True", "False"),
    ("multi-exit-streams --radio=link --episodes=3 --trainings=1 --seeds=1 --duration=0.5 --set=/policies/0/HistorySteps=100 --policy=online,dp,greedy,fcfs --quiet --force --output=streams", "True", "False"),
    ("multi-exit-streams --radio=lte --seeds=1 --duration=0.5 --policy=dp,greedy --quiet --force --output=streams", "True", "False"),
]

python_examples = []
