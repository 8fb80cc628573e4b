#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "connectivity/roi.hpp"
#include "signal/amplitude.hpp"

namespace dmn::connectivity {

/// Measures of a run that are no edges. They are exploratory.
enum class MeasureFamily { amplitude, graph, reho };

/// `amplitude`, `graph`, `reho`. @throws UsageError naming the nearest
MeasureFamily parse_measure_family(std::string_view name);
std::string name_of(MeasureFamily family);

/// What a measure is, as every dataset of it says.
struct MeasureInfo {
  std::string name;  ///< `alff`, `strength`, ...
  std::string units;
  std::string description;
  bool per_roi = true;  ///< R values, else one
};

/// amplitude: alff, falff, slow5, high_band. reho: reho. graph: strength, clustering, participation,
/// participation_louvain, modularity, modularity_louvain, degree_10 ... degree_30, clustering_10 ... clustering_30.
std::vector<MeasureInfo> measures_of(MeasureFamily family);

/// The measure of this name. @throws ShapeError
MeasureInfo measure_info(std::string_view name);

/// The values of one measure in one run.
struct Measure {
  std::string name;
  Eigen::VectorXd values;  ///< R or 1
};

/// In the order of measures_of.
std::vector<Measure> amplitude_measures(const signal::Amplitude& amplitude);

/// Measures of the graph of positive z (weighted_graph.hpp; densities 10, 15, ... 30 %), in the order of measures_of.
/// ROIs without data are no nodes and NaN. `participation` and `modularity` are of the networks of the ROI table and
/// the graph of ROIs that have one; NaN without two networks. Louvain: best of 100. Where an edge between ROIs with
/// data is missing there is no graph: all NaN.
///
/// @param z     E, every pair, row-major
/// @param rois  R
/// @param seed  of Louvain's orders
/// @throws ShapeError when the edges are not those of the ROIs
/// METHODS.md section 3.
std::vector<Measure> graph_measures(const Eigen::VectorXd& z, const RoiTable& rois, std::uint64_t seed);

}  // namespace dmn::connectivity
