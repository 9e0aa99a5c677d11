# SPDX-License-Identifier: GPL-2.0-only
#
# cmake -D RUNNER=<test runner> -D OUTPUT=<file> -D TIMEOUT=<s> -P discover-suites.cmake
#
# Writes a ctest entry for every TestSuite that the runner knows.

execute_process(
  COMMAND "${RUNNER}" --print-test-name-list --fullness=EXTENSIVE
  OUTPUT_VARIABLE names
  RESULT_VARIABLE status
)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${RUNNER} cannot list its suites: ${status}")
endif()
string(REPLACE "\n" ";" names "${names}")
set(content "")
foreach(name ${names})
  string(STRIP "${name}" name)
  if(name)
    string(APPEND content "add_test([==[suite:${name}]==] [==[${RUNNER}]==] --verbose --fullness=EXTENSIVE [==[--suite=${name}]==])\n")
    string(APPEND content "set_tests_properties([==[suite:${name}]==] PROPERTIES TIMEOUT ${TIMEOUT})\n")
  endif()
endforeach()
file(WRITE "${OUTPUT}" "${content}")
