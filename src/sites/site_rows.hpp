#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "stats/cohort.hpp"
#include "stats/contrast.hpp"
#include "stats/design.hpp"

namespace dmn::sites {

/// The rows of one site in a model.
struct SiteRows {
  std::string site;
  std::vector<Eigen::Index> rows;  ///< of the design, ascending
};

/// The rows of each site, in the order of the site's levels (bytewise by name).
/// @throws DesignError when the model does not hold the site, or holds one site only
std::vector<SiteRows> rows_by_site(const stats::Design& design);

/// @throws DesignError for an F contrast: what is compared across sites must be one number
void require_t_contrast(const stats::Contrast& contrast);

/// Those terms of a formula that do not hold the variable.
stats::Formula formula_without(const stats::Formula& formula, const std::string& variable);

/// Who a cohort holds, on some of its rows: runs, site, group, participants and qc; regions and edges stay behind.
stats::Cohort people_on_rows(const stats::Cohort& cohort, const std::vector<Eigen::Index>& rows);

/// A model built anew on some rows of another: its own centring, levels and dropped columns.
struct PartialModel {
  std::vector<Eigen::Index> rows;  ///< of the whole design; outcomes(rows, all) are this model's outcomes
  stats::Design design;
  std::vector<stats::Contrast> contrast;  ///< the contrast in this model; empty if it cannot be answered
  std::string reason;                     ///< why not; empty if it can
};

/// @param formula  the model to build
/// @param rows     of `design`, ascending
/// The contrast must mean the same as in `design`: a factor that lost its reference level there is a reason against it.
PartialModel partial_model(const stats::Formula& formula, const stats::Design& design, const stats::Contrast& contrast,
                           const stats::Cohort& cohort, const std::vector<Eigen::Index>& rows);

}  // namespace dmn::sites
