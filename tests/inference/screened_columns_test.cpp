#include "inference/screened_columns.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace dmn::inference {
namespace {

using ::testing::ElementsAre;

/// One direction, which is all that relabelling moves; nothing of interest, so that U'P E is the projection itself and
/// rho = projection^2 / (1 - projection^2).
struct OneDirection {
  std::vector<double> projections;
  std::vector<double> threshold;
  std::vector<double> total_ss = std::vector<double>(projections.size(), 1.0);
  std::vector<double> interest = std::vector<double>(projections.size(), 0.0);
  std::vector<double> effect_error = std::vector<double>(projections.size(), 0.01);
  std::vector<double> residual_error = std::vector<double>(projections.size(), 0.01);
  double one = 1;
  std::vector<std::int64_t> as_extreme = std::vector<std::int64_t>(projections.size(), 0);
  OpenCells open;

  void screen(double known)
  {
    const auto n = static_cast<std::ptrdiff_t>(projections.size());
    inference::screen({.column = {.projections = projections.data(),
                                  .moved = &one,
                                  .directions = &one,
                                  .interest = interest.data(),
                                  .total_ss = total_ss.data(),
                                  .moved_stride = 1,
                                  .n_outcomes = n,
                                  .n_varying = 1,
                                  .n_directions = 1},
                       .effect_error = effect_error.data(),
                       .residual_error = residual_error.data(),
                       .threshold = threshold.data()},
                      known, as_extreme.data(), open);
  }

  std::vector<std::ptrdiff_t> outcomes(bool undecided) const
  {
    std::vector<std::ptrdiff_t> result;
    for (const auto& cell : open.cells) {
      if (cell.undecided == undecided) result.push_back(cell.outcome);
    }
    return result;
  }
};

TEST(ScreenedColumns, CountWhatIsCertainAndListWhatIsNot)
{
  OneDirection column{.projections = {0.6, -0.6, 0.495, 0.4, 0.3, 0.505}, .threshold = std::vector<double>(6, 1.0 / 3)};

  column.screen(10);

  EXPECT_THAT(column.as_extreme, ElementsAre(1, 1, 0, 0, 0, 0));
  EXPECT_THAT(column.outcomes(true), ElementsAre(2, 5));
  EXPECT_THAT(column.outcomes(false), ElementsAre());
}

TEST(ScreenedColumns, ListEveryOutcomeThatMayHaveTheLargestRatio)
{
  OneDirection column{.projections = {0.60, -0.61, 0.5, 0.605}, .threshold = std::vector<double>(4, 9.0)};

  column.screen(-1);
  EXPECT_THAT(column.outcomes(false), ElementsAre(0, 1, 3));

  column.screen(1);
  EXPECT_THAT(column.outcomes(false), ElementsAre());
}

TEST(ScreenedColumns, LeaveAnOutcomeOpenWhoseResidualMayBeNothing)
{
  OneDirection column{.projections = {0.999}, .threshold = {1e6}};

  column.screen(1e6);

  EXPECT_THAT(column.as_extreme, ElementsAre(0));
  EXPECT_THAT(column.outcomes(true), ElementsAre(0));
}

TEST(ScreenedColumns, CountEveryTestedOutcomeBelowAThresholdThatAllReach)
{
  OneDirection column{.projections = {0.0, 0.5, 0.5}, .threshold = {-1, -1, NAN}, .total_ss = {1, NAN, 1}};

  column.screen(10);

  EXPECT_THAT(column.as_extreme, ElementsAre(1, 0, 0));
  EXPECT_THAT(column.open.cells, ::testing::IsEmpty());
}

TEST(ScreenedColumns, AreSeenToTheLastOutcome)
{
  OneDirection column{.projections = std::vector<double>(300, 0.1), .threshold = std::vector<double>(300, 0.5)};
  column.projections[299] = 0.9;
  column.projections[128] = std::sqrt(1.0 / 3);

  column.screen(-1);

  EXPECT_EQ(column.as_extreme[299], 1);
  EXPECT_THAT(column.outcomes(true), ElementsAre(128));
  EXPECT_THAT(column.outcomes(false), ElementsAre(299));
}

}  // namespace
}  // namespace dmn::inference
