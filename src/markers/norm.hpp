#pragma once

#include <optional>
#include <string>
#include <vector>

#include "markers/measures.hpp"
#include "markers/norm_coding.hpp"
#include "markers/normative.hpp"
#include "markers/reliability.hpp"
#include "sites/site_summary.hpp"

namespace dmn::markers {

/// What controls say of one measure.
struct MeasureNorm {
  Measure measure = {};              ///< edges are positions in Norm::source.edges
  NormativeModel with_site = {};     ///< all covariates
  NormativeModel without_site = {};  ///< all but the site
  std::vector<int> n_at_site = {};   ///< S, controls of `with_site`
  Reliability reliability = {};
};

/// What the controls of a cohort say of a personal profile.
struct Norm {
  std::string program_version = {};
  std::string controls = {};  ///< the level of the group column
  std::string group_column = {};
  sites::SharedEdges source = {};       ///< kind, unit, pipeline, regions and edges it speaks of
  bool holds_site = false;              ///< the site is among the covariates
  std::vector<std::string> sites = {};  ///< S, of the controls, bytewise by name
  NormCoding with_site = {};
  NormCoding without_site = {};
  std::string reliability_of = {};  ///< `sessions 1 and 2`; empty where it is unknown
  std::vector<MeasureNorm> measures = {};
};

/// Fits every measure.
/// @param covariates  as parse_covariates()
/// @param people      N rows
/// @param controls    rows of `people`, ascending
/// @param values      N x S, NaN where missing
/// @param measures    S
/// @return            source, reliability and labels are left to the caller; warnings tell of dropped covariates
/// @throws DesignError (code_controls)
struct FittedNorm {
  Norm norm = {};
  std::vector<std::string> warnings = {};
};
FittedNorm fit_norm(const stats::Formula& covariates, const stats::Cohort& people,
                    const std::vector<Eigen::Index>& controls, const Eigen::MatrixXd& values,
                    const std::vector<Measure>& measures);

/// The first difference in regions, kind, unit, estimator or denoising between the norm and data to be compared with
/// it; nothing if they speak of the same.
std::optional<sites::Mismatch> first_mismatch(const Norm& norm, const sites::SharedEdges& data);

/// Distrusts a norm that came from elsewhere: shapes of coefficients and matrices, counts, spreads, names.
/// @throws InputError naming what does not fit
void require_plausible(const Norm& norm);

/// The controls whose sums may leave the house, and the measures that all of them have (norm_disclosure.cpp).
struct ShareableControls {
  std::vector<Eigen::Index> controls = {};  ///< with every covariate, at sites with at least 10 of them
  std::vector<Measure> measures = {};
  std::vector<Eigen::Index> columns = {};  ///< of `values`, one a measure
  std::vector<std::string> left_out = {};  ///< names of measures that a control lacks
};

/// A norm file holds one set of controls, so that no two of its numbers differ by a single person.
/// @throws DesignError where fewer than 30 are left, or a cell of the covariates holds 1 to 4 of them
///         (sites::require_large_cells)
ShareableControls shareable_controls(const stats::Formula& covariates, const stats::Cohort& people,
                                     const std::vector<Eigen::Index>& controls, const Eigen::MatrixXd& values,
                                     const std::vector<Measure>& measures);

/// The covariates without the site; the same if it is not among them.
stats::Formula covariates_without_site(const stats::Formula& covariates, const stats::Cohort& people);

}  // namespace dmn::markers
