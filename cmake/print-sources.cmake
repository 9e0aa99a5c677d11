# SPDX-License-Identifier: GPL-2.0-only
#
# cmake -P cmake/print-sources.cmake prints every file that sources.cmake and model/learning/sources.cmake list, one a line.

get_filename_component(root "${CMAKE_CURRENT_LIST_DIR}/.." ABSOLUTE)
include("${root}/sources.cmake")
include("${root}/model/learning/sources.cmake")

set(files
    ${EDGE_INFERENCE_SOURCES}
    ${EDGE_INFERENCE_HEADERS}
    ${EDGE_INFERENCE_INTERNAL_HEADERS}
    ${EDGE_INFERENCE_PRIVATE_HEADERS}
    ${EDGE_INFERENCE_TORCH_SOURCES}
    ${EDGE_INFERENCE_NR_SOURCES}
    ${EDGE_INFERENCE_NR_HEADERS}
    ${EDGE_INFERENCE_NR_TEST_SUITES}
    ${EDGE_INFERENCE_TEST_SUITES}
    ${EDGE_INFERENCE_TORCH_TEST_SUITES}
    ${EDGE_INFERENCE_UNIT_TESTS}
    ${EDGE_INFERENCE_TORCH_UNIT_TESTS}
)
foreach(source ${EDGE_INFERENCE_LEARNING_SOURCES})
  get_filename_component(source "${source}" NAME)
  list(APPEND files model/learning/${source})
endforeach()
foreach(example ${EDGE_INFERENCE_EXAMPLES} ${EDGE_INFERENCE_TORCH_EXAMPLES})
  list(APPEND files examples/${example}.cc)
endforeach()
string(REPLACE ";" "\n" files "${files}")
# (message() writes to stderr)
execute_process(COMMAND ${CMAKE_COMMAND} -E echo "${files}")
