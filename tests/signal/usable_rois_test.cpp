#include "signal/usable_rois.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"
#include "example_run.hpp"

namespace dmn::signal {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ValidRois, LeaveOutColumnsThatAreNaNThroughout)
{
  Eigen::MatrixXd series = noise(10, 3, 1);
  series.col(1).setConstant(std::nan(""));
  EXPECT_THAT(valid_rois(series), ElementsAre(0, 2));
}

TEST(ValidRois, RefuseAColumnThatIsNaNInPart)
{
  Eigen::MatrixXd series = noise(10, 3, 1);
  series(9, 1) = std::nan("");
  EXPECT_THAT(message_of<base::InputError>([&] { valid_rois(series); }),
              AllOf(HasSubstr("row 9 of a series (counted from 0) is no number"), HasSubstr("\"ROI 1\" is \"nan\"")));
}

TEST(VaryingRois, LookAtKeptVolumesOnly)
{
  Eigen::MatrixXd series = noise(4, 2, 1);
  series.col(0) << 5, 5, 5, 6;
  std::vector<std::string> warnings;

  EXPECT_THAT(varying_rois(series, {0, 1}, {0, 1, 2}, warnings), ElementsAre(1));
  EXPECT_THAT(warnings, ElementsAre("ROI 0 has zero variance over 3 kept volumes"));
  EXPECT_THAT(varying_rois(series, {0, 1}, {0, 1, 2, 3}, warnings), ElementsAre(0, 1));
}

TEST(DropExplained, RemovesColumnsOfWhichOnlyRoundingIsLeft)
{
  Eigen::MatrixXd residuals = noise(6, 3, 1);
  const Eigen::MatrixXd before = residuals;
  const Eigen::Vector3d raw_norms(1e10 * residuals.col(0).norm(), residuals.col(1).norm(), residuals.col(2).norm());
  RoiColumns rois = {4, 7, 9};
  std::vector<std::string> warnings;

  drop_explained(residuals, rois, raw_norms, warnings);

  EXPECT_THAT(rois, ElementsAre(7, 9));
  EXPECT_EQ(residuals, before.rightCols(2));
  EXPECT_THAT(warnings, ElementsAre("ROI 4 has no variance left after denoising"));
}

TEST(DropExplained, KeepsWhatVaries)
{
  Eigen::MatrixXd residuals = noise(6, 2, 1);
  RoiColumns rois = {0, 1};
  std::vector<std::string> warnings;

  drop_explained(residuals, rois, residuals.colwise().norm(), warnings);

  EXPECT_THAT(rois, ElementsAre(0, 1));
  EXPECT_THAT(warnings, IsEmpty());
}

}  // namespace
}  // namespace dmn::signal
