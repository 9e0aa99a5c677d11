# SPDX-License-Identifier: GPL-2.0-only
#
# Tests that cannot be built because a package is missing. They stand in ctest's list all the same, and fail there with the
# package's name: a suite without them must not look complete.

if(CMAKE_SCRIPT_MODE_FILE) # the test itself
  message(FATAL_ERROR "${REASON}")
endif()

# Adds the test NAME that fails with REASON, which the end of the configuration tells as well.
function(edge_inference_missing_test name reason)
  add_test(NAME ${name} COMMAND ${CMAKE_COMMAND} -D "REASON=${reason}" -P "${EDGE_INFERENCE_ROOT}/cmake/missing-test.cmake")
  get_property(told GLOBAL PROPERTY EDGE_INFERENCE_MISSING_TESTS)
  if(NOT told AND CMAKE_VERSION VERSION_GREATER_EQUAL 3.19)
    cmake_language(DEFER DIRECTORY "${CMAKE_SOURCE_DIR}" CALL edge_inference_tell_missing_tests)
  endif()
  set_property(GLOBAL APPEND PROPERTY EDGE_INFERENCE_MISSING_TESTS "${name}: ${reason}")
endfunction()

function(edge_inference_tell_missing_tests)
  get_property(told GLOBAL PROPERTY EDGE_INFERENCE_MISSING_TESTS)
  list(JOIN told "\n  " told)
  message(NOTICE "edge-inference: tests are incomplete, ctest will fail:\n  ${told}")
endfunction()
