# SPDX-License-Identifier: GPL-2.0-only
#
# What `cmake --install` puts where (stand-alone route), and the package that find_package(edge-inference) finds:
#
#   lib/libns3-edge-inference.so             the library, and libns3-nr.so where it was built with -DEDGE_INFERENCE_NR_DIR
#   include/ns3/*.h                          its public headers, beside ns-3's
#   lib/cmake/edge-inference/                the package: target edge-inference::edge-inference
#   share/edge-inference/{profiles,scenarios,doc/...}
#   bin/                                     the programs
#
# Nothing in there knows the prefix: library and programs find each other, profiles and scenarios by paths relative to themselves,
# so the folder may be moved.

include(CMakePackageConfigHelpers)
set(edge_inference_package "${CMAKE_INSTALL_LIBDIR}/cmake/edge-inference")
set(edge_inference_data "${CMAKE_INSTALL_DATADIR}/edge-inference")

# A project needs the standard of ns-3's headers, whatever its compiler takes by default.
target_compile_features(edge-inference INTERFACE cxx_std_${edge_inference_standard})
set(edge_inference_libraries edge-inference)
if(EDGE_INFERENCE_NR)
  list(APPEND edge_inference_libraries nr)
  get_target_property(edge_inference_nr_headers nr EDGE_INFERENCE_HEADERS)
  install(FILES ${edge_inference_nr_headers} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/ns3)
  set_target_properties(edge-inference PROPERTIES INSTALL_RPATH "$ORIGIN")
endif()
install(
  TARGETS ${edge_inference_libraries}
  EXPORT edge-inference-targets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  INCLUDES
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
)
install(
  EXPORT edge-inference-targets
  NAMESPACE edge-inference::
  DESTINATION ${edge_inference_package}
)
configure_package_config_file(
  cmake/edge-inference-config.cmake.in "${CMAKE_BINARY_DIR}/edge-inference-config.cmake"
  INSTALL_DESTINATION ${edge_inference_package}
)
write_basic_package_version_file(
  "${CMAKE_BINARY_DIR}/edge-inference-config-version.cmake"
  VERSION ${edge_inference_version}
  COMPATIBILITY SameMinorVersion
)
install(
  FILES "${CMAKE_BINARY_DIR}/edge-inference-config.cmake" "${CMAKE_BINARY_DIR}/edge-inference-config-version.cmake"
  DESTINATION ${edge_inference_package}
)

# The real headers: those of the build folder only point to them.
install(FILES ${edge_inference_headers} "${CMAKE_BINARY_DIR}/include/ns3/edge-inference-module.h"
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/ns3
)
install(
  DIRECTORY profiles scenarios
  DESTINATION ${edge_inference_data}
  FILES_MATCHING
  PATTERN "*.json"
  PATTERN "*.bin"
  PATTERN "*.pt"
)
install(FILES LICENSE README.md CHANGES.md RELEASE_NOTES.md CITATION.cff DESTINATION ${edge_inference_data})
if(EDGE_INFERENCE_EXAMPLES_ON)
  file(RELATIVE_PATH edge_inference_library_folder "/${CMAKE_INSTALL_BINDIR}" "/${CMAKE_INSTALL_LIBDIR}")
  foreach(example ${edge_inference_examples})
    set_target_properties(${example} PROPERTIES INSTALL_RPATH "$ORIGIN/${edge_inference_library_folder}")
  endforeach()
  install(TARGETS ${edge_inference_examples} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
