# Everything we do not write ourselves (Debian 12 packages; jobs/install-deps.sh installs them).
find_package(PkgConfig REQUIRED)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(Boost 1.74 REQUIRED COMPONENTS program_options)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(MPI REQUIRED COMPONENTS C)
pkg_check_modules(ISAL REQUIRED IMPORTED_TARGET libisal)
pkg_check_modules(NETTLE REQUIRED IMPORTED_TARGET nettle)

set(HDF5_PREFER_PARALLEL OFF)
find_package(HDF5 REQUIRED COMPONENTS C)
add_library(dmn_hdf5 INTERFACE)
target_include_directories(dmn_hdf5 SYSTEM INTERFACE ${HDF5_C_INCLUDE_DIRS})
# Only the library itself: what it needs in turn it finds by its own means.
list(FILTER HDF5_C_LIBRARIES INCLUDE REGEX "libhdf5")
target_link_libraries(dmn_hdf5 INTERFACE ${HDF5_C_LIBRARIES})

# One thread a rank: the serial build of OpenBLAS, by its own folder, whatever the system prefers.
set(DMN_OPENBLAS_FOLDERS openblas-serial ${CMAKE_LIBRARY_ARCHITECTURE}/openblas-serial openblas)
find_path(OPENBLAS_INCLUDE_DIR cblas.h PATH_SUFFIXES ${DMN_OPENBLAS_FOLDERS} REQUIRED)
find_library(OPENBLAS_LIBRARY openblas PATH_SUFFIXES ${DMN_OPENBLAS_FOLDERS} REQUIRED)
get_filename_component(OPENBLAS_FOLDER ${OPENBLAS_LIBRARY} DIRECTORY)
add_library(dmn_openblas INTERFACE)
target_include_directories(dmn_openblas SYSTEM INTERFACE ${OPENBLAS_INCLUDE_DIR})
target_link_libraries(dmn_openblas INTERFACE ${OPENBLAS_LIBRARY})

find_path(NIFTI_INCLUDE_DIR nifti2_io.h PATH_SUFFIXES nifti REQUIRED)
find_library(NIFTI2_LIBRARY nifti2 REQUIRED)
add_library(dmn_nifti INTERFACE)
target_include_directories(dmn_nifti SYSTEM INTERFACE ${NIFTI_INCLUDE_DIR})
target_link_libraries(dmn_nifti INTERFACE ${NIFTI2_LIBRARY})

if(BUILD_TESTING)
  find_package(GTest REQUIRED)
  find_package(benchmark REQUIRED)
endif()
