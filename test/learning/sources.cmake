# Tests of the learning room, relative to the repository's root.
set(EDGE_INFERENCE_LEARNING_TEST_SOURCES
    test/learning/discrete-sac-test.cc
    test/learning/learning-test-util.cc
)
