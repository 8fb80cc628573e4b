#include "signal/prepared_run.hpp"

#include <gtest/gtest.h>

#include "example_run.hpp"
#include "signal/drift.hpp"

namespace dmn::signal {
namespace {

constexpr base::Seconds tr(2.0);
constexpr double tolerance = 1e-10;
const std::vector<Eigen::Index> kept = {0,  1,  2,  3,  4,  8,  9,  10, 11, 12, 13,
                                        14, 15, 16, 17, 18, 19, 25, 26, 27, 28, 29};

TEST(PrepareFiltered, TreatsDataAndRegressorsAlike)
{
  const Eigen::MatrixXd signals = noise(30, 2, 1);

  const PreparedRun run =
      prepare_filtered(signals, signals, kept, true, butterworth(2, base::Hertz(0.01), base::Hertz(0.1), tr));

  EXPECT_EQ(run.data, run.regressors);
  EXPECT_EQ(run.data.rows(), 22);
  EXPECT_LT(run.data.colwise().mean().cwiseAbs().maxCoeff(), tolerance);
}

TEST(PrepareFiltered, OnlyCentresWithoutFilterAndTrend)
{
  const Eigen::MatrixXd data = noise(30, 3, 1);
  Eigen::MatrixXd expected = data(kept, Eigen::all);
  centre(expected);

  const PreparedRun run = prepare_filtered(data, Eigen::MatrixXd(30, 0), kept, false, {});

  EXPECT_LT((run.data - expected).cwiseAbs().maxCoeff(), tolerance);
  EXPECT_EQ(run.regressors.cols(), 0);
}

TEST(PrepareUnfiltered, RemovesATrendAtTrueFrameTimes)
{
  const Eigen::VectorXd line = Eigen::VectorXd::LinSpaced(30, 100, 158);
  DenoiseOptions options;
  options.filter = Filter::none;

  const PreparedRun run = prepare_unfiltered(line, line.array().square().matrix(), kept, options, tr);

  EXPECT_LT(run.data.cwiseAbs().maxCoeff(), tolerance);
  EXPECT_EQ(run.regressors.cols(), 1);
  EXPECT_NEAR(run.raw_norms(0), line.array().square().matrix()(kept).norm(), 1e-6);
}

TEST(PrepareUnfiltered, AddsCosinesOnlyForTheirFilter)
{
  DenoiseOptions options;
  options.filter = Filter::cosine;
  options.high_pass = base::Hertz(0.02);
  EXPECT_EQ(prepare_unfiltered(noise(30, 1, 1), noise(30, 3, 2), kept, options, tr).regressors.cols(), 3 + 2);
  options.filter = Filter::none;
  EXPECT_EQ(prepare_unfiltered(noise(30, 1, 1), noise(30, 3, 2), kept, options, tr).regressors.cols(), 3);
}

}  // namespace
}  // namespace dmn::signal
