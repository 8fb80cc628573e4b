#include "harmonisation/covariates.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace dmn::harmonisation {

Covariates no_covariates(Eigen::Index n_rows)
{
  return {.names = {}, .values = Eigen::MatrixXd(n_rows, 0)};
}

Eigen::MatrixXd columns_named(const Covariates& covariates, const std::vector<std::string>& names)
{
  Eigen::MatrixXd columns(covariates.values.rows(), static_cast<Eigen::Index>(names.size()));
  for (std::size_t k = 0; k < names.size(); ++k) {
    const auto found = std::ranges::find(covariates.names, names[k]);
    if (found == covariates.names.end()) {
      throw base::ShapeError(fmt::format("harmonisation was estimated with covariate \"{}\", which is not among {}",
                                         names[k], base::join(covariates.names, ", ")));
    }
    columns.col(static_cast<Eigen::Index>(k)) = covariates.values.col(found - covariates.names.begin());
  }
  return columns;
}

}  // namespace dmn::harmonisation
