#include "prediction/feature_source.hpp"

#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "connectivity/tangent.hpp"
#include "harmonisation/harmonise.hpp"

namespace dmn::prediction {
namespace {

template <class Value>
std::vector<Value> some(const std::vector<Value>& all, const std::vector<Eigen::Index>& rows)
{
  std::vector<Value> chosen;
  chosen.reserve(rows.size());
  for (const auto row : rows) chosen.push_back(all[static_cast<std::size_t>(row)]);
  return chosen;
}

harmonisation::Covariates named(const Eigen::MatrixXd& values)
{
  harmonisation::Covariates covariates{.names = {}, .values = values};
  for (Eigen::Index c = 0; c < values.cols(); ++c) covariates.names.push_back("covariate " + std::to_string(c + 1));
  return covariates;
}

/// In place, by what the training rows say.
void harmonise(const std::vector<std::string>& sites, const Fold& fold, FoldRows& rows)
{
  const auto training_sites = some(sites, fold.training);
  const std::set<std::string> known(training_sites.begin(), training_sites.end());
  if (known.size() < 2) return;
  const auto parameters =
      harmonisation::harmonise(rows.training.features, training_sites, named(rows.training.covariates), {});
  std::vector<Eigen::Index> of_known;
  for (std::size_t row = 0; row < fold.test.size(); ++row) {
    if (known.contains(sites[static_cast<std::size_t>(fold.test[row])]))
      of_known.push_back(static_cast<Eigen::Index>(row));
  }
  if (of_known.empty()) return;
  const auto combat_rows = harmonisation::rows_for(parameters, some(some(sites, fold.test), of_known),
                                                   named(rows.test.covariates(of_known, Eigen::all)));
  Eigen::MatrixXd values = rows.test.features(of_known, Eigen::all);
  harmonisation::apply(parameters, combat_rows, 0, values);
  rows.test.features(of_known, Eigen::all) = values;
}

}  // namespace

Eigen::MatrixXd tangent_rows(const Eigen::MatrixXd& whitening, const std::vector<Eigen::MatrixXd>& matrices)
{
  const Eigen::Index r = whitening.rows();
  Eigen::MatrixXd rows(static_cast<Eigen::Index>(matrices.size()), r * (r - 1) / 2 + r);
  for (std::size_t k = 0; k < matrices.size(); ++k) {
    const auto vector = connectivity::tangent_vector(whitening, matrices[k]);
    rows.row(static_cast<Eigen::Index>(k)) << vector.edges.transpose(), vector.diagonal.transpose();
  }
  return rows;
}

FoldRows rows_of_fold(const FeatureSource& source, const Fold& fold)
try {
  FoldRows rows;
  rows.training.covariates = source.covariates(fold.training, Eigen::all);
  rows.test.covariates = source.covariates(fold.test, Eigen::all);
  if (source.matrices.empty()) {
    rows.training.features = source.values(fold.training, Eigen::all);
    rows.test.features = source.values(fold.test, Eigen::all);
  } else {
    const auto training = some(source.matrices, fold.training);
    rows.whitening = connectivity::tangent_mean(training).whitening;
    rows.training.features = tangent_rows(rows.whitening, training);
    rows.test.features = tangent_rows(rows.whitening, some(source.matrices, fold.test));
  }
  if (source.combat) harmonise(source.site, fold, rows);
  return rows;
} catch (base::Error& problem) {
  problem.add_context({.field = "training without " + fold.name});
  throw;
}

}  // namespace dmn::prediction
