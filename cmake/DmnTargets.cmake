include(GoogleTest)
# Test programs are compiled with less optimisation: they compile faster and what they test is optimised as ever.
# GCC 12 falsely reports array bounds and overlaps where it inlines std::string there.
set(DMN_TEST_OPTIONS $<$<CONFIG:Release>:-O1> -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow)

# Headers that nearly every source includes, compiled once: for libraries, and with gmock for tests.
set(DMN_COMMON_HEADERS <Eigen/Core> <algorithm> <filesystem> <functional> <memory> <optional> <string> <vector>)
file(WRITE ${PROJECT_BINARY_DIR}/precompiled.cpp "")
add_library(dmn_precompiled STATIC ${PROJECT_BINARY_DIR}/precompiled.cpp)
target_link_libraries(dmn_precompiled PRIVATE dmn_warnings Eigen3::Eigen fmt::fmt)
target_precompile_headers(dmn_precompiled PRIVATE ${DMN_COMMON_HEADERS})
if(BUILD_TESTING)
  file(WRITE ${PROJECT_BINARY_DIR}/precompiled_main.cpp "int main() {}\n")
  add_executable(dmn_precompiled_test ${PROJECT_BINARY_DIR}/precompiled_main.cpp)
  target_link_libraries(dmn_precompiled_test PRIVATE dmn_warnings Eigen3::Eigen fmt::fmt GTest::gmock)
  target_compile_options(dmn_precompiled_test PRIVATE ${DMN_TEST_OPTIONS})
  target_precompile_headers(dmn_precompiled_test PRIVATE ${DMN_COMMON_HEADERS} <gmock/gmock.h>)
endif()

# dmn_library(NAME folder SOURCES ... PUBLIC ... PRIVATE ... [PLAIN]): the library dmn::folder of src/folder.
# PLAIN: a library that does not know Eigen, so that it takes no part in the precompiled headers.
function(dmn_library)
  cmake_parse_arguments(ARG "PLAIN" "NAME" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(dmn_${ARG_NAME} STATIC ${ARG_SOURCES})
  add_library(dmn::${ARG_NAME} ALIAS dmn_${ARG_NAME})
  target_include_directories(dmn_${ARG_NAME} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(dmn_${ARG_NAME} PUBLIC ${ARG_PUBLIC} PRIVATE $<BUILD_INTERFACE:dmn_warnings> ${ARG_PRIVATE})
  if(NOT ARG_PLAIN)
    target_link_libraries(dmn_${ARG_NAME} PRIVATE Eigen3::Eigen)
    target_precompile_headers(dmn_${ARG_NAME} REUSE_FROM dmn_precompiled)
  endif()
endfunction()

# dmn_test(NAME folder SOURCES ... LINKS ... [RANKS 1 2 5]): one GoogleTest program; with RANKS it runs once under mpirun for each count.
# DMN_GOLDEN_DIR (compile definition) is tests/golden; every test runs in its own directory.
function(dmn_test)
  cmake_parse_arguments(ARG "" "NAME;TIMEOUT" "SOURCES;LINKS;RANKS" ${ARGN})
  string(REPLACE "/" "_" target ${ARG_NAME}_tests)
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${target} ${ARG_SOURCES})
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${target} PRIVATE dmn_warnings ${ARG_LINKS} Eigen3::Eigen GTest::gmock)
  target_compile_options(${target} PRIVATE ${DMN_TEST_OPTIONS})
  target_precompile_headers(${target} REUSE_FROM dmn_precompiled_test)
  target_compile_definitions(${target} PRIVATE DMN_SOURCE_DIR="${PROJECT_SOURCE_DIR}" DMN_GOLDEN_DIR="${PROJECT_SOURCE_DIR}/tests/golden")
  set(directory ${CMAKE_CURRENT_BINARY_DIR}/${target}.dir)
  file(MAKE_DIRECTORY ${directory})
  if(ARG_RANKS)
    foreach(ranks IN LISTS ARG_RANKS)
      add_test(NAME ${ARG_NAME}.ranks_${ranks}
               COMMAND ${MPIEXEC_EXECUTABLE} --oversubscribe -n ${ranks} $<TARGET_FILE:${target}> --ranks=${ranks}
               WORKING_DIRECTORY ${directory})
      set_tests_properties(${ARG_NAME}.ranks_${ranks} PROPERTIES TIMEOUT ${ARG_TIMEOUT} PROCESSORS 2
        ENVIRONMENT "OMPI_ALLOW_RUN_AS_ROOT=1;OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1;OMPI_MCA_rmaps_base_oversubscribe=1")
    endforeach()
  else()
    target_link_libraries(${target} PRIVATE GTest::gtest_main)
    gtest_discover_tests(${target} TEST_PREFIX "${ARG_NAME}/" WORKING_DIRECTORY ${directory}
                         PROPERTIES TIMEOUT ${ARG_TIMEOUT} DISCOVERY_TIMEOUT 60)
  endif()
endfunction()
