#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "harmonisation/combat.hpp"
#include "harmonisation/covbat.hpp"

namespace dmn::harmonisation {

/// Columns that a whole matrix is worked through at a time.
constexpr Eigen::Index default_tile_width = 512;

/// ComBat of a matrix held in memory, in place.
/// @param data         N x F, any units; becomes the harmonised data
/// @param site_of_row  N
/// @return             the parameters, ready for other rows
/// @throws             as combat_design and estimate; the data are then unchanged
CombatParameters harmonise(Eigen::Ref<Eigen::MatrixXd> data, const std::vector<std::string>& site_of_row,
                           const Covariates& covariates, const CombatOptions& options,
                           Eigen::Index tile_width = default_tile_width);

struct CovbatResult {
  CombatParameters combat = {};
  CovbatParameters covbat = {};
};

/// The same with CovBat. Needs N x N besides the data.
CovbatResult harmonise_covbat(Eigen::Ref<Eigen::MatrixXd> data, const std::vector<std::string>& site_of_row,
                              const Covariates& covariates, const CombatOptions& options,
                              Eigen::Index tile_width = default_tile_width);

}  // namespace dmn::harmonisation
