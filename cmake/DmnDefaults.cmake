# Language level, build type and warnings, the same for every preset.
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
# -O2 and no fused multiply-add contraction: the same bits from every compiler run. Missing values are NaN: never -ffast-math.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

option(DMN_WARNINGS_AS_ERRORS "Treat compiler warnings as errors" OFF)
option(DMN_SANITIZE "Build with address and undefined-behaviour sanitizers" OFF)
option(DMN_COVERAGE "Build with coverage counters" OFF)

# -Wno-free-nonheap-object: GCC 12 reports it falsely where it inlines the destructor of a small std::string.
add_library(dmn_warnings INTERFACE)
target_compile_options(dmn_warnings INTERFACE -Wall -Wextra -Wno-missing-field-initializers -Wno-free-nonheap-object -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
                       -Wnull-dereference -Wdouble-promotion -ffp-contract=off $<$<BOOL:${DMN_WARNINGS_AS_ERRORS}>:-Werror>)
if(DMN_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=address,undefined)
endif()
if(DMN_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()
