#include "signal/nuisance_model.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "example_run.hpp"
#include "signal/drift.hpp"

namespace dmn::signal {
namespace {

using testing::HasSubstr;

constexpr base::Seconds tr(2.0);
constexpr double tolerance = 1e-10;
const std::vector<Eigen::Index> kept = {0,  1,  2,  3,  4,  8,  9,  10, 11, 12, 13,
                                        14, 15, 16, 17, 18, 19, 25, 26, 27, 28, 29};

std::vector<Eigen::Index> range(Eigen::Index first, Eigen::Index end)
{
  std::vector<Eigen::Index> volumes;
  for (auto volume = first; volume < end; ++volume) volumes.push_back(volume);
  return volumes;
}

VolumeChoice thirty_volumes()
{
  return {range(0, 30), kept};
}

DenoiseOptions with_filter(Filter filter)
{
  DenoiseOptions options;
  options.filter = filter;
  return options;
}

Sections band()
{
  return butterworth(2, base::Hertz(0.01), base::Hertz(0.1), tr);
}

TEST(NuisanceModel, LeavesNothingOfItsOwnRegressors)
{
  const Eigen::MatrixXd signals = noise(30, 2, 1);
  for (const auto filter : {Filter::butterworth, Filter::cosine, Filter::none}) {
    const auto model = nuisance_model(signals, thirty_volumes(), with_filter(filter),
                                      filter == Filter::butterworth ? band() : Sections{}, tr);

    EXPECT_EQ(residuals(signals, model).rows(), 22);
    EXPECT_LT(residuals(signals, model).cwiseAbs().maxCoeff(), tolerance);
  }
}

TEST(NuisanceModel, PreparesCenteredColumns)
{
  const auto model =
      nuisance_model(Eigen::MatrixXd(30, 0), thirty_volumes(), with_filter(Filter::butterworth), band(), tr);

  EXPECT_EQ(model.regressors.rank, 0);
  EXPECT_LT(prepared(noise(30, 2, 1), model).colwise().mean().cwiseAbs().maxCoeff(), tolerance);
}

TEST(NuisanceModel, OnlyCentresWithoutFilterAndTrend)
{
  const Eigen::MatrixXd data = noise(30, 3, 1);
  Eigen::MatrixXd expected = data(kept, Eigen::all);
  centre(expected);
  DenoiseOptions options = with_filter(Filter::butterworth);
  options.detrend = false;

  const auto model = nuisance_model(Eigen::MatrixXd(30, 0), thirty_volumes(), options, {}, tr);

  EXPECT_LT((residuals(data, model) - expected).cwiseAbs().maxCoeff(), tolerance);
}

TEST(NuisanceModel, RemovesATrendAtTrueFrameTimes)
{
  const Eigen::VectorXd line = Eigen::VectorXd::LinSpaced(30, 100, 158);

  const auto model =
      nuisance_model(line.array().square().matrix(), thirty_volumes(), with_filter(Filter::none), {}, tr);

  EXPECT_LT(prepared(line, model).cwiseAbs().maxCoeff(), tolerance);
  EXPECT_EQ(model.regressors.rank, 1);
}

TEST(NuisanceModel, AddsCosinesOnlyForTheirFilter)
{
  DenoiseOptions options = with_filter(Filter::cosine);
  options.high_pass = base::Hertz(0.02);

  EXPECT_EQ(nuisance_model(noise(30, 3, 2), thirty_volumes(), options, {}, tr).regressors.rank, 3 + 2);
  options.filter = Filter::none;
  EXPECT_EQ(nuisance_model(noise(30, 3, 2), thirty_volumes(), options, {}, tr).regressors.rank, 3);
}

TEST(NuisanceModel, NeverSeesVolumesThatAreNotSteady)
{
  Eigen::MatrixXd data = noise(32, 2, 1);
  const Eigen::MatrixXd confounds = noise(32, 2, 3);
  const auto model = nuisance_model(confounds, {range(2, 32), kept}, with_filter(Filter::butterworth), band(), tr);
  const Eigen::MatrixXd expected = residuals(data, model);

  data.topRows(2).setConstant(1e6);

  EXPECT_EQ(residuals(data, model), expected);
}

TEST(NuisanceModel, IsWhatDenoisingDidToTheRegionMeans)
{
  const auto series = example_series(120, 4);
  for (const auto filter : {Filter::butterworth, Filter::cosine, Filter::none}) {
    DenoiseOptions options = without_limits("24p");
    options.filter = filter;

    const Denoised run = denoise(series, example_table(120), options);

    EXPECT_EQ(residuals(series.values, run.model), run.series);
  }
}

TEST(NuisanceModel, RefusesColumnsOfAnotherRun)
{
  const auto model = nuisance_model(noise(30, 3, 2), thirty_volumes(), with_filter(Filter::none), {}, tr);

  EXPECT_THAT(message_of<base::ShapeError>([&] { residuals(noise(31, 1, 1), model); }),
              HasSubstr("columns and model are of different runs: field \"rows\" is \"31\"; expected 30"));
}

}  // namespace
}  // namespace dmn::signal
