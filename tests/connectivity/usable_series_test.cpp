#include "connectivity/usable_series.hpp"

#include <gmock/gmock.h>

#include <limits>

#include "base/error.hpp"
#include "connectivity/random_matrix.hpp"

namespace dmn::connectivity {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

std::string input_error_of(const Eigen::MatrixXd& series, const std::vector<std::string>& labels)
{
  try {
    usable_series(series, labels);
  } catch (const base::InputError& error) {
    return error.what();
  }
  return "no InputError";
}

TEST(UsableSeries, LeavesOutNaNColumnsSilentlyAndConstantOnesWithAWarning)
{
  Eigen::MatrixXd series = test::gaussian(10, 4, 1);
  series.col(1).setConstant(missing);
  series.col(2).setConstant(0.1);

  const auto usable = usable_series(series, {});

  EXPECT_THAT(usable.columns, ElementsAre(0, 3));
  EXPECT_EQ(usable.centred.cols(), 2);
  EXPECT_THAT(usable.warnings, ElementsAre("constant_roi: column 2 has zero variance over 10 samples"));
}

TEST(UsableSeries, NamesAConstantRoiByItsLabel)
{
  Eigen::MatrixXd series = test::gaussian(5, 2, 2);
  series.col(1).setZero();

  EXPECT_THAT(usable_series(series, {"PCC_L", "PAG"}).warnings,
              ElementsAre("constant_roi: PAG has zero variance over 5 samples"));
}

TEST(UsableSeries, KeepsASmallSignalOnALargeMean)
{
  Eigen::MatrixXd series = test::gaussian(20, 2, 3);
  series.col(0).array() = 10000 + 1e-3 * series.col(0).array();

  const auto usable = usable_series(series, {});

  EXPECT_THAT(usable.columns, ElementsAre(0, 1));
  EXPECT_THAT(usable.warnings, IsEmpty());
  EXPECT_LT(usable.centred.colwise().mean().cwiseAbs().maxCoeff(), 1e-12);
}

TEST(UsableSeries, RefusesAPartlyMissingOrInfiniteSeries)
{
  Eigen::MatrixXd series = test::gaussian(6, 3, 4);
  series(4, 1) = missing;
  EXPECT_EQ(
      input_error_of(series, {}),
      "the series of column 1 is incomplete: found \"nan at sample 4\"; expected finite values, or NaN throughout "
      "for an ROI without data");

  series.col(1).setConstant(missing);
  series(2, 0) = std::numeric_limits<double>::infinity();
  EXPECT_THAT(input_error_of(series, {"PCC", "x", "y"}),
              ::testing::HasSubstr("series of PCC is incomplete: found \"inf at sample 2\""));
}

TEST(ZScored, HasPopulationVarianceOne)
{
  const auto usable = usable_series(test::gaussian(50, 3, 5), {});

  const Eigen::MatrixXd z = z_scored(usable.centred);

  EXPECT_LT((z.colwise().squaredNorm().array() / 50 - 1).abs().maxCoeff(), 1e-14);
}

}  // namespace
}  // namespace dmn::connectivity
