# Tests of the learning room, relative to the repository's root.
set(EDGE_INFERENCE_LEARNING_TEST_SOURCES
    test/learning/assignment-learner-test.cc
    test/learning/ddpg-test.cc
    test/learning/dense-kernels-test.cc
    test/learning/discrete-sac-test.cc
    test/learning/dqn-test.cc
    test/learning/learning-gates-test.cc
    test/learning/learning-pieces-test.cc
    test/learning/learning-test-util.cc
    test/learning/mlp-test.cc
    test/learning/module-approximator-test.cc
    test/learning/networks-test.cc
    test/learning/order-preserving-quantisation-test.cc
    test/learning/ppo-test.cc
    test/learning/replay-test.cc
    test/learning/wu-test.cc
)
