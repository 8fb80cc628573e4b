#include "prediction/logistic.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>

#include "base/error.hpp"
#include "prediction/linear_model.hpp"
#include "prediction/made_up.hpp"

namespace dmn::prediction {
namespace {

using ::testing::HasSubstr;
using testing::noise;
using testing::rows_of;
using testing::sites_in_turn;

constexpr double same = 1e-8;

struct Case {
  RowData all;
  Eigen::VectorXd labels;
  std::vector<std::string> sites;
  Fold fold;
};

Case made_up(Eigen::Index n, Eigen::Index p, double signal)
{
  Case made{.all = {noise(n, p, 1), noise(n, 2, 2)}, .sites = sites_in_turn(n, 4)};
  const Eigen::VectorXd score = noise(n, 1, 3).col(0) + signal * made.all.features.leftCols(3).rowwise().sum() +
                                signal * made.all.covariates.col(0);
  made.labels = (score.array() > 0).cast<double>();
  made.fold = leave_one_group_out(made.sites)[1];
  return made;
}

/// Newton's method on weights of features, slow and obvious: probabilities of the rows of `test`.
Eigen::VectorXd primal(const Eigen::MatrixXd& x, const Eigen::VectorXd& y, const Eigen::VectorXd& penalty, double c,
                       const Eigen::MatrixXd& test)
{
  Eigen::VectorXd w = Eigen::VectorXd::Zero(x.cols());
  for (int step = 0; step < 200; ++step) {
    const Eigen::ArrayXd p = 1 / (1 + (-(x * w).array()).exp());
    const Eigen::VectorXd gradient = penalty.cwiseProduct(w) + c * (x.transpose() * (p - y.array()).matrix());
    const Eigen::MatrixXd hessian =
        Eigen::MatrixXd(penalty.asDiagonal()) + c * (x.transpose() * (p * (1 - p)).matrix().asDiagonal() * x);
    const Eigen::VectorXd move = hessian.ldlt().solve(gradient);
    w -= std::min(1.0, 2 / move.norm()) * move;
    if (move.norm() < 1e-13) break;
  }
  return 1 / (1 + (-(test * w).array()).exp());
}

class LogisticShapes : public ::testing::TestWithParam<Eigen::Index> {};

TEST_P(LogisticShapes, TheSpaceOfAFoldGivesThePrimalPredictions)
{
  const Case made = made_up(40, GetParam(), 1);
  const RowData test = rows_of(made.all, made.fold.test);
  const Eigen::VectorXd y = made.labels(made.fold.training);
  const FoldSpace space = fold_space(rows_of(made.all, made.fold.training), test);
  Eigen::MatrixXd x(space.n_training(), space.basis.cols() + space.training_features.cols());
  x << space.basis, space.training_features;
  Eigen::MatrixXd x_test(test.features.rows(), x.cols());
  x_test << space.test_basis, prepared(space.preparation, test.features, space.test_basis);
  Eigen::VectorXd penalty = Eigen::VectorXd::Ones(x.cols());
  penalty.head(space.basis.cols()).setConstant(1e-12);

  for (const double c : {1e-3, 1e-1, 1e1, 1e3}) {
    const auto found = LogisticFold(space, {}, Eigen::VectorXd::Constant(1, c)).predict(y);
    const auto expected = primal(x, y, penalty, c, x_test);
    EXPECT_LT((found.predicted.col(0) - expected).cwiseAbs().maxCoeff(), same) << c;
  }
}

INSTANTIATE_TEST_SUITE_P(FewAndManyFeatures, LogisticShapes, ::testing::Values(6, 100));

TEST(Logistic, SolvesManyLabellingsAsEachByItself)
{
  const Case made = made_up(60, 80, 0.5);
  const FoldSpace space = fold_space(rows_of(made.all, made.fold.training), rows_of(made.all, made.fold.test));
  const LogisticFold logistic(space, inner_groups(made.fold, {}, made.sites, 1), penalty_grid());
  const Eigen::MatrixXd labellings = (noise(space.n_training(), 6, 9).array() > 0).cast<double>();

  const auto together = logistic.predict(labellings);

  for (Eigen::Index j = 0; j < labellings.cols(); ++j) {
    const auto alone = logistic.predict(labellings.col(j));
    EXPECT_EQ(alone.penalty[0], together.penalty[j]);
    EXPECT_LT((alone.predicted.col(0) - together.predicted.col(j)).cwiseAbs().maxCoeff(), same) << j;
  }
}

TEST(Logistic, InnerFoldsChooseStrongPenaltiesForNoiseAndWeakOnesForSignal)
{
  const auto chosen = [](double signal) {
    const Case made = made_up(200, 20, signal);
    const FoldSpace space = fold_space(rows_of(made.all, made.fold.training), rows_of(made.all, made.fold.test));
    return LogisticFold(space, inner_groups(made.fold, {}, made.sites, 1), penalty_grid())
        .predict(made.labels(made.fold.training))
        .penalty[0];
  };

  EXPECT_LE(chosen(0), 1e-2);
  EXPECT_GE(chosen(3), 1e-1);
}

TEST(Logistic, AModelThatIsKeptSaysWhatTheFoldSaid)
{
  const Case made = made_up(60, 80, 1);
  const RowData training = rows_of(made.all, made.fold.training);
  const RowData test = rows_of(made.all, made.fold.test);
  const Eigen::VectorXd y = made.labels(made.fold.training);
  const auto inner = inner_groups(made.fold, {}, made.sites, 1);

  const auto of_fold = LogisticFold(fold_space(training, test), inner, penalty_grid()).predict(y);
  const auto kept = predict(fit_logistic(training, y, inner), test);

  EXPECT_LT((kept.predicted - of_fold.predicted.col(0)).cwiseAbs().maxCoeff(), same);
  EXPECT_LT((kept.covariates_only - of_fold.covariates_only.col(0)).cwiseAbs().maxCoeff(), same);
}

TEST(Logistic, TestRowsNeverChangeABitOfTheTrainingModel)
{
  Case made = made_up(40, 60, 1);
  const auto inner = inner_groups(made.fold, {}, made.sites, 1);
  const Eigen::VectorXd y = made.labels(made.fold.training);
  const auto model_of = [&] {
    const FoldSpace space = fold_space(rows_of(made.all, made.fold.training), rows_of(made.all, made.fold.test));
    return LogisticFold(space, inner, penalty_grid()).coefficients(y);
  };

  const auto before = model_of();
  for (const auto row : made.fold.test) made.all.features.row(row) *= -1000;
  const auto after = model_of();

  EXPECT_TRUE((before.features.array() == after.features.array()).all());
  EXPECT_TRUE((before.basis.array() == after.basis.array()).all());
}

TEST(Logistic, RefusesTrainingRowsOfOneClass)
{
  const Case made = made_up(40, 5, 1);
  const FoldSpace space = fold_space(rows_of(made.all, made.fold.training), rows_of(made.all, made.fold.test));
  const LogisticFold logistic(space, {}, penalty_grid());

  try {
    logistic.coefficients(Eigen::VectorXd::Ones(space.n_training()));
    FAIL() << "no error";
  } catch (const base::DesignError& problem) {
    EXPECT_THAT(problem.what(), HasSubstr("all of one class"));
  }
}

TEST(Logistic, TakesTheStrongestPenaltyWhereNoInnerFoldHasBothClasses)
{
  const Case made = made_up(40, 5, 1);
  const FoldSpace space = fold_space(rows_of(made.all, made.fold.training), rows_of(made.all, made.fold.test));
  Eigen::VectorXd labels = Eigen::VectorXd::Zero(space.n_training());
  labels[0] = 1;

  const auto found = LogisticFold(space, {{0, 1, 2}}, penalty_grid()).predict(labels);

  EXPECT_EQ(found.penalty[0], penalty_grid()[0]);
  EXPECT_LT(found.predicted.maxCoeff(), 0.5);
}

TEST(Logistic, SeparatedClassesEndSomewhere)
{
  Case made = made_up(40, 5, 1);
  made.all.covariates.col(0) = made.labels;
  const FoldSpace space = fold_space(rows_of(made.all, made.fold.training), rows_of(made.all, made.fold.test));

  const auto found = LogisticFold(space, inner_groups(made.fold, {}, made.sites, 1), penalty_grid())
                         .predict(made.labels(made.fold.training));

  EXPECT_TRUE(found.predicted.allFinite());
  EXPECT_TRUE(found.covariates_only.allFinite());
}

}  // namespace
}  // namespace dmn::prediction
