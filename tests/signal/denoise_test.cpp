#include "signal/denoise.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/error.hpp"
#include "example_run.hpp"

namespace dmn::signal {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::SizeIs;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr double tolerance = 1e-10;

std::vector<Eigen::Index> range(Eigen::Index first, Eigen::Index end)
{
  std::vector<Eigen::Index> values(static_cast<std::size_t>(end - first));
  std::iota(values.begin(), values.end(), first);
  return values;
}

TEST(Denoise, LeavesResidualsOfZeroMeanOnKeptVolumes)
{
  const Denoised run = denoise(example_series(200, 6), example_table(200), without_limits("36p"));

  EXPECT_EQ(run.kept, range(0, 200));
  EXPECT_EQ(run.series.rows(), 200);
  EXPECT_THAT(run.confounds, SizeIs(36));
  EXPECT_EQ(run.qc.confound_rank, 36);
  EXPECT_DOUBLE_EQ(run.qc.dof, 0.36 * 200 - 36);
  EXPECT_LT(run.series.colwise().mean().cwiseAbs().maxCoeff(), tolerance);
}

TEST(Denoise, LeavesResidualsOrthogonalToTheConfoundsOnKeptVolumes)
{
  DenoiseOptions options = without_limits("24p");
  options.filter = Filter::none;
  ConfoundTable table = example_table(120);
  for (const Eigen::Index volume : {30, 31, 80}) table.values(volume, *table.find("trans_x")) += 5.0;

  const Denoised run = denoise(example_series(120, 4), table, options);

  EXPECT_LT(run.kept.size(), 120U);
  const Eigen::MatrixXd confounds = confound_values(table, run.confounds);
  for (Eigen::Index k = 0; k < confounds.cols(); ++k) {
    const Eigen::VectorXd column = confounds.col(k)(run.kept).normalized();
    EXPECT_LT((column.transpose() * run.series).cwiseAbs().maxCoeff(), tolerance);
  }
}

TEST(Denoise, ScalesWithTheRoi)
{
  TimeSeries series = example_series(150, 3);
  const Denoised plain = denoise(series, example_table(150), without_limits("36p"));
  series.values.col(1) *= -8.0;

  const Denoised scaled = denoise(series, example_table(150), without_limits("36p"));

  EXPECT_LT((scaled.series.col(1) + 8.0 * plain.series.col(1)).cwiseAbs().maxCoeff(), tolerance);
  EXPECT_EQ(scaled.series.col(2), plain.series.col(2));
}

TEST(Denoise, DoesNotDependOnTheOrderOfTheTable)
{
  const ConfoundTable table = example_table(150);
  ConfoundTable reversed = table;
  std::ranges::reverse(reversed.names);
  reversed.values = table.values.rowwise().reverse();

  const Denoised run = denoise(example_series(150, 3), reversed, without_limits("36p"));

  EXPECT_EQ(run.series, denoise(example_series(150, 3), table, without_limits("36p")).series);
}

TEST(Denoise, NeedsNoConfoundsWhenNothingAsksForThem)
{
  DenoiseOptions options = without_limits("none");
  options.fd_mm.reset();

  const Denoised run = denoise(example_series(60, 2), {}, options);

  EXPECT_THAT(run.confounds, IsEmpty());
  EXPECT_EQ(run.series.rows(), 60);
  EXPECT_EQ(run.qc.confound_rank, 0);
  EXPECT_TRUE(std::isnan(run.qc.mean_fd));
}

TEST(Denoise, CensorsByATabulatedDisplacementAlone)
{
  const Denoised run = denoise(example_series(60, 2), fd_table(60, {0, 30, 59}), without_limits("none"));

  EXPECT_THAT(run.kept, SizeIs(57));
  EXPECT_DOUBLE_EQ(run.qc.mean_fd, 3.0 / 60);
  EXPECT_DOUBLE_EQ(run.qc.max_fd, 1.0);
  EXPECT_DOUBLE_EQ(run.qc.fraction_censored, 1.0 - 57.0 / 60.0);
}

TEST(Denoise, NumbersKeptVolumesAsInTheFile)
{
  ConfoundTable table = fd_table(50, {20});
  add_column(table, "non_steady_state_outlier00", Eigen::VectorXd::Unit(50, 0));

  const Denoised run = denoise(example_series(50, 2), table, without_limits("none"));

  EXPECT_EQ(run.kept.front(), 1);
  EXPECT_THAT(run.kept, testing::Not(Contains(20)));
  EXPECT_EQ(run.qc.n_non_steady, 1);
  EXPECT_EQ(run.qc.n_kept, 48);
}

TEST(Denoise, StandardisesBySampleDeviation)
{
  DenoiseOptions options = without_limits("36p");
  options.standardize = true;

  const Denoised run = denoise(example_series(100, 3), example_table(100), options);

  for (Eigen::Index c = 0; c < 3; ++c) EXPECT_NEAR(run.series.col(c).squaredNorm(), 99.0, 1e-9);
}

TEST(Denoise, KeepsInvalidRoisNaNAndLeavesTheOthersAlone)
{
  TimeSeries series = example_series(100, 4);
  const Denoised all = denoise(series, example_table(100), without_limits("36p"));
  series.values.col(2).setConstant(missing);

  const Denoised run = denoise(series, example_table(100), without_limits("36p"));

  EXPECT_TRUE(run.series.col(2).array().isNaN().all());
  for (const Eigen::Index roi : {0, 1, 3}) {
    EXPECT_LT((run.series.col(roi) - all.series.col(roi)).cwiseAbs().maxCoeff(), tolerance);
  }
  EXPECT_EQ(run.qc.n_valid_rois, 3);
  EXPECT_TRUE(std::isfinite(run.qc.gcor));
  EXPECT_TRUE(std::isfinite(run.qc.tsnr));
}

TEST(Denoise, TakesARunWithoutAnyValidRoi)
{
  TimeSeries series = example_series(100, 2);
  series.values.setConstant(missing);

  const Denoised run = denoise(series, example_table(100), without_limits("36p"));

  EXPECT_TRUE(run.series.array().isNaN().all());
  EXPECT_EQ(run.qc.n_valid_rois, 0);
  EXPECT_TRUE(std::isnan(run.qc.gcor));
}

TEST(Denoise, MakesAConstantRoiInvalid)
{
  TimeSeries series = example_series(100, 3);
  series.values.col(1).setConstant(42.0);
  series.values(50, 1) = 43.0;

  const Denoised run = denoise(series, fd_table(100, {50}), without_limits("none"));

  EXPECT_TRUE(run.series.col(1).array().isNaN().all());
  EXPECT_THAT(run.warnings, Contains("ROI 1 has zero variance over 99 kept volumes"));
  EXPECT_EQ(run.qc.n_valid_rois, 2);
}

TEST(Denoise, MakesAnRoiInvalidThatTheConfoundsExplainEntirely)
{
  TimeSeries series = example_series(100, 3);
  const ConfoundTable table = example_table(100);
  series.values.col(0) = 500.0 + 3.0 * table.values.col(*table.find("csf")).array();
  series.values.col(2) = Eigen::VectorXd::LinSpaced(100, 900, 1100);

  const Denoised run = denoise(series, table, without_limits("36p"));

  EXPECT_TRUE(run.series.col(0).array().isNaN().all());
  EXPECT_TRUE(run.series.col(1).allFinite());
  EXPECT_TRUE(run.series.col(2).array().isNaN().all());
  EXPECT_EQ(run.qc.n_valid_rois, 1);
  EXPECT_THAT(run.warnings, IsSupersetOf({"ROI 0 has no variance left after denoising",
                                          "ROI 2 has no variance left after denoising"}));
}

TEST(Denoise, DropsConstantAndDuplicateConfounds)
{
  ConfoundTable table = example_table(120);
  table.values.col(*table.find("csf")).setConstant(7e5);
  table.values.col(*table.find("white_matter")) = -3.0 * table.values.col(*table.find("global_signal"));

  const Denoised run = denoise(example_series(120, 3), table, without_limits("36p"));

  EXPECT_EQ(run.qc.confound_rank, 34);
  EXPECT_THAT(run.confounds, SizeIs(36));
}

TEST(Denoise, ExcludesARunWithTooFewVolumesAndDoesNotDenoiseIt)
{
  const Denoised run = denoise(example_series(30, 2), fd_table(30, range(5, 16)), without_limits("none"));

  EXPECT_THAT(run.kept, SizeIs(19));
  EXPECT_THAT(run.exclusions, ElementsAre("19 of 30 volumes kept, fewer than 20: not denoised"));
  EXPECT_EQ(run.series.size(), 0);
  EXPECT_TRUE(std::isnan(run.qc.dof));
}

TEST(Denoise, ExcludesARunOfWhichNothingIsKept)
{
  const Denoised run = denoise(example_series(40, 2), fd_table(40, range(0, 40)), strategy_defaults("none"));

  EXPECT_THAT(run.kept, IsEmpty());
  EXPECT_EQ(run.qc.kept_seconds, 0);
  EXPECT_EQ(run.qc.fraction_censored, 1.0);
  EXPECT_THAT(run.exclusions, Contains(HasSubstr("0 of 40 volumes kept")));
}

TEST(Denoise, TakesTheShortestRunThereIs)
{
  DenoiseOptions options = without_limits("none");
  options.fd_mm.reset();

  const Denoised run = denoise(example_series(21, 2), {}, options);

  EXPECT_EQ(run.series.rows(), 21);
  EXPECT_TRUE(run.series.allFinite());
}

TEST(Denoise, ExcludesARunShorterThanTheFiltersPadding)
{
  DenoiseOptions options = without_limits("none");
  options.fd_mm.reset();
  options.order = 4;

  const Denoised run = denoise(example_series(21, 2), {}, options);

  EXPECT_THAT(run.exclusions,
              ElementsAre("21 volumes, not more than the 27 that a Butterworth filter of order 4 is padded with"));
  EXPECT_EQ(run.series.size(), 0);
}

TEST(Denoise, ExcludesARunWithFewDegreesOfFreedomButStillDenoisesIt)
{
  DenoiseOptions options = strategy_defaults("36p");

  const Denoised run = denoise(example_series(125, 2), example_table(125), options);

  EXPECT_EQ(run.series.rows(), 125);
  EXPECT_THAT(run.exclusions, ElementsAre(AllOf(HasSubstr("9.0 degrees of freedom"), HasSubstr("needs 284 s kept"),
                                                HasSubstr("24p-acompcor (34), 24p (24)"))));
}

TEST(Denoise, ExcludesARunWithAsManyRegressorsAsVolumes)
{
  ConfoundTable table;
  for (int k = 0; k < 40; ++k)
    add_column(table, "noise" + std::to_string(k), noise(25, 1, 50U + static_cast<unsigned>(k)));
  DenoiseOptions options = strategy_defaults("noise*");
  options.fd_mm.reset();

  const Denoised run = denoise(example_series(25, 2), table, options);

  EXPECT_EQ(run.qc.confound_rank, 23);
  EXPECT_THAT(run.exclusions, Contains(HasSubstr("degrees of freedom")));
}

TEST(Denoise, RefusesATableOfAnotherLength)
{
  EXPECT_THAT(
      message_of<base::InputError>([] { denoise(example_series(50, 2), example_table(49), without_limits("none")); }),
      AllOf(HasSubstr("confounds and series differ in length"), HasSubstr("\"rows\" is \"49\""),
            HasSubstr("expected 50")));
}

TEST(Denoise, RefusesNamesThatDoNotBelongToTheValues)
{
  ConfoundTable table = example_table(50);
  table.names.pop_back();
  EXPECT_THAT(message_of<base::ShapeError>([&] { denoise(example_series(50, 2), table, without_limits("none")); }),
              HasSubstr("confound names and values differ in number"));
}

TEST(Denoise, NamesRoiAndRowOfASampleThatIsNoNumber)
{
  TimeSeries series = example_series(50, 3);
  series.values(37, 2) = missing;
  EXPECT_THAT(message_of<base::InputError>([&] { denoise(series, example_table(50), without_limits("36p")); }),
              AllOf(HasSubstr("row 37 of a series"), HasSubstr("\"ROI 2\" is \"nan\"")));
  series.values(37, 2) = -std::numeric_limits<double>::infinity();
  EXPECT_THAT(message_of<base::InputError>([&] { denoise(series, example_table(50), without_limits("36p")); }),
              HasSubstr("\"ROI 2\" is \"inf\""));
}

TEST(Denoise, NamesAConfoundWithoutAnyNumber)
{
  ConfoundTable table = example_table(50);
  table.values.col(*table.find("csf_power2")).setConstant(missing);

  EXPECT_THAT(message_of<base::InputError>([&] { denoise(example_series(50, 2), table, without_limits("36p")); }),
              HasSubstr("\"csf_power2\""));
}

TEST(Denoise, RefusesARepetitionTimeThatIsNone)
{
  for (const double tr : {0.0, -2.0, missing}) {
    TimeSeries series = example_series(50, 2);
    series.repetition_time = base::Seconds(tr);
    EXPECT_THAT(message_of<base::InputError>([&] { denoise(series, example_table(50), without_limits("36p")); }),
                HasSubstr("repetition time is not usable"));
  }
}

// --- The value of a censored volume never changes a kept sample, whatever the mask and the filter
// -------------------------

struct FilterCase {
  std::string name;
  Filter filter;
  std::optional<base::Hertz> high_pass;
  std::optional<base::Hertz> low_pass;
};

class EveryFilter : public testing::TestWithParam<FilterCase> {
 protected:
  DenoiseOptions options() const
  {
    DenoiseOptions result = without_limits("csf*,white_matter*");
    result.filter = GetParam().filter;
    result.high_pass = GetParam().high_pass;
    result.low_pass = GetParam().low_pass;
    return result;
  }
};

std::vector<std::vector<Eigen::Index>> masks(Eigen::Index n_volumes)
{
  std::vector<std::vector<Eigen::Index>> all = {
      {}, {0}, {n_volumes - 1}, range(0, 30), range(60, n_volumes), range(20, 40), range(30, n_volumes - 6)};
  for (unsigned seed = 0; seed < 12; ++seed) {
    const Eigen::MatrixXd draws = noise(n_volumes, 1, 900 + seed);
    std::vector<Eigen::Index> censored;
    for (Eigen::Index t = 0; t < n_volumes; ++t) {
      if (draws(t) > 1.2) censored.push_back(t);
    }
    all.push_back(censored);
  }
  all.push_back(range(0, 30));
  for (const auto volume : range(55, n_volumes)) all.back().push_back(volume);
  return all;
}

TEST_P(EveryFilter, NeverLetsACensoredVolumeChangeAKeptSample)
{
  constexpr Eigen::Index n_volumes = 90;
  for (const auto& mask : masks(n_volumes)) {
    ConfoundTable table = example_table(n_volumes);
    for (const auto& name : motion_columns()) table.values.col(*table.find(name)).setZero();
    std::ranges::replace(table.names, std::string("trans_x"), std::string("was_trans_x"));
    add_column(table, "framewise_displacement", fd_table(n_volumes, mask).values.col(0));
    TimeSeries series = example_series(n_volumes, 4);
    const Denoised calm = denoise(series, table, options());
    const auto kept = calm.kept;
    for (const auto volume : range(0, n_volumes)) {
      if (std::ranges::find(kept, volume) != kept.end()) continue;
      series.values.row(volume) = 1e9 * noise(1, 4, static_cast<unsigned>(volume));
      table.values.row(volume).head(table.values.cols() - 1).setConstant(-1e12);
    }

    const Denoised wild = denoise(series, table, options());

    EXPECT_EQ(wild.kept, kept);
    EXPECT_EQ(wild.qc.confound_rank, calm.qc.confound_rank);
    EXPECT_EQ(wild.series, calm.series);
    EXPECT_EQ(calm.series.rows() == 0, kept.size() < 20U);
    EXPECT_TRUE(calm.series.allFinite());
  }
}

INSTANTIATE_TEST_SUITE_P(Denoise, EveryFilter,
                         testing::Values(FilterCase{"band", Filter::butterworth, base::Hertz(0.01), base::Hertz(0.1)},
                                         FilterCase{"high", Filter::butterworth, base::Hertz(0.01), std::nullopt},
                                         FilterCase{"low", Filter::butterworth, std::nullopt, base::Hertz(0.1)},
                                         FilterCase{"neither", Filter::butterworth, std::nullopt, std::nullopt},
                                         FilterCase{"cosine", Filter::cosine, base::Hertz(0.01), std::nullopt},
                                         FilterCase{"none", Filter::none, std::nullopt, std::nullopt}),
                         [](const auto& filter) { return filter.param.name; });

}  // namespace
}  // namespace dmn::signal
