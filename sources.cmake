# SPDX-License-Identifier: GPL-2.0-only
#
# Every file of the module, once, for both routes of CMakeLists.txt (in an ns-3 tree and alone).
# Paths are relative to this folder, lists are alphabetical. The test "sources-listed" fails when a
# file stands in a folder but in no list; a listed file that is missing stops the configuration.
#
# A file that includes LibTorch, or that cannot work without it, belongs in a *_TORCH_* list: without
# LibTorch these are left out. model/learning/ keeps its own list, in model/learning/sources.cmake.

# cmake-format: off

# Sources of the library that need ns-3 only.
set(EDGE_INFERENCE_SOURCES
    helper/attribute-text.cc
    helper/edge-inference-helper.cc
    helper/edge-topology-factory.cc
    helper/edge-topology-helper.cc
    helper/edge-wires.cc
    helper/experiment-plots.cc
    helper/experiment-progress.cc
    helper/experiment-summary.cc
    helper/fixed-plan-search.cc
    helper/inference-episode.cc
    helper/inference-experiment.cc
    helper/inference-scenario.cc
    helper/ns2-mobility-trace.cc
    helper/lte-edge-network.cc
    helper/lte-edge-topology-helper.cc
    helper/process-pool.cc
    helper/scenario-key.cc
    helper/scenario-reader.cc
    helper/scoped-defaults.cc
    helper/training-checkpoint.cc
    helper/wifi-edge-topology-helper.cc
    model/application/inference-client.cc
    model/application/inference-control-agent.cc
    model/application/inference-control-header.cc
    model/application/inference-header.cc
    model/application/inference-reassembler.cc
    model/application/inference-scheduler.cc
    model/application/inference-server.cc
    model/application/inference-stream-reader.cc
    model/application/inference-stream-writer.cc
    model/compute/background-load.cc
    model/compute/compute-job.cc
    model/compute/compute-node.cc
    model/compute/constant-background-load.cc
    model/compute/fifo-compute-node.cc
    model/compute/markov-background-load.cc
    model/compute/trace-background-load.cc
    model/dnn/device-profile.cc
    model/dnn/dnn-profile-reader.cc
    model/dnn/dnn-profile.cc
    model/dnn/inference-input-error.cc
    model/dnn/json-cursor.cc
    model/dnn/profile-files.cc
    model/dnn/time-series-file.cc
    model/edge-inference-versions.cc
    model/policy/device-only-policy.cc
    model/policy/edgent-policy.cc
    model/policy/fixed-plan-policy.cc
    model/policy/offloading-policy.cc
    model/policy/plan-estimator.cc
    model/policy/plan-space.cc
    model/policy/random-policy.cc
    model/policy/reward-model.cc
    model/policy/server-only-policy.cc
    model/policy/state-encoder.cc
    model/radio/lte-radio-access.cc
    model/radio/lte-scheduler-sap.cc
    model/radio/lte-share-ffr-algorithm.cc
    model/radio/lte-spectrum-credit.cc
    model/radio/lte-uplink-queue.cc
    model/radio/radio-access.cc
    model/radio/radio-trace-connections.cc
    model/radio/wifi-frame-watch.cc
    model/radio/wifi-radio-access.cc
    model/task/bursty-task-stream.cc
    model/task/closed-loop-task-stream.cc
    model/task/inference-plan.cc
    model/task/periodic-task-stream.cc
    model/task/poisson-task-stream.cc
    model/task/task-outcome.cc
    model/task/task-stream.cc
    model/task/trace-task-stream.cc
)

# Public headers: users include them as "ns3/NAME", so names are unique in all of ns-3.
set(EDGE_INFERENCE_HEADERS
    helper/attribute-text.h
    helper/edge-inference-helper.h
    helper/edge-topology-factory.h
    helper/edge-topology-helper.h
    helper/edge-topology.h
    helper/edge-wires.h
    helper/experiment-plots.h
    helper/experiment-progress.h
    helper/experiment-summary.h
    helper/fixed-plan-search.h
    helper/inference-episode.h
    helper/inference-experiment.h
    helper/inference-scenario.h
    helper/ns2-mobility-trace.h
    helper/lte-edge-network.h
    helper/lte-edge-topology-helper.h
    helper/process-pool.h
    helper/scoped-defaults.h
    helper/training-checkpoint.h
    helper/wifi-edge-topology-helper.h
    model/application/inference-client.h
    model/application/inference-control-agent.h
    model/application/inference-control-header.h
    model/application/inference-header.h
    model/application/inference-reassembler.h
    model/application/inference-scheduler.h
    model/application/inference-server.h
    model/application/inference-stream-reader.h
    model/application/inference-stream-writer.h
    model/compute/background-load.h
    model/compute/compute-job.h
    model/compute/compute-node.h
    model/compute/constant-background-load.h
    model/compute/fifo-compute-node.h
    model/compute/markov-background-load.h
    model/compute/trace-background-load.h
    model/dnn/device-profile.h
    model/dnn/dnn-profile.h
    model/dnn/inference-input-error.h
    model/dnn/time-series-file.h
    model/edge-inference-compat.h
    model/edge-inference-versions.h
    model/policy/device-only-policy.h
    model/policy/edgent-policy.h
    model/policy/epoch-state.h
    model/policy/fixed-plan-policy.h
    model/policy/offloading-policy.h
    model/policy/plan-estimator.h
    model/policy/plan-space.h
    model/policy/random-policy.h
    model/policy/reward-model.h
    model/policy/server-only-policy.h
    model/policy/state-encoder.h
    model/radio/channel-state.h
    model/radio/lte-radio-access.h
    model/radio/lte-scheduler-sap.h
    model/radio/lte-share-ffr-algorithm.h
    model/radio/lte-spectrum-credit.h
    model/radio/lte-ue-state.h
    model/radio/lte-uplink-queue.h
    model/radio/radio-access.h
    model/radio/radio-trace-connections.h
    model/radio/radio-windowed-sum.h
    model/radio/wifi-frame-watch.h
    model/radio/wifi-radio-access.h
    model/task/bursty-task-stream.h
    model/task/closed-loop-task-stream.h
    model/task/inference-plan.h
    model/task/inference-task.h
    model/task/periodic-task-stream.h
    model/task/poisson-task-stream.h
    model/task/task-outcome.h
    model/task/task-stream.h
    model/task/trace-task-stream.h
)

# Headers that stay inside: only sources of their own folder include them, by a relative path. (They include nlohmann_json,
# which a user's program need not have.)
set(EDGE_INFERENCE_PRIVATE_HEADERS
    helper/scenario-key.h
    helper/scenario-reader.h
    model/dnn/json-cursor.h
    model/dnn/profile-files.h
)

# Sources of the library that include model/learning/ (policies that learn), and their public headers.
set(EDGE_INFERENCE_TORCH_SOURCES
    model/policy/dqn-policy.cc
    model/policy/plan-learning-policy.cc
    model/policy/sac-discrete-policy.cc
)
set(EDGE_INFERENCE_TORCH_HEADERS
    model/policy/dqn-policy.h
    model/policy/learner-agent.h
    model/policy/plan-learning-policy.h
    model/policy/sac-discrete-policy.h
)

# Files with ns-3 TestSuites: run by ./test.py in a tree and by edge-inference-test-runner alone.
set(EDGE_INFERENCE_TEST_SUITES
    test/application/inference-books-test-suite.cc
    test/application/inference-client-test-suite.cc
    test/application/inference-scheduler-test-suite.cc
    test/application/inference-server-test-suite.cc
    test/compute/background-load-test-suite.cc
    test/compute/compute-node-test-suite.cc
    test/compute/fifo-compute-node-test-suite.cc
    test/dnn/time-series-file-test-suite.cc
    test/helper/inference-episode-test-suite.cc
    test/helper/inference-scenario-test-suite.cc
    test/helper/wifi-edge-topology-test-suite.cc
    test/policy/plan-estimator-test-suite.cc
    test/radio/wifi-radio-access-test-suite.cc
    test/task/bursty-task-stream-test-suite.cc
    test/task/closed-loop-task-stream-test-suite.cc
    test/task/periodic-task-stream-test-suite.cc
    test/task/poisson-task-stream-test-suite.cc
    test/task/task-stream-test-suite.cc
    test/task/trace-task-stream-test-suite.cc
)
set(EDGE_INFERENCE_TORCH_TEST_SUITES
    test/policy/plan-learning-policy-test-suite.cc
)

# GoogleTest files of the rooms that need no simulation: one program, edge-inference-unit-tests.
set(EDGE_INFERENCE_UNIT_TESTS
    test/application/inference-control-header-test.cc
    test/application/inference-header-test.cc
    test/application/inference-reassembler-test.cc
    test/application/inference-stream-reader-test.cc
    test/application/inference-stream-writer-test.cc
    test/dnn/broken-profiles-test.cc
    test/dnn/device-profile-test.cc
    test/dnn/dnn-profile-test.cc
    test/dnn/inference-input-error-test.cc
    test/dnn/json-cursor-test.cc
    test/dnn/shipped-profiles-test.cc
    test/helper/experiment-summary-test.cc
    test/helper/process-pool-test.cc
    test/helper/training-checkpoint-test.cc
    test/policy/offloading-policies-test.cc
    test/policy/plan-space-test.cc
    test/policy/state-encoder-test.cc
)

# Examples: examples/NAME.cc makes the program NAME.
set(EDGE_INFERENCE_EXAMPLES
    edge-inference-one-cell
    edge-inference-own-policy
    edge-inference-quickstart
)
set(EDGE_INFERENCE_TORCH_EXAMPLES
)

# cmake-format: on
