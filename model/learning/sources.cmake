# Sources of the learning room, relative to the repository's root: listed once for the build alone and
# for the build inside an ns-3 tree.
set(EDGE_INFERENCE_LEARNING_SOURCES
    model/learning/action-heads.cc
    model/learning/approximator.cc
    model/learning/assignment-learner.cc
    model/learning/checkpoint-fields.cc
    model/learning/ddpg.cc
    model/learning/dense-kernels.cc
    model/learning/discrete-sac.cc
    model/learning/dqn.cc
    model/learning/learning-checks.cc
    model/learning/learning-random.cc
    model/learning/learning-runtime.cc
    model/learning/mlp.cc
    model/learning/module-approximator.cc
    model/learning/n-step-returns.cc
    model/learning/order-preserving-quantisation.cc
    model/learning/parameter-block.cc
    model/learning/ppo.cc
    model/learning/priority-tree.cc
    model/learning/rank-group.cc
    model/learning/replay-memory.cc
    model/learning/running-normaliser.cc
)
