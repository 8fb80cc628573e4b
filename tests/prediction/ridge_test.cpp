#include "prediction/ridge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <limits>

#include "prediction/linear_model.hpp"
#include "prediction/made_up.hpp"

namespace dmn::prediction {
namespace {

using testing::noise;
using testing::rows_of;
using testing::sites_in_turn;

constexpr double same = 1e-9;  ///< different order of sums, condition up to 1e7

/// What a fold of ridge says, by the normal equations of features and covariates: slow and obvious.
Eigen::VectorXd primal(const RowData& training, const Eigen::VectorXd& y, const RowData& test, double alpha,
                       const FeaturePreparation& preparation, const CovariateSpace& covariates)
{
  const auto design = [&](const RowData& rows) {
    const Eigen::MatrixXd basis = basis_of(covariates, rows.covariates);
    const Eigen::MatrixXd features = prepared(preparation, rows.features, basis);
    Eigen::MatrixXd all(basis.rows(), basis.cols() + features.cols());
    all << basis, features;
    return all;
  };
  const Eigen::MatrixXd x = design(training);
  Eigen::VectorXd penalty = Eigen::VectorXd::Constant(x.cols(), alpha * static_cast<double>(preparation.n_used()));
  penalty.head(covariates.rank()).setZero();
  const Eigen::MatrixXd normal = x.transpose() * x + Eigen::MatrixXd(penalty.asDiagonal());
  return design(test) * normal.ldlt().solve(x.transpose() * y);
}

struct Case {
  RowData all;
  Eigen::VectorXd outcome;
  std::vector<std::string> sites;
  Fold fold;
};

Case made_up(Eigen::Index n, Eigen::Index p)
{
  Case made{.all = {noise(n, p, 1), noise(n, 2, 2)}, .sites = sites_in_turn(n, 4)};
  made.outcome = noise(n, 1, 3).col(0) + made.all.features.leftCols(3).rowwise().sum() + made.all.covariates.col(0);
  made.fold = leave_one_group_out(made.sites)[1];
  return made;
}

class RidgeShapes : public ::testing::TestWithParam<Eigen::Index> {};

TEST_P(RidgeShapes, TheSpaceOfAFoldGivesThePrimalPredictions)
{
  const Case made = made_up(40, GetParam());
  const RowData training = rows_of(made.all, made.fold.training);
  const RowData test = rows_of(made.all, made.fold.test);
  const Eigen::VectorXd y = made.outcome(made.fold.training);
  const FoldSpace space = fold_space(training, test);

  for (const double alpha : penalty_grid()) {
    const auto found = RidgeFold(space, {}, Eigen::VectorXd::Constant(1, alpha)).predict(y);
    const auto expected = primal(training, y, test, alpha, space.preparation, space.covariates);
    EXPECT_TRUE(found.predicted.col(0).isApprox(expected, same)) << alpha;
  }
}

TEST_P(RidgeShapes, InnerFoldsChooseWhatFittingThemAnewChooses)
{
  const Case made = made_up(40, GetParam());
  const RowData training = rows_of(made.all, made.fold.training);
  const Eigen::VectorXd y = made.outcome(made.fold.training);
  const FoldSpace space = fold_space(training, rows_of(made.all, made.fold.test));
  const auto inner = inner_groups(made.fold, {}, made.sites, 1);

  double best = std::numeric_limits<double>::infinity();
  double expected = 0;
  const Eigen::VectorXd downwards = penalty_grid().reverse();
  for (const double alpha : downwards) {
    double error = 0;
    for (const auto& held : inner) {
      Fold fold{.test = held};
      for (Eigen::Index row = 0; row < y.size(); ++row) {
        if (std::find(held.begin(), held.end(), row) == held.end()) fold.training.push_back(row);
      }
      // Features stay as the outer training rows prepared them; the covariates are fitted anew.
      const Eigen::MatrixXd x = [&] {
        Eigen::MatrixXd all(y.size(), space.basis.cols() + space.training_features.cols());
        all << space.basis, space.training_features;
        return all;
      }();
      const Eigen::MatrixXd inner_x = x(fold.training, Eigen::all);
      Eigen::VectorXd penalty = Eigen::VectorXd::Constant(x.cols(), alpha * static_cast<double>(space.n_used()));
      penalty.head(space.basis.cols()).setZero();
      const Eigen::MatrixXd normal = inner_x.transpose() * inner_x + Eigen::MatrixXd(penalty.asDiagonal());
      const Eigen::VectorXd weights = normal.ldlt().solve(inner_x.transpose() * y(fold.training));
      error += (y(held) - x(held, Eigen::all) * weights).squaredNorm();
    }
    if (error < best) {
      best = error;
      expected = alpha;
    }
  }

  EXPECT_EQ(RidgeFold(space, inner, penalty_grid()).predict(y).penalty[0], expected);
}

INSTANTIATE_TEST_SUITE_P(FewAndManyFeatures, RidgeShapes, ::testing::Values(6, 30, 200));

TEST(Ridge, SolvesManyLabellingsAsEachByItself)
{
  const Case made = made_up(40, 100);
  const FoldSpace space = fold_space(rows_of(made.all, made.fold.training), rows_of(made.all, made.fold.test));
  const RidgeFold ridge(space, inner_groups(made.fold, {}, made.sites, 1), penalty_grid());
  const Eigen::MatrixXd labellings = noise(space.n_training(), 7, 9);

  const auto together = ridge.predict(labellings);

  for (Eigen::Index j = 0; j < labellings.cols(); ++j) {
    const auto alone = ridge.predict(labellings.col(j));
    EXPECT_EQ(alone.penalty[0], together.penalty[j]);
    EXPECT_TRUE(alone.predicted.col(0).isApprox(together.predicted.col(j), same)) << j;
  }
}

TEST(Ridge, AModelThatIsKeptSaysWhatTheFoldSaid)
{
  const Case made = made_up(40, 100);
  const RowData training = rows_of(made.all, made.fold.training);
  const RowData test = rows_of(made.all, made.fold.test);
  const Eigen::VectorXd y = made.outcome(made.fold.training);
  const auto inner = inner_groups(made.fold, {}, made.sites, 1);

  const auto of_fold = RidgeFold(fold_space(training, test), inner, penalty_grid()).predict(y);
  const auto kept = predict(fit_ridge(training, y, inner), test);

  EXPECT_TRUE(kept.predicted.isApprox(of_fold.predicted.col(0), same));
  EXPECT_TRUE(kept.covariates_only.isApprox(of_fold.covariates_only.col(0), same));
}

TEST(Ridge, TestRowsNeverChangeABitOfTheTrainingModel)
{
  Case made = made_up(40, 60);
  const auto inner = inner_groups(made.fold, {}, made.sites, 1);
  const Eigen::VectorXd y = made.outcome(made.fold.training);
  const auto model_of = [&] {
    const FoldSpace space = fold_space(rows_of(made.all, made.fold.training), rows_of(made.all, made.fold.test));
    return RidgeFold(space, inner, penalty_grid()).coefficients(y);
  };

  const auto before = model_of();
  for (const auto row : made.fold.test) {
    made.all.features.row(row) *= -1000;
    made.all.covariates.row(row).setConstant(1e6);
  }
  const auto after = model_of();

  EXPECT_TRUE((before.features.array() == after.features.array()).all());
  EXPECT_TRUE((before.basis.array() == after.basis.array()).all());
  EXPECT_EQ(before.penalty, after.penalty);
}

TEST(Ridge, AConstantFeatureOrCovariateTakesNoPart)
{
  Case made = made_up(40, 10);
  const RowData without = made.all;
  made.all.features.conservativeResize(Eigen::NoChange, 11);
  made.all.features.col(10).setConstant(0.3);
  made.all.covariates.conservativeResize(Eigen::NoChange, 3);
  made.all.covariates.col(2).setConstant(7);
  const Eigen::VectorXd y = made.outcome(made.fold.training);
  const auto predicted = [&](const RowData& all) {
    const FoldSpace space = fold_space(rows_of(all, made.fold.training), rows_of(all, made.fold.test));
    return RidgeFold(space, {}, Eigen::VectorXd::Constant(1, 0.1)).predict(y).predicted;
  };

  EXPECT_TRUE(predicted(made.all).isApprox(predicted(without), same));
}

}  // namespace
}  // namespace dmn::prediction
