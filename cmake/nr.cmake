# SPDX-License-Identifier: GPL-2.0-only
#
# The NR radio needs 5G-LENA's module nr. In a tree it is there or not (contrib/nr). No system has it as a package, so the stand-alone
# route compiles it from its own folder, which -DEDGE_INFERENCE_NR_DIR names, as a library of its own: libns3-nr.

set(EDGE_INFERENCE_NR_DIR
    ""
    CACHE PATH "Stand-alone: the folder of 5G-LENA's module nr, of the release that fits the installed ns-3; empty: no NR radio"
)

# Says in `result` why the release of nr in `folder` does not fit, or nothing. The files tell: nr has no number of its version.
function(edge_inference_nr_misfit folder result)
  set(reason "")
  if(EXISTS "${folder}/model/nr-qos-flow.h")
    set(reason "this nr is newer than 4.1.1 (it has NrQosFlow instead of NrEpsBearer)")
  elseif(EXISTS "${folder}/model/nr-gnb-rrc.h" AND NOT EXISTS "${folder}/helper/nr-channel-helper.h")
    set(reason "this nr is one of 3.2 to 3.3.1")
  endif()
  set(${result} "${reason}" PARENT_SCOPE)
endfunction()

# Adds the NR radio where nr is.
macro(edge_inference_add_nr)
  set(EDGE_INFERENCE_NR OFF)
  set(edge_inference_nr_libraries "")
  set(edge_inference_nr_reason "")
  if(EDGE_INFERENCE_IN_TREE)
    set(edge_inference_nr_folder "${PROJECT_SOURCE_DIR}/contrib/nr")
    edge_inference_optional_module(nr edge_inference_nr_libraries)
  elseif(EDGE_INFERENCE_NR_DIR)
    get_filename_component(edge_inference_nr_folder "${EDGE_INFERENCE_NR_DIR}" ABSOLUTE)
    if(NOT EXISTS "${edge_inference_nr_folder}/helper/nr-helper.h")
      message(FATAL_ERROR "edge-inference: EDGE_INFERENCE_NR_DIR: found ${EDGE_INFERENCE_NR_DIR}, expected the folder of 5G-LENA's "
                          "module nr, with helper/nr-helper.h"
      )
    endif()
    set(edge_inference_nr_libraries nr)
  endif()
  if(edge_inference_nr_libraries)
    edge_inference_nr_misfit("${edge_inference_nr_folder}" edge_inference_nr_reason)
  endif()
  if(edge_inference_nr_reason)
    message(STATUS "edge-inference: ${edge_inference_nr_reason}, the NR radio is not built. It fits nr 2.3 (with ns-3.37) and "
                   "nr 4.1.1 (with ns-3.46)"
    )
  elseif(edge_inference_nr_libraries)
    set(EDGE_INFERENCE_NR ON)
    list(APPEND edge_inference_ns3_libraries ${edge_inference_nr_libraries})
    list(APPEND edge_inference_sources ${EDGE_INFERENCE_NR_SOURCES})
    list(APPEND edge_inference_headers ${EDGE_INFERENCE_NR_HEADERS})
    list(APPEND edge_inference_test_suites ${EDGE_INFERENCE_NR_TEST_SUITES})
    message(STATUS "edge-inference: the module nr is in ${edge_inference_nr_folder}, the NR radio is built")
  endif()
endmacro()

# Alone: compiles nr by its own CMakeLists.txt, which calls what ns-3's build calls build_lib and build_exec.
function(edge_inference_build_nr)
  function(build_exec)
  endfunction()
  function(build_lib)
    cmake_parse_arguments(NR "" "LIBNAME" "SOURCE_FILES;HEADER_FILES;LIBRARIES_TO_LINK;TEST_SOURCES" ${ARGN})
    set(headers)
    foreach(header ${NR_HEADER_FILES})
      get_filename_component(name "${header}" NAME)
      list(APPEND headers "${CMAKE_CURRENT_SOURCE_DIR}/${header}")
      file(
        CONFIGURE
        OUTPUT "${CMAKE_BINARY_DIR}/include/ns3/${name}"
        CONTENT "#pragma GCC system_header\n#include \"${CMAKE_CURRENT_SOURCE_DIR}/${header}\"\n"
        @ONLY
      )
    endforeach()
    add_library(nr SHARED ${NR_SOURCE_FILES})
    set_target_properties(nr PROPERTIES OUTPUT_NAME ns3-nr)
    # Its warnings are its own, those of its headers, too.
    target_compile_options(nr PRIVATE -w)
    target_include_directories(
      nr PUBLIC "$<BUILD_INTERFACE:${CMAKE_BINARY_DIR}/include>" "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>"
    )
    target_link_libraries(nr PUBLIC ${NR_LIBRARIES_TO_LINK})
    set_property(TARGET nr PROPERTY EDGE_INFERENCE_HEADERS "${headers}")
  endfunction()
  set(ENABLE_EIGEN OFF)
  add_subdirectory("${edge_inference_nr_folder}" "${CMAKE_BINARY_DIR}/nr" EXCLUDE_FROM_ALL)
endfunction()
