#pragma once

#include <Eigen/Core>

#include "store/dataset_writer.hpp"

namespace dmn::store {

inline constexpr const char* cohort_schema = "dmn-cohort/1";

/// How /connectivity is cut into chunks: readers take all rows of some edges, or one row.
/// Measured by tests/bench/chunk_shape.cpp.
ChunkShape cohort_chunk(Eigen::Index n_edges);

}  // namespace dmn::store
