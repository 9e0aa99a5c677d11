# SPDX-License-Identifier: GPL-2.0-only
#
# What both routes of the build share (see ../CMakeLists.txt).

set(EDGE_INFERENCE_WITH_TORCH
    AUTO
    CACHE STRING "Build the learning policies with LibTorch: AUTO (if found), ON or OFF"
)
set_property(CACHE EDGE_INFERENCE_WITH_TORCH PROPERTY STRINGS AUTO ON OFF)

# The folder of this module, whatever subfolder includes this file.
get_filename_component(EDGE_INFERENCE_ROOT "${CMAKE_CURRENT_LIST_DIR}/.." ABSOLUTE)
include("${EDGE_INFERENCE_ROOT}/cmake/missing-test.cmake")
include("${EDGE_INFERENCE_ROOT}/cmake/nr.cmake")
file(STRINGS "${EDGE_INFERENCE_ROOT}/VERSION" edge_inference_version LIMIT_COUNT 1)

# Appends -isystem for each of the directories to the list that is called NAME.
function(edge_inference_system_includes name)
  set(appended ${${name}})
  foreach(directory ${ARGN})
    get_filename_component(directory "${directory}" ABSOLUTE)
    # A system directory given again would hide the compiler's own headers.
    if(NOT directory STREQUAL "/usr/include")
      list(APPEND appended "-isystem${directory}")
    endif()
  endforeach()
  set(${name} "${appended}" PARENT_SCOPE)
endfunction()

# Turns "3.37", "3.36.1" or "3-dev" into 337, 336 or 999 (a development tree counts as the newest).
function(edge_inference_version_number version result)
  if(version MATCHES "^([0-9]+)\\.([0-9]+)")
    math(EXPR number "${CMAKE_MATCH_1} * 100 + ${CMAKE_MATCH_2}")
  elseif(version MATCHES "dev")
    set(number 999)
  else()
    message(FATAL_ERROR "edge-inference: cannot read the ns-3 version '${version}'")
  endif()
  set(${result} ${number} PARENT_SCOPE)
endfunction()

# Finds the installed ns-3 and gives every variable lib<module> the imported target of that module, as ns-3's own tree does.
# Targets are called ns3::libcore up to 3.42 and ns3::core since.
macro(edge_inference_find_ns3)
  find_package(ns3 CONFIG QUIET)
  if(NOT ns3_FOUND)
    list(APPEND EDGE_INFERENCE_MISSING "ns-3 (Debian and Ubuntu: apt install ns3 libns3-dev)")
  else()
    set(NS3_VER ${ns3_VERSION})
    get_property(edge_inference_imported DIRECTORY PROPERTY IMPORTED_TARGETS)
    foreach(target ${edge_inference_imported})
      if(target MATCHES "^ns3::(lib)?(.+)$")
        set(lib${CMAKE_MATCH_2} ${target})
        # Packages export include directories of the machine they were built on.
        get_target_property(directories ${target} INTERFACE_INCLUDE_DIRECTORIES)
        set(existing)
        foreach(directory ${directories})
          if(EXISTS "${directory}")
            list(APPEND existing "${directory}")
          endif()
        endforeach()
        set_target_properties(${target} PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${existing}")
      endif()
    endforeach()
    foreach(
      module
      applications
      core
      csma
      energy
      flow-monitor
      internet
      lte
      mobility
      netanim
      network
      point-to-point
      propagation
      spectrum
      stats
      traffic-control
      wifi
    )
      if(NOT lib${module})
        list(APPEND EDGE_INFERENCE_MISSING "the ns-3 module ${module}")
      endif()
    endforeach()
  endif()
endmacro()

# Sets EDGE_INFERENCE_TORCH to ON or OFF, and for ON: edge_inference_torch_options (of the sources that include it),
# edge_inference_torch_libraries (plain paths: imported targets are not visible outside of the folder that found them, and carry
# their compile options to every source). A function, because TorchConfig.cmake sets many variables.
function(edge_inference_find_torch)
  set(EDGE_INFERENCE_TORCH OFF PARENT_SCOPE)
  set(EDGE_INFERENCE_TORCH_VERSION "" PARENT_SCOPE)
  if(NOT EDGE_INFERENCE_WITH_TORCH)
    message(STATUS "edge-inference: LibTorch is switched off, no learning policies")
    return()
  endif()
  set(CMAKE_MESSAGE_LOG_LEVEL ERROR) # its own notes about parts that we do not use
  find_package(Torch QUIET)
  unset(CMAKE_MESSAGE_LOG_LEVEL)
  if(NOT TORCH_FOUND AND NOT Torch_FOUND)
    if(NOT EDGE_INFERENCE_WITH_TORCH STREQUAL AUTO)
      message(FATAL_ERROR "edge-inference: LibTorch was asked for and is not found (apt install libtorch-dev, or set "
                          "CMAKE_PREFIX_PATH or Torch_DIR)"
      )
    endif()
    message(STATUS "edge-inference: LibTorch is not found, no learning policies")
    return()
  endif()

  # A LibTorch with the pre-C++11 std::string cannot be linked with an ns-3 that has the other one.
  if("${TORCH_CXX_FLAGS}" MATCHES "_GLIBCXX_USE_CXX11_ABI=0" AND NOT "${CMAKE_CXX_FLAGS}" MATCHES "_GLIBCXX_USE_CXX11_ABI=0")
    set(reason "this LibTorch (${Torch_VERSION}) is built with the old C++ ABI and ns-3 with the new one; get the cxx11-abi build")
    if(NOT EDGE_INFERENCE_WITH_TORCH STREQUAL AUTO)
      message(FATAL_ERROR "edge-inference: ${reason}")
    endif()
    message(STATUS "edge-inference: ${reason}; no learning policies")
    return()
  endif()

  set(libraries)
  foreach(
    target
    torch
    torch_cpu
    torch_cuda
    c10
    c10_cuda
  )
    if(TARGET ${target})
      get_target_property(location ${target} LOCATION)
      if(location)
        list(APPEND libraries "${location}")
      endif()
    endif()
  endforeach()

  separate_arguments(options UNIX_COMMAND "${TORCH_CXX_FLAGS}")
  edge_inference_system_includes(options ${TORCH_INCLUDE_DIRS})

  message(STATUS "edge-inference: LibTorch ${Torch_VERSION}, learning policies are built")
  set(EDGE_INFERENCE_TORCH ON PARENT_SCOPE)
  set(EDGE_INFERENCE_TORCH_VERSION "${Torch_VERSION}" PARENT_SCOPE)
  set(edge_inference_torch_options "${options}" PARENT_SCOPE)
  set(edge_inference_torch_libraries "${libraries}" PARENT_SCOPE)
endfunction()

# Sets edge_inference_zlib_libraries and edge_inference_zlib_options (of the source that includes it); without zlib both are empty
# and --gzip is refused. A function with plain paths, as above.
function(edge_inference_find_zlib)
  set(edge_inference_zlib_libraries "" PARENT_SCOPE)
  set(edge_inference_zlib_options "" PARENT_SCOPE)
  find_package(ZLIB QUIET)
  if(NOT ZLIB_FOUND)
    message(STATUS "edge-inference: zlib is not found, results are not compressed (--gzip; apt install zlib1g-dev)")
    return()
  endif()
  set(options)
  edge_inference_system_includes(options ${ZLIB_INCLUDE_DIRS})
  # Plain file names, without CMake's words for debug and release.
  get_target_property(location ZLIB::ZLIB LOCATION)
  set(edge_inference_zlib_libraries "${location}" PARENT_SCOPE)
  set(edge_inference_zlib_options "${options}" PARENT_SCOPE)
  message(STATUS "edge-inference: zlib ${ZLIB_VERSION_STRING}, results can be compressed (--gzip)")
endfunction()

# In a tree: gives the one source file that uses it Boost.MPI, where that is found with MPI itself, and sets
# edge_inference_mpi_libraries; without, training has one rank. (Alone, model/learning/CMakeLists.txt does so.) A function with
# plain paths, as above.
function(edge_inference_find_mpi source)
  set(edge_inference_mpi_libraries "" PARENT_SCOPE)
  find_package(MPI QUIET COMPONENTS CXX)
  find_package(Boost QUIET COMPONENTS mpi serialization)
  if(NOT MPI_CXX_FOUND OR NOT TARGET Boost::mpi)
    message(STATUS "edge-inference: no Boost.MPI, training has one rank")
    return()
  endif()
  set(libraries ${MPI_CXX_LIBRARIES})
  foreach(target mpi serialization)
    get_target_property(location Boost::${target} LOCATION)
    if(NOT location)
      message(STATUS "edge-inference: no Boost.MPI library, training has one rank")
      return()
    endif()
    list(APPEND libraries "${location}")
  endforeach()
  set(options)
  edge_inference_system_includes(options ${MPI_CXX_INCLUDE_DIRS})
  set_property(SOURCE "${source}" APPEND PROPERTY COMPILE_OPTIONS ${options})
  set_property(SOURCE "${source}" APPEND PROPERTY COMPILE_DEFINITIONS EDGE_INFERENCE_WITH_MPI)
  set(edge_inference_mpi_libraries "${libraries}" PARENT_SCOPE)
  message(STATUS "edge-inference: training may have several ranks (Boost.MPI)")
endfunction()

# Looks for everything the module needs; what is missing is listed in EDGE_INFERENCE_MISSING.
macro(edge_inference_find_dependencies)
  set(EDGE_INFERENCE_MISSING)
  if(NOT EDGE_INFERENCE_IN_TREE)
    edge_inference_find_ns3()
  endif()
  find_path(EDGE_INFERENCE_JSON_INCLUDE_DIR nlohmann/json.hpp)
  find_path(EDGE_INFERENCE_BOOST_INCLUDE_DIR boost/version.hpp)
  mark_as_advanced(EDGE_INFERENCE_JSON_INCLUDE_DIR EDGE_INFERENCE_BOOST_INCLUDE_DIR)
  if(NOT EDGE_INFERENCE_JSON_INCLUDE_DIR)
    list(APPEND EDGE_INFERENCE_MISSING "nlohmann_json (apt install nlohmann-json3-dev)")
  endif()
  if(NOT EDGE_INFERENCE_BOOST_INCLUDE_DIR)
    list(APPEND EDGE_INFERENCE_MISSING "Boost (apt install libboost-dev)")
  endif()
  string(REPLACE ";" ", " EDGE_INFERENCE_MISSING "${EDGE_INFERENCE_MISSING}")
  if(NOT EDGE_INFERENCE_MISSING)
    edge_inference_version_number("${NS3_VER}" EDGE_INFERENCE_NS3_VERSION)
    edge_inference_find_torch()
    edge_inference_find_zlib()
    edge_inference_choose_standard()
  endif()
endmacro()

# The C++ standard: the highest of what our code, ns-3's headers and LibTorch's headers ask for. In a tree the tree's own, raised
# when LibTorch needs more.
macro(edge_inference_choose_standard)
  set(edge_inference_standard 17)
  if(EDGE_INFERENCE_NS3_VERSION GREATER_EQUAL 341)
    set(edge_inference_standard 20)
  endif()
  if(EDGE_INFERENCE_TORCH AND EDGE_INFERENCE_TORCH_VERSION VERSION_GREATER_EQUAL 2.9)
    set(edge_inference_standard 20)
  endif()
  if(EDGE_INFERENCE_NS3_VERSION GREATER_EQUAL 346)
    set(edge_inference_standard 23)
  endif()
  if(CMAKE_CXX_STANDARD AND CMAKE_CXX_STANDARD GREATER edge_inference_standard)
    set(edge_inference_standard ${CMAKE_CXX_STANDARD})
  endif()
endmacro()

# Makes the file lists that this build uses of those in sources.cmake.
macro(edge_inference_collect_files)
  include("${EDGE_INFERENCE_ROOT}/model/learning/sources.cmake" OPTIONAL)
  set(edge_inference_sources ${EDGE_INFERENCE_SOURCES})
  set(edge_inference_headers ${EDGE_INFERENCE_HEADERS})
  set(edge_inference_test_suites ${EDGE_INFERENCE_TEST_SUITES})
  set(edge_inference_examples ${EDGE_INFERENCE_EXAMPLES})
  set(edge_inference_mpi_libraries "")
  # From the library's folder to profiles/ and scenarios/ of an installed module; nothing in a tree, which is not installed.
  set(edge_inference_installed_data "")
  if(NOT EDGE_INFERENCE_IN_TREE)
    include(GNUInstallDirs)
    file(RELATIVE_PATH edge_inference_installed_data "/${CMAKE_INSTALL_LIBDIR}"
         "/${CMAKE_INSTALL_DATADIR}/edge-inference"
    )
  endif()
  set_property(
    SOURCE model/input/profile-files.cc APPEND PROPERTY COMPILE_DEFINITIONS
                                                     EDGE_INFERENCE_PROFILE_DIR="${EDGE_INFERENCE_ROOT}/profiles"
                                                     EDGE_INFERENCE_INSTALLED_DATA="${edge_inference_installed_data}"
  )
  if(edge_inference_zlib_libraries)
    set(edge_inference_zlib_user helper/experiment/gzip-text.cc)
    set_property(SOURCE ${edge_inference_zlib_user} APPEND PROPERTY COMPILE_OPTIONS ${edge_inference_zlib_options})
    set_property(SOURCE ${edge_inference_zlib_user} APPEND PROPERTY COMPILE_DEFINITIONS EDGE_INFERENCE_HAVE_ZLIB)
  endif()
  edge_inference_find_commit()
  if(EDGE_INFERENCE_TORCH)
    set(edge_inference_learning_sources)
    foreach(source ${EDGE_INFERENCE_LEARNING_SOURCES})
      get_filename_component(source "${source}" NAME)
      list(APPEND edge_inference_learning_sources model/learning/${source})
    endforeach()
    set(edge_inference_torch_files ${EDGE_INFERENCE_TORCH_SOURCES} ${edge_inference_learning_sources})
    list(APPEND edge_inference_sources ${edge_inference_torch_files})
    list(APPEND edge_inference_test_suites ${EDGE_INFERENCE_TORCH_TEST_SUITES})
    list(APPEND edge_inference_examples ${EDGE_INFERENCE_TORCH_EXAMPLES})
    edge_inference_use_torch(${edge_inference_torch_files})
    if(EDGE_INFERENCE_IN_TREE)
      edge_inference_find_mpi(model/learning/rank-group.cc)
    endif()
  endif()
endmacro()

# Tells model/edge-inference-versions.cc the commit, for --version. The next commit configures anew.
function(edge_inference_find_commit)
  find_package(Git QUIET)
  if(NOT GIT_FOUND OR NOT EXISTS "${EDGE_INFERENCE_ROOT}/.git")
    return()
  endif()
  set(git ${GIT_EXECUTABLE} -C "${EDGE_INFERENCE_ROOT}")
  execute_process(
    COMMAND ${git} rev-parse --short=10 HEAD
    OUTPUT_VARIABLE commit
    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET
  )
  execute_process(
    COMMAND ${git} rev-parse --git-path logs/HEAD
    OUTPUT_VARIABLE log
    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET
  )
  if(NOT commit STREQUAL "")
    set_property(
      SOURCE model/edge-inference-versions.cc APPEND PROPERTY COMPILE_DEFINITIONS EDGE_INFERENCE_COMMIT_STRING="${commit}"
    )
  endif()
  get_filename_component(log "${log}" ABSOLUTE BASE_DIR "${EDGE_INFERENCE_ROOT}")
  if(EXISTS "${log}")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${log}")
  endif()
endfunction()

# Gives source files (of the calling folder) what they need to include LibTorch. Per source, so that it works with the object
# library of older ns-3 trees and without the precompiled header, whose flags differ.
function(edge_inference_use_torch)
  foreach(source ${ARGN})
    set_source_files_properties(
      "${source}" PROPERTIES COMPILE_OPTIONS "${edge_inference_torch_options}" SKIP_PRECOMPILE_HEADERS ON
    )
  endforeach()
endfunction()

# What is left to set after the library target stands, in either route.
function(edge_inference_finish_target target)
  set(compiled ${target})
  if(TARGET ${target}-obj) # ns-3 trees up to 3.42 compile in an object library
    list(APPEND compiled ${target}-obj)
  endif()
  foreach(one ${compiled})
    target_compile_definitions(
      ${one}
      PUBLIC EDGE_INFERENCE_NS3_VERSION=${EDGE_INFERENCE_NS3_VERSION}
             $<$<BOOL:${EDGE_INFERENCE_TORCH}>:EDGE_INFERENCE_HAVE_TORCH=1>
      # Nothing of the module's own asks for it.
      INTERFACE $<$<BOOL:${EDGE_INFERENCE_NR}>:EDGE_INFERENCE_HAVE_NR=1>
      PRIVATE EDGE_INFERENCE_VERSION_STRING="${edge_inference_version}"
              EDGE_INFERENCE_TORCH_VERSION_STRING="${EDGE_INFERENCE_TORCH_VERSION}"
              EDGE_INFERENCE_NS3_VERSION_STRING="${NS3_VER}"
    )
    foreach(directory ${EDGE_INFERENCE_JSON_INCLUDE_DIR} ${EDGE_INFERENCE_BOOST_INCLUDE_DIR})
      if(NOT directory STREQUAL "/usr/include")
        target_include_directories(${one} SYSTEM PRIVATE "${directory}")
      endif()
    endforeach()
    if(NOT "${CMAKE_CXX_STANDARD}" STREQUAL "${edge_inference_standard}")
      set_target_properties(${one} PROPERTIES CXX_STANDARD ${edge_inference_standard} CXX_STANDARD_REQUIRED ON)
    endif()
  endforeach()
  set(libraries ${edge_inference_zlib_libraries})
  if(EDGE_INFERENCE_TORCH)
    list(APPEND libraries ${edge_inference_torch_libraries} ${edge_inference_mpi_libraries})
  endif()
  if(libraries)
    target_link_libraries(${target} PRIVATE ${libraries})
    if(NS3_STATIC OR NS3_MONOLIB)
      set(ns3-external-libs "${libraries};${ns3-external-libs}" CACHE INTERNAL "" FORCE)
    endif()
  endif()
endfunction()

# Adds to the list named by `result` the target of an ns-3 module that may be absent. The name is put together here, because ns-3
# takes every module written out in CMakeLists.txt for a hard dependency.
function(edge_inference_optional_module module result)
  set(found ${${result}})
  if(EDGE_INFERENCE_IN_TREE)
    if(${module} IN_LIST ns3-all-enabled-modules)
      list(APPEND found ${lib${module}})
    endif()
  elseif(lib${module})
    list(APPEND found ${lib${module}})
  endif()
  set(${result} ${found} PARENT_SCOPE)
endfunction()

# The library of the stand-alone route: target edge-inference, file libns3-edge-inference.
macro(edge_inference_standalone_library)
  option(EDGE_INFERENCE_TESTS "Build the tests" ON)
  option(EDGE_INFERENCE_EXAMPLES_ON "Build the examples" ON)
  include(GNUInstallDirs)
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
  set(CMAKE_CXX_STANDARD ${edge_inference_standard})
  set(CMAKE_CXX_STANDARD_REQUIRED ON)
  set(CMAKE_CXX_EXTENSIONS OFF)
  set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
  if(NOT CMAKE_BUILD_TYPE)
    # Optimised, with line numbers for valgrind and backtraces, and (no NDEBUG) with assertions.
    set(CMAKE_BUILD_TYPE RelWithDebInfo)
    set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")
  endif()
  if(NOT CMAKE_BUILD_TYPE MATCHES "Release|MinSizeRel")
    # ns-3's macros, for our own code; what the installed ns-3 was built with is its own affair.
    add_compile_definitions(NS3_ASSERT_ENABLE NS3_LOG_ENABLE)
  endif()
  add_compile_options(-Wall -Wextra)

  # "ns3/NAME.h" for our own headers: files of one line that include the real one, as ns-3's own build does.
  set(module_header "// All public headers of edge-inference.\n")
  foreach(header ${edge_inference_headers})
    get_filename_component(name "${header}" NAME)
    # Relative, so that checkouts side by side can share a compiler cache.
    file(RELATIVE_PATH path "${CMAKE_BINARY_DIR}/include/ns3" "${CMAKE_CURRENT_SOURCE_DIR}/${header}")
    file(
      CONFIGURE
      OUTPUT "${CMAKE_BINARY_DIR}/include/ns3/${name}"
      CONTENT "#include \"${path}\"\n"
      @ONLY
    )
    string(APPEND module_header "#include \"ns3/${name}\"\n")
  endforeach()
  file(
    CONFIGURE
    OUTPUT "${CMAKE_BINARY_DIR}/include/ns3/edge-inference-module.h"
    CONTENT "${module_header}"
    @ONLY
  )

  if(EDGE_INFERENCE_TORCH)
    # The learning room is a library of its own, with its own tests; here it is compiled once, for both.
    enable_testing()
    add_subdirectory(model/learning)
    list(REMOVE_ITEM edge_inference_sources ${edge_inference_learning_sources})
  endif()

  if(EDGE_INFERENCE_NR)
    edge_inference_build_nr()
  endif()
  add_library(edge-inference SHARED ${edge_inference_sources})
  add_library(ns3::edge-inference ALIAS edge-inference)
  set_target_properties(edge-inference PROPERTIES OUTPUT_NAME ns3-edge-inference)
  target_include_directories(
    edge-inference PUBLIC "$<BUILD_INTERFACE:${CMAKE_BINARY_DIR}/include>"
                          "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>"
  )
  target_link_libraries(edge-inference PUBLIC ${edge_inference_ns3_libraries})
  edge_inference_finish_target(edge-inference)
  if(EDGE_INFERENCE_TORCH)
    # LINK_ONLY: its include directories and LibTorch's flags stay with the sources that asked for them.
    target_link_libraries(edge-inference PRIVATE $<LINK_ONLY:edge-inference-learning>)
  endif()
endmacro()
